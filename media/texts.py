"""The rules for the words that belong to a picture."""

import re
from html import unescape
from pathlib import PurePosixPath

from django.utils.html import strip_tags

CAPTION_FEATURES = ["bold", "italic", "link", "superscript", "subscript"]
LONG_ALT_TEXT = 125

DESCRIPTION_IN_CAPTION = re.compile(r"\[\s*image\s+description", re.IGNORECASE)
NAMES_THE_MEDIUM = re.compile(
    r"^(an?|the)?\s*(image|picture|photo|photograph|graphic) (of|showing)\b", re.I
)


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
