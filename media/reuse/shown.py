"""The record of the picture whose page is being shown, from what the page has at hand."""

from collections.abc import Iterable

from media.archive.catalogue import Entry
from media.pages.subjects import Subject
from media.pictures.images import ImagePage
from media.reuse.addresses import Addresses
from media.reuse.records import Record, words_in_order


def record_shown(page: ImagePage, subjects: Iterable[Subject], base: str) -> Record | None:
    """The record of the picture of `page`, which is about `subjects`; None where visitors see none.

    It is made once for a page, in one query for its words, and gives the page its licence.
    """
    if not hasattr(page, "record"):
        page.record = None
        if (entry := entry_of(page)) is not None:
            if entry.licence_id == page.licence_id:
                page.licence = entry.licence
            words = words_in_order(entry.words.all())
            page.record = Record(entry, Addresses(base), words, list(subjects))
    return page.record


def entry_of(page: ImagePage) -> Entry | None:
    """Its entry with files and licence: that which came with its release, or asked for."""
    if not page.pk or not page.is_visible:
        return None
    if Entry.release.field.remote_field.is_cached(page.release):
        return page.release.entry
    return Entry.objects.with_files().filter(page=page.pk).first()
