"""The rules for the words that belong to a picture."""

import re
from pathlib import PurePosixPath

from media.descriptions.markup import plain

CAPTION_FEATURES = ["bold", "italic", "link", "superscript", "subscript"]

DESCRIPTION_IN_CAPTION = re.compile(r"\[\s*image\s+description", re.IGNORECASE)
NAMES_THE_MEDIUM = re.compile(
    r"^(an?|the)?\s*(image|picture|photo|photograph|graphic) (of|showing)\b", re.I
)

PAIRED = "a|b|em|i|p|strong|sub|sup"
PAIRED_TAG = re.compile(rf"</?(?:{PAIRED})\b[^>]*>")
EMPTY_ELEMENT = re.compile(rf"<({PAIRED})\b[^>]*>(\s|<br\s*/?>)*</\1>")
TAG_OR_BRACKET = re.compile(r"<[^>]*>|[\[\]]")


def check_alt_text(alt_text: str, *, title: str, file_name: str) -> dict[str, str]:
    """What is wrong with an alt text, as {field: sentence}; an empty one is not judged here."""
    said = alt_text.strip().casefold()
    names = {file_name.casefold(), PurePosixPath(file_name).stem.casefold()} - {""}
    if not said:
        return {}
    if said == title.strip().casefold():
        return {"alt_text": "The alt text repeats the title. Say what the picture shows."}
    if said in names:
        return {"alt_text": "The alt text repeats the file's name. Say what the picture shows."}
    if NAMES_THE_MEDIUM.match(said):
        return {
            "alt_text": "A screen reader says already that this is an image. "
            "Begin with what it shows."
        }
    return {}


def check_caption(caption: str) -> dict[str, str]:
    """Refuse a caption that hides the description in brackets, as older portals do."""
    if DESCRIPTION_IN_CAPTION.search(plain(caption)):
        return {
            "caption": "The caption holds an “[Image description: …]”. Move that text into the "
            "field “Image description”, where screen readers, search and files find it."
        }
    return {}


def lift_description(caption: str) -> tuple[str, str]:
    """A caption without its “[Image description: …]”, and that description as plain text.

    Portals without a field of its own keep it there, often in italics. Brackets inside it count.
    """
    opened = re.search(r"\[(\s|<[^>]*>)*image\s+description(\s|<[^>]*>)*:?", caption, re.IGNORECASE)
    if not opened:
        return caption, ""
    depth, inside_ends, end = 1, len(caption), len(caption)
    for found in TAG_OR_BRACKET.finditer(caption, opened.end()):
        depth += {"[": 1, "]": -1}.get(found[0], 0)
        if not depth:
            inside_ends, end = found.span()
            break
    # Elements may begin within the description and end behind it, or the other way round.
    inside = f"{caption[opened.end() : inside_ends]}</a></b></i>"
    text = plain(re.sub(r"</?p>|<br\s*/?>", "\n\n", inside))
    tags = "".join(PAIRED_TAG.findall(caption[opened.start() : end]))
    rest = caption[: opened.start()].rstrip() + tags + caption[end:]
    while (emptied := EMPTY_ELEMENT.sub("", rest)) != rest:
        rest = emptied
    return rest.strip(), re.sub(r"\n{3,}", "\n\n", text).strip()
