"""The first values of a draft: what its file says, as far as the form would take it."""

import re
import unicodedata
from html import escape
from pathlib import PurePosixPath
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from media.descriptions.lengths import LONGEST_LANGUAGE, length_problem
from media.descriptions.rules import check_alt_text, lift_description
from media.files.metadata.carried import Carried, in_language
from media.intake.avm import observe
from media.pages.dates import validate_reduced_date
from media.pages.subjects import Subject
from media.pictures.images import ImagePage
from media.pictures.licences import Licence
from media.pictures.translations import ImageText

TITLE_CHARACTERS = ImagePage._meta.get_field("title").max_length
CREDIT_CHARACTERS = ImagePage._meta.get_field("credit").max_length
# Cameras write these into every picture.
SAYS_NOTHING = re.compile(
    r"^(olympus digital camera|sony dsc|digital camera|default|minolta digital camera|"
    r"samsung( camera pictures)?|dcim|exif_jpeg_picture|konica minolta digital camera)$",
    re.IGNORECASE,
)
COMMON_TAG = re.compile(r"</?(a|b|br|em|i|p|span|strong|sub|sup)\b[^>]*>", re.IGNORECASE)
# Keywords named in one note.
KEYWORDS_SAID = 30


def fill(page: ImagePage, carried: Carried) -> list[str]:
    """Set what is known from the file; answer notes about what was left out or changed."""
    source = settings.LANGUAGE_CODE
    notes: list[str] = []
    titles = {
        language: limited(words, TITLE_CHARACTERS) for language, words in carried.title.items()
    }
    page.title = in_language(titles, source) or title_from(page.asset.title)
    page.alt_text = judged_alt_text(in_language(carried.alt_text, source), page, notes)
    caption, lifted = lift_description(paragraphs(said(in_language(carried.caption, source))))
    page.caption = caption
    page.long_description = in_language(carried.long_description, source) or lifted
    if lifted and page.long_description == lifted:
        notes.append("The image description was found in the caption and moved to its field.")
    elif lifted:
        notes.append(f"The caption held another image description, left out: “{lifted}”")
    page.credit = limited(carried.credit or ", ".join(carried.creators), CREDIT_CHARACTERS)
    if not page.credit:
        page.credit = limited(in_language(carried.rights, source), CREDIT_CHARACTERS)
    page.licence = licence_at(carried.licence_url)
    if carried.licence_url and page.licence is None:
        notes.append(f"The file names a licence that is not in the list: {carried.licence_url}")
    page.taken_on = dated(carried.taken_on, notes)
    page.texts = other_languages(carried, titles, page, notes)
    notes += observe(page, carried.avm)
    named = {word: subject_named(word) for word in each_keyword(carried.keywords)}
    page.subjects.set({subject.pk: subject for subject in named.values() if subject}.values())
    if unknown := [word for word, subject in named.items() if subject is None]:
        notes.append(f"Keywords that are no subjects here: {', '.join(unknown[:KEYWORDS_SAID])}.")
    if not slugify(page.title):  # a title in another script, of which Wagtail makes no slug
        page.slug = page.free_identifier()
    return notes


def title_from(name: str) -> str:
    """A file's name as words: `mars_rover%20on-sol-12.JPG` is “Mars rover on sol 12”."""
    stem = unicodedata.normalize("NFC", without_percent_signs(PurePosixPath(name).stem))
    words = re.sub(r"[\s_+\x00-\x1f-]+", " ", stem).strip()
    return (words[:1].upper() + words[1:])[:TITLE_CHARACTERS] or "Picture"


def without_percent_signs(name: str) -> str:
    """A name as it was before an address carried it; as it is, if it is no such name."""
    try:
        return unquote(name, errors="strict")
    except UnicodeDecodeError:
        return name


def said(words: str) -> str:
    """`words`, unless a camera wrote them."""
    return "" if SAYS_NOTHING.match(words.strip()) else words


def limited(words: str, length: int) -> str:
    """At most `length` characters of one line, cut at a word."""
    line = " ".join(words.split())
    return line if len(line) <= length else line[: length - 1].rsplit(" ", 1)[0] + "…"


def paragraphs(text: str) -> str:
    """Plain text as rich text; the common tags that some writers leave in it are dropped."""
    text = re.sub(r"<(/p|br\s*/?)>", "\n", text, flags=re.IGNORECASE)
    text = COMMON_TAG.sub("", text)
    found = [part.strip() for part in re.split(r"\n+", text) if part.strip()]
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in found)


def judged_alt_text(words: str, page: ImagePage | ImageText, notes: list[str]) -> str:
    """An alt text that the form would take; what it would refuse is only noted."""
    words = " ".join(words.split())
    file_name = getattr(page, "file_name", "")
    refused = check_alt_text(words, title=page.title, file_name=file_name)
    if problem := length_problem(words) or refused.get("alt_text"):
        notes.append(f"The file's alt text, “{words}”, was left out. {problem}")
        return ""
    return words


def other_languages(carried: Carried, titles, page: ImagePage, notes: list[str]) -> list[ImageText]:
    """The words in each language, beside the source language, that describes the picture."""
    source = settings.LANGUAGE_CODE.partition("-")[0]
    described = {*carried.alt_text, *carried.long_description}
    rows = []
    for language in sorted(described):
        if language.partition("-")[0] in (source, "x") or len(language) > LONGEST_LANGUAGE:
            continue
        row = ImageText(language=language, title=titles.get(language, page.title))
        row.alt_text = judged_alt_text(carried.alt_text.get(language, ""), row, notes)
        caption, lifted = lift_description(paragraphs(carried.caption.get(language, "")))
        row.caption = caption
        row.long_description = carried.long_description.get(language, "") or lifted
        rows.append(row)
    return rows


def dated(date: str, notes: list[str]) -> str:
    if not date:
        return ""
    try:
        validate_reduced_date(date)
    except ValidationError as error:
        notes.append(f"The date was left out. {' '.join(error.messages)}")
        return ""
    return date


def licence_at(address: str) -> Licence | None:
    """The licence with this address, however it is written; of several the one SPDX knows."""
    wanted = bare(address)
    fitting = [one for one in Licence.objects.all() if one.url and bare(one.url) == wanted]
    return max(fitting, key=lambda licence: bool(licence.spdx), default=None)


def bare(address: str) -> str:
    """An address without its scheme, `www.`, a last slash and the page of one language."""
    said = re.sub(r"^https?://(www\.)?", "", address.strip().lower())
    return re.sub(r"/(deed|legalcode)(\.[a-z-]+)?/?$", "", said).rstrip("/")


def each_keyword(listed: list[str]) -> list[str]:
    """Keywords one by one: tables, and some programs in files, write several between semicolons."""
    return [word.strip() for words in listed for word in words.split(";") if word.strip()]


def subject_named(word: str) -> Subject | None:
    """The subject that goes by this name, in whatever language; of a merged one the whole."""
    own = Subject.objects.filter(name__iexact=word.strip())
    called = Subject.objects.filter(names__name__iexact=word.strip())
    subject = own.first() or called.order_by("kind", "pk").first()
    return subject.merged_into or subject if subject else None
