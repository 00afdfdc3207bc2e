"""Words as the fields of a page take them; what does not fit is noted."""

import re

from django.core.exceptions import ValidationError

from media.descriptions.characters import cleaned
from media.descriptions.lengths import length_problem
from media.descriptions.markup import rich
from media.descriptions.rules import check_alt_text, lift_description
from media.files.metadata.carried import cut_at_a_word
from media.files.metadata.dates import as_date
from media.pages.typed_dates import stored_form
from media.pictures.images import ImagePage
from media.pictures.translations import ImageText

# Cameras write these into every picture.
SAYS_NOTHING = re.compile(
    r"^(olympus digital camera|sony dsc|digital camera|default|minolta digital camera|"
    r"samsung( camera pictures)?|dcim|exif_jpeg_picture|konica minolta digital camera)$",
    re.IGNORECASE,
)


def said(words: str) -> str:
    """`words`, unless a camera wrote them."""
    return "" if SAYS_NOTHING.match(words.strip()) else words


def limited(words: str, length: int, name: str, notes: list[str]) -> str:
    """At most `length` characters of one line, cut at a word."""
    line = " ".join(words.split())
    if len(line) > length:
        notes.append(f"The file's {name} was cut: it has {len(line)} characters, {length} fit.")
    return cut_at_a_word(line, length)


def paragraphs(text: str, language: str = "") -> str:
    """Text, or what others take for rich text, as the rich text of captions."""
    return cleaned(rich(text), language).text


def told_and_shown(caption: str, language: str = "") -> tuple[str, str]:
    """A caption as rich text, and the image description that was hidden in it."""
    rest, lifted = lift_description(paragraphs(said(caption), language))
    return paragraphs(rest, language), lifted


def judged_alt_text(words: str, page: ImagePage | ImageText, notes: list[str]) -> str:
    """An alt text that the form would take; what it would refuse is only noted."""
    words = " ".join(words.split())
    file_name = getattr(page, "file_name", "")
    refused = check_alt_text(words, title=page.title, file_name=file_name)
    if problem := length_problem(words) or refused.get("alt_text"):
        notes.append(f"The file's alt text, “{words}”, was left out. {problem}")
        return ""
    return words


def dated(date: str, notes: list[str]) -> str:
    """The date as far as it is known: “2019-00-12” is 2019, “about 1970” stays so."""
    try:
        return stored_form(date)
    except ValidationError:
        if not (found := as_date(date)):
            notes.append(f"The date “{date}” was left out: there is no such day.")
        return found
