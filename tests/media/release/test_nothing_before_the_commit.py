"""Files go only with a commit: what is rolled back takes none, what a crash cut short goes later."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from media.housekeeping import UNUSED_FOR, remove_unused_assets
from media.models import ImageAsset, ImageIndexPage, ImagePage, Leftover, Release, WorkerProcess
from media.release import preparing
from media.release.opening import reconcile, release_live_pages
from media.release.withdrawing import end_agreement, withdraw_for
from tests.factories import make_asset, make_image, picture_bytes
from tests.quick_releases import make_shown_image, put_public_files, small_asset

pytestmark = pytest.mark.django_db


class RolledBack(Exception):
    """What a second step of the same transaction might raise."""


@pytest.fixture
def image(site) -> ImagePage:
    """A picture that visitors see, with files and tiles in the public store."""
    page = make_shown_image()
    put_public_files(page.release)
    storages["public"].save(f"{page.release.tiles_folder}/info.json", ContentFile(b"{}"))
    return page


def names_below(storage, folder: str = "") -> set[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return set()
    within = f"{folder}/" if folder else ""
    below = (names_below(storage, f"{within}{name}") for name in folders)
    return {f"{within}{name}" for name in files}.union(*below)


def public_files() -> set[str]:
    return names_below(storages["public"])


WAYS_TO_GO = {
    "deleted": lambda page: page.delete(),
    "deleted as a plain page": lambda page: Page.objects.get(pk=page.pk).delete(),
    "deleted with others": lambda page: ImagePage.objects.all().delete(),
    "deleted with its archive": lambda page: ImageIndexPage.objects.get().delete(),
    "unpublished": lambda page: page.unpublish(),
    "unpublished with its archive": lambda page: ImageIndexPage.objects.get().unpublish(),
    "withdrawn": lambda page: withdraw_for(page, "The consent was taken back."),
    "at the end of its agreement": lambda page: end_agreement(page),
}


@pytest.mark.parametrize("way", WAYS_TO_GO)
def test_what_is_rolled_back_leaves_page_and_files(image, way, django_capture_on_commit_callbacks):
    before = public_files()
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(RolledBack),
        transaction.atomic(),
    ):
        WAYS_TO_GO[way](ImagePage.objects.get())
        raise RolledBack
    assert public_files() == before
    assert list(ImagePage.objects.visible()) == [image]


@pytest.mark.parametrize("way", WAYS_TO_GO)
def test_no_file_goes_before_the_commit_and_all_go_with_it(
    image, way, django_capture_on_commit_callbacks
):
    before = public_files()
    with django_capture_on_commit_callbacks() as callbacks:
        WAYS_TO_GO[way](ImagePage.objects.get())
        assert public_files() == before
    for callback in callbacks:
        callback()
    assert public_files() == set()


@pytest.mark.parametrize("way", [way for way in WAYS_TO_GO if "deleted" not in way])
def test_the_rows_forget_a_picture_in_the_transaction_that_takes_it_back(image, way):
    WAYS_TO_GO[way](ImagePage.objects.get())  # nothing comes after the commit of this test
    assert Release.objects.get().state == Release.State.CLOSING


@pytest.mark.parametrize("way", WAYS_TO_GO)
def test_the_next_look_of_the_worker_finds_what_a_crash_left(image, way):
    WAYS_TO_GO[way](ImagePage.objects.get())  # nothing comes after the commit of this test
    assert public_files()
    list(reconcile())
    assert public_files() == set()


def test_a_store_that_refuses_stops_no_deletion(
    image, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def refuse(self, name):
        raise PermissionError("read-only file system")

    with monkeypatch.context() as readonly:
        readonly.setattr(FileSystemStorage, "delete", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            image.delete()
    assert "read-only file system" in caplog.text
    assert public_files()
    list(reconcile())
    assert public_files() == set()
    assert not Release.objects.exists()


def test_what_a_worker_prepares_keeps_its_row_when_the_page_is_deleted(
    image, django_capture_on_commit_callbacks
):
    holder = WorkerProcess.objects.create()
    Release.objects.update(state=Release.State.PREPARING, holder=holder)
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    list(reconcile())
    assert Release.objects.filter(page=None, state=Release.State.PREPARING).exists()
    holder.end()
    list(reconcile())
    assert not Release.objects.exists()


def test_what_a_worker_was_opening_goes_with_the_page_at_once(
    image, django_capture_on_commit_callbacks
):
    Release.objects.update(state=Release.State.OPENING, holder=WorkerProcess.objects.create())
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert not Release.objects.exists()
    assert public_files() == set()


def test_a_page_deleted_while_its_files_are_made_leaves_none(site, monkeypatch):
    page = make_image(release=False, asset=small_asset())
    real = preparing.move_into_store

    def delete_in_between(folder, keep):
        ImagePage.objects.get(pk=page.pk).delete()
        real(folder, keep)

    monkeypatch.setattr(preparing, "move_into_store", delete_in_between)
    list(release_live_pages())
    list(reconcile())
    assert public_files() == set()
    assert not names_below(default_storage, "prepared")
    assert not Release.objects.exists()


# --- Files that nothing names any more --------------------------------------------------------


@pytest.fixture
def unused(db) -> ImageAsset:
    """A picture file that nobody has used for long, with a copy and a thumbnail."""
    asset = make_asset()
    copy = default_storage.save("working-copies/1/copy.jpg", ContentFile(b"a copy"))
    long_ago = timezone.now() - UNUSED_FOR - timedelta(days=1)
    ImageAsset.objects.update(working_copy=copy, created_at=long_ago)
    thumbnail = ContentFile(picture_bytes(size=(40, 30)), name="thumbnail.jpg")
    asset.renditions.create(filter_spec="width-40", width=40, height=30, file=thumbnail)
    return ImageAsset.objects.get()


def private_files() -> set[str]:
    return names_below(default_storage)


def test_a_clean_up_that_is_rolled_back_removes_no_file(unused, django_capture_on_commit_callbacks):
    before = private_files()
    assert len(before) == 3
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(RolledBack),
        transaction.atomic(),
    ):
        assert remove_unused_assets() == 1
        raise RolledBack
    assert private_files() == before
    assert ImageAsset.objects.exists()
    assert not Leftover.objects.exists()


def test_a_clean_up_removes_the_files_with_the_commit(unused, django_capture_on_commit_callbacks):
    before = private_files()
    with django_capture_on_commit_callbacks(execute=True):
        remove_unused_assets()
        assert private_files() == before
    assert private_files() == set()
    assert not Leftover.objects.exists()


def test_the_thorough_look_removes_what_a_crash_left_behind(unused):
    remove_unused_assets()  # nothing comes after the commit of this test
    assert len(private_files()) == 3
    list(reconcile(thorough=True))
    assert private_files() == set()
    assert not Leftover.objects.exists()


def test_a_file_that_cannot_be_removed_is_tried_again_and_holds_up_no_other(
    unused, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    really = FileSystemStorage.delete

    def refuse_the_picture(self, name):
        if name == unused.file.name:
            raise PermissionError("read-only file system")
        really(self, name)

    with monkeypatch.context() as readonly:
        readonly.setattr(FileSystemStorage, "delete", refuse_the_picture)
        with django_capture_on_commit_callbacks(execute=True):
            remove_unused_assets()
    assert private_files() == {unused.file.name}
    assert f"{unused.file.name} could not be removed" in caplog.text
    list(reconcile(thorough=True))
    assert private_files() == set()
