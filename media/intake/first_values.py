"""The first values of a draft: what its file says, as far as the form would take it."""

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import unquote

from django.conf import settings
from django.utils.text import slugify

from media.descriptions.characters import cleaned
from media.files.metadata.carried import Carried, in_language
from media.intake.avm import observe
from media.intake.fitting import dated, judged_alt_text, limited, told_and_shown
from media.intake.languages import other_languages
from media.pages.subjects import Subject
from media.pictures.images import ImagePage
from media.pictures.licences import Licence

TITLE_CHARACTERS = ImagePage._meta.get_field("title").max_length
CREDIT_CHARACTERS = ImagePage._meta.get_field("credit").max_length
# Keywords named in one note.
KEYWORDS_SAID = 30


def fill(page: ImagePage, carried: Carried) -> list[str]:
    """Set what is known from the file; answer notes about what was left out or changed."""
    source = settings.LANGUAGE_CODE
    notes: list[str] = []
    title = limited(in_language(carried.title, source), TITLE_CHARACTERS, "title", notes)
    page.title = title or cleaned(title_from(page.asset.title)).text
    page.alt_text = judged_alt_text(in_language(carried.alt_text, source), page, notes)
    page.caption, lifted = told_and_shown(in_language(carried.caption, source), source)
    page.long_description = in_language(carried.long_description, source) or lifted
    if lifted and page.long_description == lifted:
        notes.append("The image description was found in the caption and moved to its field.")
    elif lifted:
        notes.append(f"The caption held another image description, left out: “{lifted}”")
    rights = in_language(carried.rights, source) or next(iter(carried.rights.values()), "")
    whom = carried.credit or ", ".join(carried.creators) or rights
    page.credit = limited(whom, CREDIT_CHARACTERS, "credit", notes)
    page.licence = licence_at(carried.licence_url)
    if carried.licence_url and page.licence is None:
        notes.append(f"The file names a licence that is not in the list: {carried.licence_url}")
    page.taken_on = dated(carried.taken_on, notes)
    page.texts = other_languages(carried, page, notes)
    notes += observe(page, carried.avm)
    named = {word: Subject.objects.named(word) for word in each_keyword(carried.keywords)}
    page.subjects.set({subject.pk: subject for subject in named.values() if subject}.values())
    if unknown := [word for word, subject in named.items() if subject is None]:
        more = f" and {len(unknown) - KEYWORDS_SAID} more" if len(unknown) > KEYWORDS_SAID else ""
        said = f"{', '.join(unknown[:KEYWORDS_SAID])}{more}"
        notes.append(f"Keywords that are no subjects here: {said}.")
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
