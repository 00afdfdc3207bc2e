"""Opening and withdrawing, on files that hold no picture: what is looked at, and what the rows say."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.utils import timezone

from media.models import ImageAsset, ImagePage, Licence, Release
from media.release.closing import (
    clear_superseded,
    withdraw,
    withdraw_page,
    withdraw_what_is_not_live,
)
from media.release.opening import (
    open_prepared,
    open_to_public,
    pages_to_release,
    reconcile,
    release_page,
    switch_to,
)
from tests.factories import make_image
from tests.quick_releases import make_shown_image, note_prepared, small_asset

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def make_live_prepared(title="A crater", **fields) -> tuple[ImagePage, Release]:
    """A live page whose files are prepared and not open yet."""
    page = make_image(title, asset=small_asset(), release=False, **fields)
    return page, note_prepared(page)


def put_files(release: Release) -> None:
    """Stub files in the public store, as if the release had been opened."""
    for file in release.files:
        storages["public"].save(f"{release.folder}/{file['name']}", ContentFile(b"bytes"))


def lying(release: Release) -> tuple[int, int]:
    """How many files of a release lie in the private and in the public store."""
    return (
        sum(default_storage.exists(f"{release.private_folder}/{f['name']}") for f in release.files),
        sum(storages["public"].exists(f"{release.folder}/{f['name']}") for f in release.files),
    )


# --- What the quick look takes up -------------------------------------------------------------


def test_the_quick_look_leaves_what_was_confirmed_since_it_last_changed(site):
    make_shown_image()
    assert not pages_to_release(thorough=False)
    assert pages_to_release(thorough=True).count() == 1


@pytest.mark.parametrize(
    ("model", "column"),
    [(ImagePage, "last_published_at"), (ImageAsset, "changed_at"), (Licence, "changed_at")],
)
def test_the_quick_look_takes_up_what_changed_after_it_was_confirmed(site, model, column):
    page = make_shown_image()
    model.objects.update(**{column: timezone.now() + MINUTE})
    assert list(pages_to_release(thorough=False)) == [page]


@pytest.mark.parametrize("state", Release.State)
def test_the_quick_look_leaves_what_is_public_or_failed_for_good(site, state):
    page = make_shown_image()
    Release.objects.update(state=state)
    settled = state in (Release.State.PUBLIC, Release.State.FAILED)
    assert list(pages_to_release(thorough=False)) == ([] if settled else [page])


def test_a_release_of_another_page_confirms_nothing(site):
    make_shown_image("One")
    other = make_image("Other", asset=small_asset(), release=False)
    assert list(pages_to_release(thorough=False)) == [other]


@pytest.mark.parametrize("thorough", [False, True])
def test_what_was_published_first_comes_first_and_drafts_never(site, thorough):
    pages = [make_image(name, asset=small_asset(), release=False) for name in "abc"]
    make_image("Draft", asset=small_asset(), publish=False, release=False)
    for page, days in zip(pages, (2, 3, 1), strict=True):
        moment = timezone.now() - timedelta(days=days)
        ImagePage.objects.filter(pk=page.pk).update(last_published_at=moment)
    found = pages_to_release(thorough=thorough)
    assert [page.title for page in found] == ["b", "a", "c"]


# --- Opening ----------------------------------------------------------------------------------


def test_what_was_prepared_is_opened_without_an_encoder(site):
    page, release = make_live_prepared()
    assert list(open_prepared()) == ["Released “A crater”."]
    release.refresh_from_db()
    assert release.state == Release.State.PUBLIC
    assert lying(release) == (0, len(release.files))
    assert page.releases.count() == 1
    assert list(open_prepared()) == []


def test_a_release_keeps_when_it_was_opened_and_for_which_reading_of_the_page(site):
    _page, release = make_live_prepared()
    read_at = timezone.now() - MINUTE
    Release.objects.update(closed_at=read_at)
    release.refresh_from_db()
    before = timezone.now()
    assert open_to_public(release, read_at)
    release.refresh_from_db()
    assert release.confirmed_at == read_at
    assert before <= release.opened_at <= timezone.now()
    assert release.closed_at is None


def test_the_release_before_is_superseded_at_that_moment_and_others_stay(site):
    page, release = make_live_prepared()
    other = make_shown_image("Another picture")
    earlier = Release.objects.create(
        page=page,
        identifier=page.identifier,
        asset_hash="a" * 64,
        packet_hash="b" * 64,
        state=Release.State.PUBLIC,
        manifest=release.manifest,
        started_at=timezone.now(),
    )
    before = timezone.now()
    switch_to(release, before)
    earlier.refresh_from_db()
    assert earlier.state == Release.State.SUPERSEDED
    assert before <= earlier.closed_at <= timezone.now()
    assert other.releases.get().state == Release.State.PUBLIC
    assert other.releases.get().closed_at is None


def test_a_page_that_went_away_meanwhile_gets_no_public_file(site):
    page, release = make_live_prepared()
    ImagePage.objects.filter(pk=page.pk).update(live=False)
    assert not open_to_public(release, timezone.now())
    release.refresh_from_db()
    assert release.state == Release.State.WITHDRAWN
    assert lying(release) == (0, 0)


def test_words_that_changed_since_are_not_opened(site):
    page, release = make_live_prepared()
    ImagePage.objects.filter(pk=page.pk).update(credit="Somebody else")
    assert list(open_prepared()) == []
    release.refresh_from_db()
    assert release.state == Release.State.PREPARED


def test_prepared_files_that_are_lost_are_not_opened(site):
    _page, release = make_live_prepared()
    default_storage.delete(f"{release.private_folder}/{release.files[0]['name']}")
    assert list(open_prepared()) == []
    release.refresh_from_db()
    assert release.state == Release.State.PREPARED


def test_an_earlier_release_opens_again_without_its_private_files(site):
    _page, release = make_live_prepared()
    put_files(release)
    for file in release.files:
        default_storage.delete(f"{release.private_folder}/{file['name']}")
    closed_at = timezone.now() - MINUTE
    Release.objects.update(state=Release.State.SUPERSEDED, closed_at=closed_at)
    assert list(open_prepared()) == ["Released “A crater”."]
    release.refresh_from_db()
    assert (release.state, release.closed_at) == (Release.State.PUBLIC, None)
    assert lying(release) == (0, len(release.files))


def test_words_that_nobody_approved_are_not_opened_where_that_is_asked_for(site, settings):
    page, release = make_live_prepared()
    settings.APPROVE_DESCRIPTIONS = True
    assert list(open_prepared()) == []
    assert release_page(page, timezone.now()) == ""
    release.refresh_from_db()
    assert release.state == Release.State.PREPARED


def test_a_failure_is_told_with_the_picture_s_title(site):
    page, _release = make_live_prepared()
    Release.objects.update(
        state=Release.State.FAILED, error="It broke.", confirmed_at=timezone.now() + MINUTE
    )
    assert release_page(page, timezone.now()) == "A crater: It broke."


# --- Withdrawing ------------------------------------------------------------------------------


def test_withdrawing_empties_both_stores_and_keeps_the_moment(site):
    _page, release = make_live_prepared()
    put_files(release)
    before = timezone.now()
    withdraw(release)
    release.refresh_from_db()
    assert release.state == Release.State.WITHDRAWN
    assert before <= release.closed_at <= timezone.now()
    assert lying(release) == (0, 0)


@pytest.mark.parametrize(
    ("tiles", "afterwards"),
    [
        (Release.Tiles.PUBLIC, Release.Tiles.WANTED),
        (Release.Tiles.FAILED, Release.Tiles.FAILED),
        (Release.Tiles.NONE, Release.Tiles.NONE),
    ],
)
def test_tiles_that_are_withdrawn_are_wanted_again(site, tiles, afterwards):
    _page, release = make_live_prepared()
    Release.objects.update(tiles=tiles)
    release.refresh_from_db()
    withdraw(release)
    release.refresh_from_db()
    assert release.tiles == afterwards


def test_only_the_files_of_the_page_that_went_are_withdrawn(site):
    gone, stays = make_shown_image("Gone"), make_shown_image("Stays")
    withdraw_page(gone.pk)
    assert gone.releases.get().state == Release.State.WITHDRAWN
    assert stays.releases.get().state == Release.State.PUBLIC


def test_what_is_not_live_is_withdrawn_and_what_is_prepared_stays(site):
    shown, prepared = make_shown_image("Shown"), make_image("Draft", publish=False, release=False)
    kept = note_prepared(prepared)
    ImagePage.objects.update(live=False)
    assert list(withdraw_what_is_not_live()) == [f"Withdrew the files of {shown.identifier}."]
    kept.refresh_from_db()
    assert kept.state == Release.State.PREPARED


def test_the_row_of_a_deleted_page_goes_with_its_files(site):
    make_shown_image("Deleted")
    release = Release.objects.get()
    put_files(release)
    Release.objects.update(page=None)
    assert list(withdraw_what_is_not_live()) == [f"Withdrew the files of {release.identifier}."]
    assert not Release.objects.exists()
    assert lying(release) == (0, 0)


@pytest.mark.parametrize(("hours", "is_cleared"), [(24, False), (26, True)])
def test_superseded_files_linger_for_a_day_and_an_hour(site, hours, is_cleared):
    make_shown_image()
    closed_at = timezone.now() - timedelta(hours=hours)
    Release.objects.update(state=Release.State.SUPERSEDED, closed_at=closed_at)
    told = [f"Cleared the superseded files of {Release.objects.get().identifier}."]
    assert list(clear_superseded()) == (told if is_cleared else [])
    assert Release.objects.get().state == (
        Release.State.WITHDRAWN if is_cleared else Release.State.SUPERSEDED
    )


def test_public_files_are_never_cleared_however_long_ago_they_were_closed(site):
    make_shown_image()
    Release.objects.update(closed_at=timezone.now() - timedelta(days=9))
    assert list(clear_superseded()) == []


def test_a_round_opens_withdraws_and_clears(site):
    _page, prepared = make_live_prepared("Prepared")
    away, old = make_shown_image("Away"), make_shown_image("Old")
    ImagePage.objects.filter(pk=away.pk).update(live=False)
    closed_at = timezone.now() - timedelta(days=2)
    old.releases.update(state=Release.State.SUPERSEDED, closed_at=closed_at)
    ImagePage.objects.filter(pk=old.pk).update(live=False)
    said = "\n".join(reconcile())
    assert "Released “Prepared”." in said
    assert f"Withdrew the files of {away.identifier}." in said
    prepared.refresh_from_db()
    assert prepared.state == Release.State.PUBLIC
