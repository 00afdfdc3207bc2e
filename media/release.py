"""The release of files: prepare them privately, open them to the public, withdraw them.

`reconcile` looks at what is live and at what is public and makes the second follow the first.
It may be killed at any point and simply goes on: a release counts as public only when its row
says so, and that row is switched after the last file is in its place.
"""

import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage, storages
from django.db import transaction
from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.images.models import SourceImageIOError
from wagtail.models import Revision

from media.encoding import EncodingFailed, encoded, move_into_store
from media.likeness import signed
from media.metadata.pages import packets
from media.models import ImageAsset, ImagePage, Release
from media.models.assets import THUMBNAIL, private_path
from media.tiles import make_wanted_tiles, remove_unused_tiles
from media.words import words_of

logger = logging.getLogger("perigee.release")

State = Release.State

# A claim older than this was left by a worker that died.
STALE_CLAIM = timedelta(minutes=10)
# Caches may show a page with the earlier addresses for a day (stale-if-error).
LINGER = timedelta(hours=25)
# An editor who saves again and again is still at work: files wait until it is quiet.
QUIET = timedelta(seconds=30)
# Beyond this a screen shows less than there is: the picture gets tiles for deep zoom.
TILED_PIXELS = 4_000_000
# Drafts older than this wait for the hourly, thorough look.
RECENT = timedelta(hours=1)


def reconcile(*, thorough: bool = False) -> Iterator[str]:
    """Do everything that is to be done, one step at a time; yield a sentence for each step.

    `thorough` also compares the words of every live page with its release, which finds changes
    that were made past the admin, and looks whether the public files are there at all.
    """
    yield from withdraw_what_is_not_live()
    if thorough:
        yield from note_lost_files()
    for asset in ImageAsset.objects.filter(working_copy="", encoding_error="").exclude(sha256=""):
        yield make_working_copy(asset)
    yield from release_live_pages(thorough=thorough)
    moment = timezone.now()
    for revision in revisions_to_prepare(thorough=thorough):
        page = revision.as_object()
        if sentence := prepare_page(page, moment):
            yield sentence
    yield from clear_superseded()
    yield from make_wanted_tiles()


def release_live_pages(*, thorough: bool = False) -> Iterator[str]:
    """Make the public files of every live page that has none or others; yield a sentence for each."""
    moment = timezone.now()
    for page in pages_to_release(thorough=thorough).iterator(chunk_size=100):
        if sentence := release_page(page, moment):
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
        state__in=[State.PUBLIC, State.FAILED],
    )
    return pages.exclude(Exists(confirmed))


def revisions_to_prepare(*, thorough: bool):
    """Scheduled revisions, and drafts that have been quiet for a while, without files so far."""
    now = timezone.now()
    drafts = ImagePage.objects.filter(
        has_unpublished_changes=True, latest_revision_created_at__lt=now - QUIET
    )
    if not thorough:
        begun = Release.objects.filter(page=OuterRef("pk"), state=State.PREPARING)
        drafts = drafts.filter(Q(latest_revision_created_at__gt=now - RECENT) | Exists(begun))
    prepared = Release.objects.filter(
        page_id=Cast(OuterRef("object_id"), BigIntegerField()),
        confirmed_at__gte=OuterRef("created_at"),
    )
    return Revision.page_revisions.filter(
        Q(approved_go_live_at__isnull=False) | Q(pk__in=drafts.values("latest_revision")),
        content_type=ContentType.objects.get_for_model(ImagePage),
    ).exclude(Exists(prepared))


# --- The way of one release -------------------------------------------------------------------


def release_page(page: ImagePage, moment: datetime) -> str:
    """Make the public release of a live page be the one for its words and its picture.

    `moment` is the time at which `page` was read; what changed since is found the next time.
    """
    release = prepared_release(page, moment)
    if release is None or release.state == State.PUBLIC:
        return ""
    if release.state == State.FAILED:
        return f"{page.title}: {release.error}"
    if not page.may_be_opened:
        return ""
    return f"Released “{page.title}”." if open_to_public(release, moment) else ""


def prepare_page(page: ImagePage, moment: datetime) -> str:
    """Make the files of a page privately, without opening them."""
    release = prepared_release(page, moment)
    return f"Prepared “{page.title}”." if release and release.state == State.PREPARED else ""


def prepared_release(page: ImagePage, moment: datetime) -> Release | None:
    """The release for the page's words and picture, prepared or further; None if it cannot be.

    It is None, too, while another worker is at it.
    """
    if not page.is_ready_for_release:
        return None
    release = release_of(page)
    if release.state in (State.PREPARED, State.PUBLIC, State.SUPERSEDED):
        Release.objects.filter(pk=release.pk).update(confirmed_at=moment)
        return release
    if release.state == State.FAILED and release.confirmed_at >= page.last_change:
        return release
    if not claim(release):
        return None
    prepare(release, page, moment)
    return release


def release_of(page: ImagePage) -> Release:
    """The release for the page's words and picture; a new one waits to be claimed."""
    release, _created = Release.objects.get_or_create(
        page_id=page.pk,
        asset_hash=page.asset.sha256,
        texts_hash=page.texts_hash,
        defaults={
            "identifier": page.identifier,
            "words_hash": words_of(page).texts_hash,
            "started_at": timezone.now() - STALE_CLAIM,
        },
    )
    return release


