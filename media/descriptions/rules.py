"""The rules for the words that belong to a picture."""

import re
from html import unescape
from pathlib import PurePosixPath

from django.utils.html import strip_tags

from media.descriptions.markup import plain

CAPTION_FEATURES = ["bold", "italic", "link", "superscript", "subscript"]

DESCRIPTION_IN_CAPTION = re.compile(r"\[\s*image\s+description", re.IGNORECASE)
NAMES_THE_MEDIUM = re.compile(
    r"^(an?|the)?\s*(image|picture|photo|photograph|graphic) (of|showing)\b", re.I
)

EMPTY_ELEMENT = re.compile(r"<(em|i|b|strong|p)>(\s|<br\s*/?>)*</\1>")


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
    if DESCRIPTION_IN_CAPTION.search(unescape(strip_tags(caption))):
        return {
            "caption": "The caption holds an “[Image description: …]”. Move that text into the "
            "field “Image description”, where screen readers, search and files find it."
        }
    return {}


INLINE = ("b", "em", "i", "strong")


def lift_description(caption: str) -> tuple[str, str]:
    """A caption without its “[Image description: …]”, and that description as plain text.

    Portals without a field of its own keep it there, often in italics. Brackets inside it count.
    """
    opened = re.search(r"\[(\s|<[^>]*>)*image\s+description(\s|<[^>]*>)*:?", caption, re.IGNORECASE)
    if not opened:
        return caption, ""
    depth, end = 1, opened.end()
    while end < len(caption) and depth:
        depth += {"[": 1, "]": -1}.get(caption[end], 0)
        end += 1
    inside = caption[opened.end() : end - (depth == 0)]
    text = plain(re.sub(r"</?p>|<br\s*/?>", "\n\n", inside))
    rest = caption[: opened.start()].rstrip() + caption[end:]
    if rest.count("<p>") > rest.count("</p>"):
        rest += "</p>"
    for name in INLINE:  # opened before the description, closed within it
        if rest.count(f"<{name}>") > rest.count(f"</{name}>"):
            rest = "".join(rest.rsplit(f"<{name}>", 1))
    while (emptied := EMPTY_ELEMENT.sub("", rest)) != rest:
        rest = emptied
    return rest.strip(), re.sub(r"\n{3,}", "\n\n", text).strip()
