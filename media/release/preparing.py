"""Making the files of a release privately: for live pages, schedules, press links, quiet drafts."""

import logging
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from wagtail.models import Revision

from media.descriptions.words import words_of
from media.files.child_process import EncodingFailed, encoded, move_into_store
from media.pictures.failed_steps import FailedStep
from media.pictures.images import ImagePage
from media.pictures.packets import packets
from media.pictures.releases import Release
from media.pictures.workers import is_held, take
from media.release.preparations import Preparation
from media.release.press_links import PressLink

logger = logging.getLogger("perigee.release")


# An editor who saves again and again is still at work: files wait until it is quiet.
QUIET = timedelta(seconds=30)
# Drafts older than this wait for the hourly, thorough look.
RECENT = timedelta(hours=1)
# Beyond this a screen shows less than there is: the picture gets tiles for deep zoom.
TILED_PIXELS = 4_000_000


def revisions_to_prepare(*, thorough: bool):
    """Revisions that are scheduled or that a press link shows, and quiet drafts, without files.

    `thorough` answers all of the first two: what their files carry beside the page's own words,
    such as the licence's, may have changed.
    """
    now = timezone.now()
    drafts = ImagePage.objects.filter(
        has_unpublished_changes=True, latest_revision_created_at__lt=now - QUIET
    )
    if not thorough:
        # What waits for a disk or a store counts as begun; what no encoder can make does not.
        is_waiting = Q(state=Release.State.FAILED, confirmed_at=None)
        begun = Release.objects.filter(
            Q(state=Release.State.PREPARING) | is_waiting, page=OuterRef("pk")
        )
        failed = FailedStep.objects.keys_of(FailedStep.Step.PREPARE_DRAFT)
        is_recent = Q(latest_revision_created_at__gt=now - RECENT)
        drafts = drafts.filter(is_recent | Exists(begun) | Q(latest_revision__in=failed))
    is_awaited = Q(approved_go_live_at__isnull=False)
    is_awaited |= Q(pk__in=PressLink.objects.valid().values("revision"))
    is_prepared = Exists(
        Preparation.objects.filter(
            revision=OuterRef("pk"),
            confirmed_at__gte=OuterRef("created_at"),
            release__state__in=[*Release.State.with_files(), Release.State.FAILED],
        )
    )
    is_wanted = Q(pk__in=drafts.values("latest_revision")) & ~is_prepared
    is_wanted |= is_awaited if thorough else is_awaited & ~is_prepared
    return Revision.page_revisions.filter(
        is_wanted, content_type=ContentType.objects.get_for_model(ImagePage)
    )


def prepare_revision(revision: Revision, moment: datetime) -> str:
    """Make the files of a revision privately, without opening them."""
    page = revision.as_object()
    release = prepared_release(page, moment)
    if release is None:
        return ""
    Preparation.objects.update_or_create(
        revision=revision, defaults={"release": release, "confirmed_at": moment}
    )
    is_new = release.state == Release.State.PREPARED and release.prepared_at >= moment
    return f"Prepared “{page.title}”." if is_new else ""


def prepared_release(page: ImagePage, moment: datetime) -> Release | None:
    """The release for the page's words and picture, prepared or further; None if it cannot be.

    It is None, too, while another worker is at it. Raises OSError where a disk or a store refuses,
    which may pass; a picture that cannot be encoded is noted on the release instead.
    """
    if not page.is_ready_for_release:
        return None
    release = release_of(page)
    if release.state in Release.State.with_files():
        Release.objects.filter(pk=release.pk).update(confirmed_at=moment)
        return release
    if release.state == Release.State.OPENING and release.has_private_files:
        return release  # another loop is at it, or was killed: nothing is to be made
    is_over = release.state == Release.State.FAILED and release.confirmed_at
    if is_over and release.confirmed_at >= page.last_change:
        return release
    if not claim(release):
        return None
    return release if prepare(release, page, moment) else None


def release_of(page: ImagePage) -> Release:
    """The release for the page's words and picture; a new one waits to be claimed."""
    release, _created = Release.objects.get_or_create(
        page_id=page.pk,
        asset_hash=page.asset.sha256,
        packet_hash=page.packet_hash,
        defaults={
            "identifier": page.identifier,
            "words_hash": words_of(page).words_hash,
            "started_at": timezone.now(),
        },
    )
    return release


CLAIMABLE = [
    Release.State.WITHDRAWN,
    Release.State.FAILED,
    Release.State.PREPARING,
    Release.State.OPENING,
]


def claim(release: Release) -> bool:
    """Take a release in hand to make its files; False if another worker that lives has it."""
    free = Release.objects.filter(pk=release.pk, state__in=CLAIMABLE)
    claimed = take(free, state=Release.State.PREPARING, started_at=timezone.now(), error="")
    release.refresh_from_db()
    return bool(claimed)


@contextmanager
def files_of(page: ImagePage):
    """Yield (manifest, folder) of the files for the page's words and picture; as `encoded` does."""
    with (
        page.asset.file.storage.open(page.asset.file.name) as source,
        encoded(
            "release",
            source,
            page.identifier,
            packets(page),
            offers_original=page.offers_original,
        ) as made,
    ):
        yield made


def prepare(release: Release, page: ImagePage, moment: datetime) -> bool:
    """Encode the files of `release` into the private store, or note why that failed.

    False if it was taken from this worker meanwhile: it was silent for so long that another began.
    """
    mine = Release.objects.filter(is_held(), pk=release.pk, state=Release.State.PREPARING)
    settled = {"confirmed_at": moment, "holder": None}
    try:
        with files_of(page) as (manifest, folder):
            if not mine.exists():
                return False
            move_into_store(folder, lambda name: f"{release.private_folder}/{name}")
    except EncodingFailed as error:
        logger.error("Preparing %s failed: %s", page.identifier, error)
        settled |= {"state": Release.State.FAILED, "error": str(error)}
    except OSError as error:
        mine.update(state=Release.State.FAILED, error=str(error), confirmed_at=None, holder=None)
        raise
    else:
        is_large = manifest["width"] * manifest["height"] > TILED_PIXELS
        settled |= {
            "state": Release.State.PREPARED,
            "manifest": manifest,
            "tiles": Release.Tiles.WANTED if is_large else Release.Tiles.NONE,
        }
    # Not its page: that may have been deleted meanwhile, and then these files are to go.
    if not mine.update(prepared_at=timezone.now(), **settled):
        return False
    release.refresh_from_db()
    return True
