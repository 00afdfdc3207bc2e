"""The rules for the words that belong to a picture."""

import re
from pathlib import PurePosixPath

from media.descriptions.markup import plain

CAPTION_FEATURES = ["bold", "italic", "link", "superscript", "subscript"]

# What portals call a description that they keep in the caption; words may have markup between them.
BETWEEN = r"(?:\s|&nbsp;|<[^>]*>)"
CALLED = "|".join(
    name.replace(" ", f"{BETWEEN}+").replace("'", "(?:['’‘]|&#x?0*27;|&#39;|&rsquo;)")
    for name in (
        *("(?:image|picture|photo) description", "description of the (?:image|picture|photo)"),
        *("descriptions? de l'image", "descriptions? d'image", "descriptions? de la photo"),
        *("bild-?beschreibung", "beschreibung des bild(?:e?s)"),
        *("descripci[oó]n de la imagen", "descripci[oó]n de imagen", "descripci[oó]n de la foto"),
        *("descrizione dell'immagine", "descrizione immagine", "descrizione della foto"),
    )
)
IN_BRACKETS = re.compile(rf"\[{BETWEEN}*(?:{CALLED})\b{BETWEEN}*:?", re.IGNORECASE)
# Without brackets it begins a paragraph or a line, and a colon follows.
AT_THE_START = re.compile(
    rf"(?:\A|<p\b[^>]*>|<br\s*/?>|\n)(?P<before>{BETWEEN}*?)(?:{CALLED}){BETWEEN}*:", re.IGNORECASE
)
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
    """Refuse a caption that hides the description, in brackets or not, as older portals do."""
    text = plain(caption)
    if IN_BRACKETS.search(text) or AT_THE_START.search(text):
        return {
            "caption": "The caption holds an “Image description: …”. Move that text into the "
            "field “Image description”, where screen readers, search and files find it."
        }
    return {}


def lift_description(caption: str) -> tuple[str, str]:
    """A caption without its “[Image description: …]”, and that description as plain text.

    Portals without a field of its own keep it there, often in italics, in the language of the page.
    Brackets inside it count. Without brackets it is the paragraph that begins so.
    """
    if opened := IN_BRACKETS.search(caption):
        start = opened.start()
        inside_ends, end = end_of_brackets(caption, opened.end())
    elif opened := AT_THE_START.search(caption):
        start = opened.start("before")
        closed = caption.find("</p>", opened.end())
        inside_ends = end = closed if closed >= 0 else len(caption)
    else:
        return caption, ""
    # Elements may begin within the description and end behind it, or the other way round.
    inside = f"{caption[opened.end() : inside_ends]}</a></b></i>"
    text = plain(re.sub(r"</?p>|<br\s*/?>", "\n\n", inside))
    tags = "".join(PAIRED_TAG.findall(caption[start:end]))
    rest = caption[:start].rstrip() + tags + caption[end:]
    while (emptied := EMPTY_ELEMENT.sub("", rest)) != rest:
        rest = emptied
    return rest.strip(), re.sub(r"\n{3,}", "\n\n", text).strip()


def end_of_brackets(caption: str, start: int) -> tuple[int, int]:
    """Where the bracket closes that was opened before `start`, and what stands behind it begins."""
    depth = 1
    for found in TAG_OR_BRACKET.finditer(caption, start):
        depth += {"[": 1, "]": -1}.get(found[0], 0)
        if not depth:
            return found.span()
    return len(caption), len(caption)
