"""Taking pictures in: a file becomes a draft image page, filled from what the file says."""

import hashlib
import re
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils.text import slugify

from media.archive.index import ImageIndexPage
from media.descriptions.characters import cleaned
from media.files.inspection import inspected
from media.files.metadata.carried import Carried, in_language
from media.intake.avm import observe
from media.intake.fitting import dated, judged_alt_text, limited, told_and_shown
from media.intake.languages import other_languages
from media.intake.words import above, in_order
from media.pages.subjects import Subject
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage
from media.pictures.licences import Licence

# What Wagtail's own title field holds.
TITLE_CHARACTERS = 255
# Keywords named in one note.
KEYWORDS_SAID = 30
CREDIT_CHARACTERS = ImagePage._meta.get_field("credit").max_length


@dataclass
class Taken:
    """What became of one file: its page, whether the page is new, and notes for an editor."""

    page: ImagePage
    is_new: bool
    notes: list[str] = field(default_factory=list)


def take_in(
    file: File, archive: ImageIndexPage, *, user=None, says: Carried | None = None
) -> Taken:
    """Make a draft page for a picture file below `archive`; the file's name is in `file.name`.

    A file whose bytes are in already leads to the page that shows them. `says` holds what was
    said about the file elsewhere, and counts before what the file says itself.
    Raises ValidationError, with a sentence for an editor, if it is no sound picture.
    """
    found = in_order(inspected(file).carried, settings.LANGUAGE_CODE)
    digest = sha256_of(file)
    if page := page_with(digest):
        return Taken(page, is_new=False)
    says = in_order(says or Carried(), settings.LANGUAGE_CODE, is_ours=True)
    carried = above(says, found, settings.LANGUAGE_CODE)
    with transaction.atomic():
        # Several files come in at the same time: one after the other gets its place in the tree.
        archive = ImageIndexPage.objects.select_for_update(of=("self",)).get(pk=archive.pk)
        if page := page_with(digest):
            return Taken(page, is_new=False)
        asset = ImageAsset(title=PurePosixPath(file.name).name[:TITLE_CHARACTERS], file=file)
        asset.uploaded_by_user = user
        asset._set_image_file_metadata()
        page = ImagePage(live=False, owner=user, asset=asset)
        notes = carried.notes + fill(page, carried)
        asset.found = {**asdict(found), "notes": notes}
        asset.save()
        page.asset = asset
        page.subjects.set(subjects_named(carried.keywords))
        if not slugify(page.title):  # a title in another script, of which Wagtail makes no slug
            page.slug = page.free_identifier()
        archive.add_child(instance=page)
        page.save_revision(user=user, clean=False)
    return Taken(page, is_new=True, notes=notes)


def sha256_of(file: File) -> str:
    file.seek(0)
    digest = hashlib.file_digest(file.file, "sha256").hexdigest()
    file.seek(0)
    return digest


def page_with(digest: str) -> ImagePage | None:
    """The image page that shows the picture with this SHA-256."""
    return ImagePage.objects.filter(asset__sha256=digest).order_by("-live", "pk").first()


# --- The first values of a draft --------------------------------------------------------------


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
    whom = carried.credit or ", ".join(carried.creators) or in_language(carried.rights, source)
    page.credit = limited(whom, CREDIT_CHARACTERS, "credit", notes)
    page.licence = licence_at(carried.licence_url)
    if carried.licence_url and page.licence is None:
        notes.append(f"The file names a licence that is not in the list: {carried.licence_url}")
    page.taken_on = dated(carried.taken_on, notes)
    page.texts = other_languages(carried, page, notes)
    notes += observe(page, carried.avm)
    if unknown := unknown_keywords(carried.keywords):
        more = f" and {len(unknown) - KEYWORDS_SAID} more" if len(unknown) > KEYWORDS_SAID else ""
        said = f"{', '.join(unknown[:KEYWORDS_SAID])}{more}"
        notes.append(f"Keywords that are no subjects here: {said}.")
    return notes


def title_from(name: str) -> str:
    """A file's name as words: `mars_rover-2026.JPG` is “Mars rover 2026”."""
    words = re.sub(r"[\s_+-]+", " ", PurePosixPath(name).stem).strip()
    return (words[:1].upper() + words[1:])[:TITLE_CHARACTERS] or "Picture"


def licence_at(address: str) -> Licence | None:
    """The licence with this address, however it is written; of several the one SPDX knows."""
    wanted = bare(address)
    fitting = [one for one in Licence.objects.all() if one.url and bare(one.url) == wanted]
    return max(fitting, key=lambda licence: bool(licence.spdx), default=None)


def bare(address: str) -> str:
    """An address without its scheme, `www.`, a last slash and the page of one language."""
    said = re.sub(r"^https?://(www\.)?", "", address.strip().lower())
    return re.sub(r"/(deed|legalcode)(\.[a-z-]+)?/?$", "", said).rstrip("/")


def subjects_named(keywords: list[str]) -> list[Subject]:
    """The subjects that go by these names, in whatever language; merged ones count as whole."""
    found = {}
    for word in keywords:
        if subject := subject_named(word):
            found[subject.pk] = subject
    return list(found.values())


def subject_named(word: str) -> Subject | None:
    own = Subject.objects.filter(name__iexact=word.strip())
    called = Subject.objects.filter(names__name__iexact=word.strip())
    subject = own.first() or called.order_by("kind", "pk").first()
    return subject.merged_into or subject if subject else None


def unknown_keywords(keywords: list[str]) -> list[str]:
    return [word for word in dict.fromkeys(keywords) if subject_named(word) is None]
