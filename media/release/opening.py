"""The release of files: what was prepared is opened to the public, and withdrawn.

`reconcile` looks at what is live and at what is public and makes the second follow the first.
It may be killed at any point and simply goes on: a release counts as public only when its row
says so, and that row is switched after the last file is in its place.
"""

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import islice

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from media.archive.keeping import keep
from media.pictures.failed_steps import (
    OF_PAGES,
    OF_REVISIONS,
    FailedStep,
    attempt,
    each,
    note_failure,
)
from media.pictures.images import ImagePage
from media.pictures.leftovers import Leftover, leave_behind, remove_leftover
from media.pictures.releases import Release
from media.pictures.workers import is_held, let_go, take
from media.release.closing import (
    clear_superseded,
    close,
    finish,
    withdraw,
    withdraw_what_is_not_live,
)
from media.release.lost_files import make_lost_files, note_lost_tiles, note_lost_working_copies
from media.release.preparing import prepare_revision, prepared_release, revisions_to_prepare
from media.release.public_store import put, remove_folder, remove_if_empty
from media.release.strays import remove_strays
from media.release.tiles import make_wanted_tiles
from media.release.working_copies import make_working_copies

Step = FailedStep.Step
# A file that is public is not written again while somebody may be reading it.
one_at_a_time = threading.Lock()
# Between two steps of long work, what is live is looked at so often.
LOOK_SECONDS = 5


def reconcile(*, thorough: bool = False) -> Iterator[str]:
    """Do everything that is to be done, one step at a time; yield a sentence for each step.

    Live pages come first, and again between any two steps of what takes long: drafts, tiles, lost
    files. Each step is guarded by itself (`FailedStep` says when it is tried again), and so is
    each part, so that nothing holds up what stands behind it.

    `thorough` also compares the words of every live page with its release, which finds changes
    that were made past the admin, and looks whether every public file is there and named.
    """
    yield from at_once()
    if thorough:
        yield from part("files left behind", look_at_leftovers())
        yield from part("lost working copies", note_lost_working_copies())
        yield from giving_way("all live pages", look_at_live_pages(thorough=True))
    yield from giving_way("drafts", look_at_drafts(thorough=thorough))
    yield from part("superseded files", clear_superseded())
    yield from giving_way("lost files", make_lost_files(thorough=thorough))
    if thorough:
        yield from giving_way("lost tiles", note_lost_tiles())
        yield from giving_way("strays", remove_strays())
    yield from giving_way("tiles", make_wanted_tiles())


def at_once() -> Iterator[str]:
    """What visitors and editors wait for: between two working copies what is live, and reversed."""
    copies = part("working copies", make_working_copies())
    while True:
        yield from part("withdrawals", withdraw_what_is_not_live())
        yield from part("prepared files", open_prepared())
        for sentence in part("live pages", release_live_pages()):
            yield sentence
            yield from islice(copies, 1)
        made = list(islice(copies, 1))
        if not made:
            return
        yield from made


def giving_way(name: str, steps: Iterator[str]) -> Iterator[str]:
    """The sentences of `steps`; between them what is live is looked at."""
    looked_at = time.monotonic()
    for sentence in part(name, steps):
        if sentence:
            yield sentence
        if sentence or time.monotonic() - looked_at > LOOK_SECONDS:
            yield from at_once()
            looked_at = time.monotonic()


def part(name: str, steps: Iterator[str]) -> Iterator[str]:
    """The sentences of `steps`, whose end by a failure does not end those after them."""
    try:
        yield from steps
    except Exception as error:
        note_failure(Step.ROUND, name, error)
    else:
        failed = FailedStep.objects.filter(step=Step.ROUND, key=name)
        if failed.exists():  # to delete none would still wait for the database's lock
            failed.delete()


def look_at_leftovers() -> Iterator[str]:
    every = Leftover.objects.order_by("pk")
    return each(Step.LEFTOVER, every, remove_leftover, is_all=True)


def look_at_drafts(*, thorough: bool) -> Iterator[str]:
    """Prepare the files of quiet drafts and of what is awaited; "" where that is done already."""
    return each(
        Step.PREPARE_DRAFT,
        revisions_to_prepare(thorough=thorough),
        partial(prepare_revision, moment=timezone.now()),
        **OF_REVISIONS,
        is_all=True,
    )


def release_live_pages(*, thorough: bool = False) -> Iterator[str]:
    """Make the public files of every live page that has none or others; yield a sentence for each."""
    return filter(None, look_at_live_pages(thorough=thorough))


def look_at_live_pages(*, thorough: bool) -> Iterator[str]:
    """The same, with "" for a page about which there is nothing to say."""
    return each(
        Step.PREPARE,
        pages_to_release(thorough=thorough).iterator(chunk_size=100),
        partial(release_page, moment=timezone.now()),
        **OF_PAGES,
        is_all=True,
    )


