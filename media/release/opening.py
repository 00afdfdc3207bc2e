"""The release of files: what was prepared is opened to the public, and withdrawn.

`reconcile` looks at what is live and at what is public and makes the second follow the first.
It may be killed at any point and simply goes on: a release counts as public only when its row
says so, and that row is switched after the last file is in its place.
"""

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from django.core.files.storage import default_storage, storages
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from media.pictures.images import ImagePage
from media.pictures.leftovers import remove_leftovers
from media.pictures.releases import Release
from media.release.lost_files import make_lost_files, note_lost_tiles, note_lost_working_copies
from media.release.preparing import prepare_revision, prepared_release, revisions_to_prepare
from media.release.tiles import make_wanted_tiles, remove_unused_tiles
from media.release.working_copies import make_working_copies

# Caches may show a page with the earlier addresses for a day (stale-if-error).
LINGER = timedelta(hours=25)
# A file that is public is not written again while somebody may be reading it.
one_at_a_time = threading.Lock()


def reconcile(*, thorough: bool = False) -> Iterator[str]:
    """Do everything that is to be done, one step at a time; yield a sentence for each step.

    `thorough` also compares the words of every live page with its release, which finds changes
    that were made past the admin, and looks whether every public file is there.
    """
    yield from withdraw_what_is_not_live()
    yield from open_prepared()
    if thorough:
        remove_leftovers()
        yield from note_lost_working_copies()
    yield from make_working_copies()
    for sentence in release_live_pages(thorough=thorough):
        yield sentence
        yield from make_working_copies()
    moment = timezone.now()
    for revision in revisions_to_prepare(thorough=thorough):
        if sentence := prepare_revision(revision, moment):
            yield sentence
            yield from make_working_copies()
    yield from clear_superseded()
    if thorough:
        for sentence in make_lost_files():
            yield sentence
            yield from make_working_copies()
        yield from note_lost_tiles()
    yield from make_wanted_tiles()


def release_live_pages(*, thorough: bool = False) -> Iterator[str]:
    """Make the public files of every live page that has none or others; yield a sentence for each."""
    moment = timezone.now()
    for page in pages_to_release(thorough=thorough).iterator(chunk_size=100):
        if sentence := release_page(page, moment):
            yield sentence


def open_prepared() -> Iterator[str]:
    """Open what is live and was prepared before; yield a sentence for each.

    It makes no files: what is due at a moment waits for no encoder, in this loop or another.
    """
    moment = timezone.now()
    ready = Release.objects.filter(
        page=OuterRef("pk"),
        state__in=[Release.State.PREPARED, Release.State.OPENING, Release.State.SUPERSEDED],
    )
    for page in pages_to_release(thorough=False).filter(Exists(ready)).iterator(chunk_size=100):
        if not page.is_ready_for_release:
            continue
        same = {"asset_hash": page.asset.sha256, "packet_hash": page.packet_hash}
        release = page.releases.filter(**same).first()
        if release is None or not (
            release.state == Release.State.SUPERSEDED or release.has_private_files
        ):
            continue
        if sentence := open_if_allowed(page, release, moment):
            yield sentence


# --- What is to be done -----------------------------------------------------------------------


def pages_to_release(*, thorough: bool):
    """Live pages for which no release was confirmed since anything about them changed."""
    pages = (
        ImagePage.objects.live()
        .select_related("asset", "licence")
        .prefetch_related("texts")
        .order_by("last_published_at")
    )
    if thorough:
        return pages
    confirmed = Release.objects.filter(
        Q(confirmed_at__gt=OuterRef("last_published_at")),
        Q(confirmed_at__gt=OuterRef("asset__changed_at")),
        Q(confirmed_at__gt=OuterRef("licence__changed_at")),
        page=OuterRef("pk"),
        state__in=[Release.State.PUBLIC, Release.State.FAILED],
    )
    return pages.exclude(Exists(confirmed))


# --- The way of one release -------------------------------------------------------------------


def release_page(page: ImagePage, moment: datetime) -> str:
    """Make the public release of a live page be the one for its words and its picture.

    `moment` is the time at which `page` was read; what changed since is found the next time.
    """
    release = prepared_release(page, moment)
    if release is None or release.state == Release.State.PUBLIC:
        return ""
    if release.state == Release.State.FAILED:
        return f"{page.title}: {release.error}"
    return open_if_allowed(page, release, moment)


