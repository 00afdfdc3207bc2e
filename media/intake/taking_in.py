"""Taking pictures in: a file becomes a draft image page, filled from what the file says."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from django.conf import settings
from django.db import transaction

from media.archive.index import ImageIndexPage
from media.files.metadata.carried import Carried
from media.intake.first_values import fill
from media.intake.incoming import Incoming
from media.intake.words import above, in_order
from media.pictures.images import ImagePage


@dataclass
class Taken:
    """What became of one file: its page, whether the page is new, and notes for an editor."""

    page: ImagePage | None
    is_new: bool
    notes: list[str] = field(default_factory=list)


def take_in(
    incoming: Incoming,
    archive: ImageIndexPage,
    *,
    user=None,
    says: Carried | None = None,
    finish: Callable[[ImagePage], list[str]] | None = None,
) -> Taken:
    """Make a draft page for a picture file below `archive`.

    A file whose bytes are in already leads to the page that shows them. `says` holds what was
    said about the file elsewhere, and counts before what the file says itself. `finish` sets what
    no file says, on the page before it is saved, and answers notes.
    Raises ValidationError, with a sentence for an editor, if it is no sound picture.
    """
    found = in_order(incoming.inspection.carried, settings.LANGUAGE_CODE)
    if page := incoming.page_here():
        return Taken(page, is_new=False)
    says = in_order(says or Carried(), settings.LANGUAGE_CODE, is_ours=True)
    carried = above(says, found, settings.LANGUAGE_CODE)
    with transaction.atomic():
        # Several files come in at the same time: one after the other gets its place in the tree.
        archive = ImageIndexPage.objects.select_for_update(of=("self",)).get(pk=archive.pk)
        if page := incoming.page_here():
            return Taken(page, is_new=False)
        asset = incoming.new_asset(uploaded_by_user=user)
        page = ImagePage(live=False, owner=user, asset=asset)
        notes = carried.notes + fill(page, carried)
        notes += finish(page) if finish else []
        # By the address under which a picture is known elsewhere it is known again.
        asset.found = {**asdict(found), "address": carried.address, "notes": notes}
        asset.save()
        page.asset = asset
        archive.add_child(instance=page)
        page.save_revision(user=user, clean=False)
    return Taken(page, is_new=True, notes=notes)


def looked_at(incoming: Incoming) -> Taken:
    """What `take_in` would answer, without the page that it would make. Raises ValidationError."""
    incoming.judge()
    page = incoming.page_here()
    return Taken(page, is_new=page is None)
