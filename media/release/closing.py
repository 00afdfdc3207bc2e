"""Taking files from the public: first the rows say so, then the files go, as often as it takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.core.files.storage import default_storage, storages
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from media.archive.catalogue import Entry
from media.archive.keeping import remove
from media.pictures.failed_steps import OF_RELEASES, FailedStep, each
from media.pictures.releases import Release
from media.pictures.workers import is_free
from media.release.public_store import locked, remove_folder, remove_if_empty

# Caches may show a page with the earlier addresses for a day (stale-if-error).
LINGER = timedelta(hours=25)
State, Tiles = Release.State, Release.Tiles

# The identifiers of pictures that were closed in this context and of which files are left.
_left: ContextVar[set[str] | None] = ContextVar("left", default=None)


@contextmanager
def noting_what_is_left() -> Iterator[set[str]]:
    """Yield a set of the identifiers of those pictures of which files could not be removed meanwhile."""
    left: set[str] = set()
    token = _left.set(left)
    try:
        yield left
    finally:
        _left.reset(token)


@transaction.atomic
def close(releases: QuerySet) -> int:
    """Let the public use these releases no more; their files go next. Answers how many.

    Whoever was copying their files stops before the next one.
    """
    remove(Entry.objects.filter(release__in=releases))
    return releases.update(state=State.CLOSING, closed_at=timezone.now(), holder=None)


def remove_closed(releases: QuerySet, *, is_all: bool = False) -> Iterator[str]:
    """Remove the files of those that were closed, each by itself; a sentence for each that is done."""
    closed = releases.filter(state=State.CLOSING)
    done = each(
        FailedStep.Step.WITHDRAW,
        closed.select_related("page"),
        lambda release: finish(release) and f"Withdrew the files of {release.identifier}.",
        **OF_RELEASES,
        is_all=is_all,
    )
    yield from filter(None, done)
    if (left := _left.get()) is not None:
        left.update(closed.values_list("identifier", flat=True))


def finish(release: Release) -> bool:
    """Take every file of a closed release out of both stores; False if another did.

    Raises OSError where a store refuses.
    """
    with locked(release.top):
        closed = Release.objects.filter(pk=release.pk, state=State.CLOSING)
        if not closed.exists():
            return False
        if not shares_its_folder(release):
            for storage, folder in (
                (storages["public"], release.folder),
                (default_storage, release.private_folder),
            ):
                remove_folder(storage, folder)
                remove_if_empty(storage, folder.rpartition("/")[0])
        remove_unused_tiles(release)
        if closed.filter(page=None).delete()[0]:
            return True
        closed.filter(tiles=Tiles.PUBLIC).update(tiles=Tiles.WANTED)
        closed.update(state=State.WITHDRAWN)
    release.refresh_from_db()
    return True


def shares_its_folder(release: Release) -> bool:
    """Whether another page came with the same picture, words and identifier after this was deleted."""
    gone = [State.CLOSING, State.WITHDRAWN, State.FAILED]
    same = Release.objects.filter(
        asset_hash=release.asset_hash, packet_hash=release.packet_hash
    ).exclude(pk=release.pk)
    return same.exclude(state__in=gone).exists()


def remove_unused_tiles(release: Release) -> None:
    """Take the tiles of a picture out of the public store unless another release shows it."""
    with locked(release.top):
        others = Release.objects.with_public_files().filter(asset_hash=release.asset_hash)
        if not others.exclude(pk=release.pk).exists():
            remove_folder(storages["public"], release.tiles_folder)
            remove_if_empty(storages["public"], release.top)


# --- Who is closed, and when ------------------------------------------------------------------


def withdraw(release: Release) -> None:
    """Take a release from the public with its files, at once; raises OSError if a store refuses."""
    close(Release.objects.filter(pk=release.pk))
    finish(release)


def close_page(page_pk: int) -> None:
    """Take a page that goes away from the public, as far as the rows go."""
    close(Release.objects.with_public_files().filter(page_id=page_pk))


def withdraw_page(page_pk: int) -> None:
    """Take the files of a page that is no longer live out of the public store, at once.

    What cannot be removed now, the worker removes.
    """
    close_page(page_pk)
    list(remove_closed(Release.objects.filter(page_id=page_pk)))


def withdraw_deleted_pages() -> None:
    """Take the files of pages that are no more out of the public store, at once.

    What a worker is preparing is left to that worker, which would go on with its files.
    """
    gone = Release.objects.filter(page=None)
    close(gone.with_public_files())
    list(remove_closed(gone))


def withdraw_what_is_not_live() -> Iterator[str]:
    """The net below those two: also finds what a crash or another door left behind."""
    gone = Release.objects.filter(page=None).exclude(state=State.CLOSING)
    close(gone.exclude(state=State.PREPARING))
    close(gone.filter(is_free()))  # nobody is at it
    close(Release.objects.with_public_files().filter(page__live=False))
    yield from remove_closed(Release.objects.all(), is_all=True)


def clear_superseded() -> Iterator[str]:
    """Remove the files of earlier releases once no cache can name them any more."""
    old = Release.objects.filter(
        state=State.SUPERSEDED, closed_at__lt=timezone.now() - LINGER
    ).values_list("pk", flat=True)
    if keys := list(old):
        over = Release.objects.filter(pk__in=keys)
        names = dict(over.values_list("pk", "identifier"))
        close(over.filter(state=State.SUPERSEDED))
        list(remove_closed(over))
        for key in set(keys) - set(over.filter(state=State.CLOSING).values_list("pk", flat=True)):
            yield f"Cleared the superseded files of {names[key]}."