def open_if_allowed(page: ImagePage, release: Release, moment: datetime) -> str:
    if page.may_be_opened and open_to_public(release, moment):
        return f"Released “{page.title}”."
    return ""


def open_to_public(release: Release, moment: datetime) -> bool:
    """Copy the files into the public store and let the page use them; False if it went away.

    Two loops may come to the same release; the second finds it open. A killed worker is followed
    by another that copies again: the same bytes, and the row is switched last.
    """
    with one_at_a_time:
        if release.state != Release.State.SUPERSEDED and not copy_to_public(release):
            return False
        switch_to(release, moment)
        if release.state != Release.State.PUBLIC:
            withdraw(release)
            return False
        remove(default_storage, release.private_folder, release.files)
    return True


@transaction.atomic
def switch_to(release: Release, moment: datetime) -> None:
    """Let a page that is still live use the files of `release` from now on."""
    still_live = ImagePage.objects.live().select_for_update(of=("self",))
    if not still_live.filter(pk=release.page_id).exists():
        return
    now = timezone.now()
    others = Release.objects.filter(page_id=release.page_id).exclude(pk=release.pk)
    others.public().update(state=Release.State.SUPERSEDED, closed_at=now)
    release.state, release.opened_at, release.closed_at = Release.State.PUBLIC, now, None
    release.confirmed_at = moment
    release.save()


def copy_to_public(release: Release) -> bool:
    """Copy the prepared files into the public store; False if there is nothing left to do."""
    unopened = Release.objects.filter(
        pk=release.pk, state__in=[Release.State.PREPARED, Release.State.OPENING]
    )
    if not unopened.update(state=Release.State.OPENING):
        return False
    release.state = Release.State.OPENING
    try:
        for file in release.files:
            with default_storage.open(f"{release.private_folder}/{file['name']}") as source:
                storages["public"].save(f"{release.folder}/{file['name']}", source)
    except FileNotFoundError:
        # Another worker has opened it meanwhile; if not, the files were lost and are made again.
        if not Release.objects.public().filter(pk=release.pk).exists():
            withdraw(release)
        return False
    return True


def withdraw(release: Release) -> None:
    """Take every file of `release` out of both stores."""
    remove(storages["public"], release.folder, release.files)
    remove(default_storage, release.private_folder, release.files)
    remove_unused_tiles(release)
    if release.page_id is None:
        release.delete()
        return
    release.state, release.closed_at = Release.State.WITHDRAWN, timezone.now()
    if release.tiles == Release.Tiles.PUBLIC:
        release.tiles = Release.Tiles.WANTED
    release.save(update_fields=["state", "closed_at", "tiles"])


def withdraw_page(page_pk: int) -> None:
    """Take the files of a page that is no longer live out of the public store, at once."""
    for release in Release.objects.with_public_files().filter(page_id=page_pk):
        withdraw(release)


def withdraw_deleted_pages() -> None:
    """Take the files of pages that are no more out of the public store, at once.

    A release that a worker has in hand is left to that worker, which would go on with its files.
    """
    settled = Release.objects.filter(
        page=None, state__in=[Release.State.PUBLIC, Release.State.SUPERSEDED]
    )
    for release in settled:
        withdraw(release)


def withdraw_what_is_not_live() -> Iterator[str]:
    """The net below those two: also finds what a crash or another door left behind."""
    gone = Release.objects.filter(page=None)
    shown = Release.objects.with_public_files().filter(page__live=False)
    for release in [*gone, *shown]:
        withdraw(release)
        yield f"Withdrew the files of {release.identifier}."


def clear_superseded() -> Iterator[str]:
    """Remove the files of earlier releases once no cache can name them any more."""
    for release in Release.objects.filter(
        state=Release.State.SUPERSEDED, closed_at__lt=timezone.now() - LINGER
    ):
        withdraw(release)
        yield f"Cleared the superseded files of {release.identifier}."


def remove(storage, folder: str, files: list[dict]) -> None:
    for file in files:
        storage.delete(f"{folder}/{file['name']}")
    for emptied in (folder, folder.rpartition("/")[0]):
        with suppress(OSError):  # another release still has files there
            storage.delete(emptied)