def claim(release: Release) -> bool:
    """Take a release in hand; False if another worker has it."""
    now = timezone.now()
    free = Q(state__in=[State.WITHDRAWN, State.FAILED]) | Q(started_at__lte=now - STALE_CLAIM)
    claimed = Release.objects.filter(free, pk=release.pk).update(
        state=State.PREPARING, started_at=now, error=""
    )
    release.refresh_from_db()
    return bool(claimed)


def prepare(release: Release, page: ImagePage, moment: datetime) -> None:
    """Encode the files of `release` into the private store, or note why that failed."""
    try:
        with (
            page.asset.file.storage.open(page.asset.file.name) as source,
            encoded(
                "release",
                source,
                page.identifier,
                packets(page),
                offers_original=page.offers_original,
            ) as (manifest, folder),
        ):
            move_into_store(folder, lambda name: f"{release.private_folder}/{name}")
        release.manifest = manifest
        is_large = manifest["width"] * manifest["height"] > TILED_PIXELS
        release.tiles = Release.Tiles.WANTED if is_large else Release.Tiles.NONE
        release.state = State.PREPARED
    except (EncodingFailed, OSError) as error:
        logger.error("Preparing %s failed: %s", page.identifier, error)
        release.state, release.error = State.FAILED, str(error)
    release.prepared_at = timezone.now()
    release.confirmed_at = moment
    release.save()


def open_to_public(release: Release, moment: datetime) -> bool:
    """Copy the files into the public store and let the page use them; False if it went away."""
    if release.state != State.SUPERSEDED:
        release.state = State.OPENING
        release.save(update_fields=["state"])
        for file in release.files:
            with default_storage.open(f"{release.private_folder}/{file['name']}") as source:
                storages["public"].save(f"{release.folder}/{file['name']}", source)
    with transaction.atomic():
        still_live = ImagePage.objects.live().select_for_update(of=("self",))
        if still_live.filter(pk=release.page_id).exists():
            now = timezone.now()
            others = Release.objects.filter(page_id=release.page_id).exclude(pk=release.pk)
            others.public().update(state=State.SUPERSEDED, closed_at=now)
            release.state, release.opened_at, release.closed_at = State.PUBLIC, now, None
            release.confirmed_at = moment
            release.save()
    if release.state != State.PUBLIC:
        withdraw(release)
        return False
    remove(default_storage, release.private_folder, release.files)
    return True


def withdraw(release: Release) -> None:
    """Take every file of `release` out of both stores."""
    remove(storages["public"], release.folder, release.files)
    remove(default_storage, release.private_folder, release.files)
    remove_unused_tiles(release)
    if release.page_id is None:
        release.delete()
        return
    release.state, release.closed_at = State.WITHDRAWN, timezone.now()
    if release.tiles == Release.Tiles.PUBLIC:
        release.tiles = Release.Tiles.WANTED
    release.save(update_fields=["state", "closed_at", "tiles"])


def withdraw_page(page_pk: int) -> None:
    """Take the files of a page that is no longer live out of the public store, at once."""
    for release in Release.objects.with_public_files().filter(page_id=page_pk):
        withdraw(release)


def withdraw_what_is_not_live() -> Iterator[str]:
    """The net below `withdraw_page`: also finds what a crash or another door left behind."""
    gone = Release.objects.filter(page=None)
    shown = Release.objects.with_public_files().filter(page__live=False)
    for release in [*gone, *shown]:
        withdraw(release)
        yield f"Withdrew the files of {release.identifier}."


def note_lost_files() -> Iterator[str]:
    """Count a public release whose files are gone as withdrawn, so that they are made again."""
    for release in Release.objects.public().iterator():
        if not storages["public"].exists(f"{release.folder}/{release.files[0]['name']}"):
            withdraw(release)
            yield f"The public files of {release.identifier} were lost; making them again."


def clear_superseded() -> Iterator[str]:
    """Remove the files of earlier releases once no cache can name them any more."""
    for release in Release.objects.filter(
        state=State.SUPERSEDED, closed_at__lt=timezone.now() - LINGER
    ):
        withdraw(release)
        yield f"Cleared the superseded files of {release.identifier}."


def remove(storage, folder: str, files: list[dict]) -> None:
    for file in files:
        storage.delete(f"{folder}/{file['name']}")
    for emptied in (folder, folder.rpartition("/")[0]):
        with suppress(OSError):  # another release still has files there
            storage.delete(emptied)


# --- Working copies ---------------------------------------------------------------------------


def make_working_copy(asset: ImageAsset) -> str:
    """Make the copy from which the admin's thumbnails of `asset` come."""
    name = private_path("working-copies", "copy.jpg")
    try:
        with (
            asset.file.storage.open(asset.file.name) as source,
            encoded("working copy", source, "copy") as (manifest, folder),
        ):
            move_into_store(folder, lambda _name: name)
    except (EncodingFailed, OSError) as error:
        ImageAsset.objects.filter(pk=asset.pk).update(encoding_error=str(error))
        return f"{asset.title}: {error}"
    # An update, not a save: the file itself did not change.
    seen = manifest["fingerprint"]
    fingerprint = None if seen is None else signed(seen)
    own = ImageAsset.objects.filter(pk=asset.pk, sha256=asset.sha256)
    if own.update(working_copy=name, fingerprint=fingerprint):
        asset.working_copy = name
        with suppress(SourceImageIOError):  # the store lost it; the grid shows a placeholder
            asset.get_rendition(THUMBNAIL)
    return f"Made the working copy of {asset.title}."