def open_prepared() -> Iterator[str]:
    """Open what is live and was prepared before; yield a sentence for each.

    It makes no files: what is due at a moment waits for no encoder, in this loop or another.
    """
    ready = Release.objects.filter(
        page=OuterRef("pk"),
        state__in=[Release.State.PREPARED, Release.State.OPENING, Release.State.SUPERSEDED],
    )
    opened = each(
        Step.OPEN,
        pages_to_release(thorough=False).filter(Exists(ready)).iterator(chunk_size=100),
        partial(open_page, moment=timezone.now()),
        **OF_PAGES,
        is_all=True,
    )
    yield from filter(None, opened)


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
    failed = FailedStep.objects.keys_of(Step.PREPARE)
    return pages.filter(~Exists(confirmed) | Q(pk__in=failed))


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
    return attempt(
        Step.OPEN,
        page.pk,
        partial(open_if_allowed, page, release, moment),
        about=f"“{page}”",
        page=page.pk,
    )


def open_page(page: ImagePage, moment: datetime) -> str:
    """Open the release for the page's words and picture, if its files are there."""
    if not page.is_ready_for_release:
        return ""
    same = {"asset_hash": page.asset.sha256, "packet_hash": page.packet_hash}
    release = page.releases.filter(**same).first()
    if release is None or not (
        release.state == Release.State.SUPERSEDED or release.has_private_files
    ):
        return ""
    return open_if_allowed(page, release, moment)


def open_if_allowed(page: ImagePage, release: Release, moment: datetime) -> str:
    if page.may_be_opened and open_to_public(release, moment):
        return f"Released “{page.title}”."
    return ""


def open_to_public(release: Release, moment: datetime) -> bool:
    """Copy the files into the public store and let the page use them; False if it went away.

    Two loops may come to the same release; the second finds it open, or in another worker's hand.
    A killed worker is followed by another that copies again: the same bytes, and the row is
    switched last. Raises OSError where a store refuses; the release stays half open until then.
    """
    with one_at_a_time:
        if release.state != Release.State.SUPERSEDED and not copy_to_public(release):
            return False
        switch_to(release, moment)
        if release.state != Release.State.PUBLIC:
            take_back(release)
            return False
        remove_private_files(release)
    return True


def remove_private_files(release: Release) -> None:
    """Nobody needs them once the same files are public; what cannot be removed now goes later."""
    try:
        remove_folder(default_storage, release.private_folder)
        remove_if_empty(default_storage, release.private_folder.rpartition("/")[0])
    except OSError:
        leave_behind(f"{release.private_folder}/{file['name']}" for file in release.files)


@transaction.atomic
def switch_to(release: Release, moment: datetime) -> None:
    """Let a page that is still live use the files of `release` from now on."""
    still_live = ImagePage.objects.live().select_for_update(of=("self", "page_ptr"))
    if not still_live.filter(pk=release.page_id).exists():
        return
    unclosed = Release.objects.filter(pk=release.pk).exclude(
        state__in=[Release.State.CLOSING, Release.State.WITHDRAWN]
    )
    if not unclosed.select_for_update().exists():
        return
    now = timezone.now()
    others = Release.objects.filter(page_id=release.page_id).exclude(pk=release.pk)
    others.public().update(state=Release.State.SUPERSEDED, closed_at=now)
    release.state, release.opened_at, release.closed_at = Release.State.PUBLIC, now, None
    release.confirmed_at, release.holder = moment, None
    release.save()
    keep([release.page_id])


def copy_to_public(release: Release) -> bool:
    """Copy the prepared files into the public store; False if there is nothing left to do."""
    own = Release.objects.filter(pk=release.pk)
    unopened = own.filter(state__in=[Release.State.PREPARED, Release.State.OPENING])
    if not take(unopened, state=Release.State.OPENING):
        return False
    release.state = Release.State.OPENING
    mine = own.filter(is_held(), state=Release.State.OPENING)
    is_allowed = mine.filter(page__live=True).exists
    try:
        for file in release.files:
            with default_storage.open(f"{release.private_folder}/{file['name']}") as source:
                if not put(release.top, f"{release.folder}/{file['name']}", source, is_allowed):
                    take_back(release)
                    return False
    except FileNotFoundError:
        if not mine.exists():
            return False
        # The files were lost and are made again.
        withdraw(release)
        return False
    except OSError:
        let_go(own)
        raise
    return True


def take_back(release: Release) -> None:
    """Withdraw a release that its page no longer wants, unless another worker has it in hand."""
    own = Release.objects.filter(is_held(), pk=release.pk, state=Release.State.OPENING)
    close(own.exclude(page__live=True))
    finish(release)
