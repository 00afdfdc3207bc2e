"""The public store tells the truth: what was taken back is not there, and what is there is named."""

import errno
import json
import threading
import time
from contextlib import contextmanager, nullcontext
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from media.files.whole_files import WholeFileStorage
from media.models import FailedStep, ImageIndexPage, ImagePage, Release, WorkerProcess
from media.release import public_store, tiles
from media.release.lost_files import tiles_named_in
from media.release.opening import open_prepared, reconcile
from media.release.strays import remove_strays
from media.release.withdrawing import withdraw_for
from portal.scheduling import follow_schedule
from tests.factories import look_thoroughly, make_image, release_all
from tests.forms import messages_of
from tests.quick_releases import make_shown_image, note_prepared, put_public_files, small_asset

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("site"),
]

State, Tiles = Release.State, Release.Tiles
INFO = {"width": 1000, "height": 700, "tiles": [{"width": 512, "scaleFactors": [1, 2]}]}


def refuse(*_args, **_named):
    raise OSError(errno.EROFS, "Read-only file system")


def shown(title: str, **fields) -> ImagePage:
    """A picture that visitors see, with files of no content."""
    page = make_shown_image(title, **fields)
    put_public_files(page.release)
    return page


def give_tiles(release: Release) -> None:
    """Files of no content as its tiles, and what describes them."""
    for name in tiles_named_in(INFO):
        storages["public"].save(f"{release.tiles_folder}/{name}", ContentFile(b"a tile"))
    info = ContentFile(json.dumps(INFO).encode())
    storages["public"].save(f"{release.tiles_folder}/info.json", info)
    Release.objects.filter(pk=release.pk).update(tiles=Tiles.PUBLIC)


def names_below(folder: str = "") -> set[str]:
    try:
        folders, files = storages["public"].listdir(folder)
    except FileNotFoundError:
        return set()
    within = f"{folder}/" if folder else ""
    return {f"{within}{name}" for name in files}.union(
        *(names_below(f"{within}{name}") for name in folders)
    )


@pytest.fixture
def read_only(monkeypatch):
    """A function whose block is one in which the public store refuses every change."""
    public = storages["public"]

    @contextmanager
    def refusing():
        with monkeypatch.context() as patch:
            for name in ("save", "delete"):
                patch.setattr(public, name, refuse)
            yield

    return refusing


# --- A store that cannot be written -----------------------------------------------------------

UNPUBLISH = {"next": "/admin/"}
WITHDRAW = {"reason": "The owner asked for it.", "note": ""}
WAYS_TO_GO = {
    "unpublished": lambda admin, page: admin.post(
        f"/admin/pages/{page.pk}/unpublish/", UNPUBLISH, follow=True
    ),
    "unpublished with its archive": lambda admin, page: admin.post(
        f"/admin/pages/{page.get_parent().pk}/unpublish/", UNPUBLISH, follow=True
    ),
    "unpublished with others": lambda admin, page: admin.post(
        f"/admin/bulk/media/imagepage/unpublish/?id={page.pk}&next=/admin/", follow=True
    ),
    "unpublished with others, by Wagtail": lambda admin, page: admin.post(
        f"/admin/bulk/wagtailcore/page/unpublish/?id={page.pk}&next=/admin/", follow=True
    ),
    "withdrawn": lambda admin, page: admin.post(
        f"/admin/pages/{page.pk}/withdraw/", WITHDRAW, follow=True
    ),
    "deleted": lambda admin, page: admin.post(f"/admin/pages/{page.pk}/delete/", follow=True),
    "deleted with others": lambda admin, page: admin.post(
        f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}&next=/admin/", follow=True
    ),
}


LISTS = ["/", "/images/", "/search/?q=crater", "/sitemap-pages.xml"]


def test_what_an_editor_takes_back_is_away_though_the_store_refuses(
    subtests, admin, editor, read_only
):
    visitor = Client()
    for number, (way, go) in enumerate(WAYS_TO_GO.items()):
        with subtests.test(way):
            page = shown(f"Crater {number}")
            other = make_image(f"Other {number}", asset=small_asset(), release=False)
            note_prepared(other)
            release, address = page.release, page.url
            assert visitor.get(address).status_code == 200
            with read_only():
                answer = go(admin, page)
                assert answer.status_code == 200, "No error, and after a redirect"
                said = messages_of(answer)
                assert "the files of 1 picture could not be removed yet" in said
                assert "tried again every minute" in said
                assert "files are gone" not in said
                archive = ImageIndexPage.objects.get()
                if not archive.live:
                    archive.save_revision().publish()
                    other.save_revision().publish()
                assert visitor.get(address).status_code in (404, 410)
                for listing in LISTS:
                    assert address not in visitor.get(listing).content.decode(), listing
                assert Release.objects.get(pk=release.pk).state == State.CLOSING
                release_all()  # the worker fails as well, for each by itself
                steps = set(FailedStep.objects.values_list("step", flat=True))
                assert steps == {FailedStep.Step.WITHDRAW, FailedStep.Step.OPEN}
                listed = admin.get("/admin/failed-steps/").content.decode()
                assert "could not be removed yet" in listed
                assert "Read-only file system" in listed
            FailedStep.objects.try_now()
            release_all()
            assert not FailedStep.objects.exists()
            assert not {name for name in names_below() if name.startswith(release.folder)}
            assert ImagePage.objects.get(pk=other.pk).release.state == State.PUBLIC
            other.delete()


def test_several_at_once_are_counted_in_the_sentence(admin, read_only):
    pages = [shown(name) for name in ("One crater", "Another crater")]
    chosen = "&".join(f"id={page.pk}" for page in pages)
    with read_only():
        answer = admin.post(
            f"/admin/bulk/media/imagepage/unpublish/?{chosen}&next=/admin/", follow=True
        )
    said = messages_of(answer)
    assert "Unpublished 2 pictures." in said
    assert "the files of 2 pictures could not be removed yet" in said


def test_what_ends_by_itself_goes_though_the_store_refuses(read_only):
    yesterday = timezone.localdate() - timedelta(days=1)
    _ended, due = shown("Ended", use_until=yesterday), shown("Due")
    Page.objects.filter(pk=due.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    with read_only():
        said = "\n".join(follow_schedule())
    assert "Withdrew “Ended”" in said
    assert "Unpublished “Due”" in said
    assert not ImagePage.objects.visible().exists()
    release_all()
    assert names_below() == set()


def test_what_takes_the_place_of_another_is_prepared_and_opens_when_the_store_is_back(read_only):
    page = make_image(asset=small_asset())
    before = page.release
    page.alt_text = "A crater whose rim is bright."
    with read_only():
        page.save_revision().publish()
        release_all()
        assert set(page.releases.values_list("state", flat=True)) == {State.PUBLIC, State.OPENING}
        assert ImagePage.objects.get().release == before, "Visitors go on seeing the earlier one"
    FailedStep.objects.try_now()
    release_all()
    assert ImagePage.objects.get().release != before


def test_published_again_before_its_files_could_be_removed_it_appears_whole(read_only):
    page = make_image(asset=small_asset())
    with read_only():
        page.unpublish()
        ImagePage.objects.get().get_latest_revision().publish()
        release_all()
        assert ImagePage.objects.get().release is None
    FailedStep.objects.try_now()
    release_all()
    assert names_of(ImagePage.objects.get().release) == names_below()


def test_the_same_page_made_anew_keeps_its_files_when_those_of_the_deleted_one_go(read_only):
    asset = small_asset()
    page = make_image(asset=asset)
    folder = page.release.folder
    with read_only():
        page.delete()
        make_image(asset=asset, release=False)
        release_all()
    FailedStep.objects.try_now()
    release_all()
    release = ImagePage.objects.get().release
    assert release.folder == folder
    assert names_of(release) == names_below()
    assert Release.objects.count() == 1


def names_of(release: Release) -> set[str]:
    return {f"{release.folder}/{file['name']}" for file in release.files}


# --- Races ------------------------------------------------------------------------------------


def slowed_store(monkeypatch) -> tuple[list[str], threading.Event]:
    """Let the public store take its time from now on: the names of what is copied, and when three are."""
    save, copied, halfway = storages["public"].save, [], threading.Event()

    def save_slowly(name, content):
        copied.append(name)
        if len(copied) == 3:
            halfway.set()
        time.sleep(0.05)
        return save(name, content)

    monkeypatch.setattr(storages["public"], "save", save_slowly)
    return copied, halfway


def test_no_tile_is_there_once_unpublishing_was_answered_and_none_comes_back(monkeypatch, tmp_path):
    page = make_shown_image(asset=small_asset())
    Release.objects.update(tiles=Tiles.WANTED, asset_hash=page.asset.sha256)
    put_public_files(Release.objects.get())
    for number in range(40):
        (tmp_path / f"{number}.jpg").write_bytes(b"a tile")
    monkeypatch.setattr(tiles, "encoded", lambda *_args: nullcontext(({}, tmp_path)))
    copied, halfway = slowed_store(monkeypatch)
    maker = threading.Thread(target=in_thread(lambda: list(tiles.make_wanted_tiles())))
    maker.start()
    assert halfway.wait(20)
    ImagePage.objects.get(pk=page.pk).unpublish()
    at_the_answer, copied_by_then = names_below(), len(copied)
    maker.join()
    assert at_the_answer == set()
    assert names_below() == set()
    assert len(copied) == copied_by_then < 40
    assert not FailedStep.objects.exists()


def in_thread(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    return run


def test_no_file_is_there_once_a_picture_was_unpublished_while_it_was_opened(monkeypatch):
    page = make_image(asset=small_asset(), release=False)
    release = note_prepared(page)
    copied, halfway = slowed_store(monkeypatch)
    opener = threading.Thread(target=in_thread(lambda: list(open_prepared())))
    opener.start()
    assert halfway.wait(20)
    withdraw_for(ImagePage.objects.get(pk=page.pk), "Its owner asked for it.")
    at_the_answer, copied_by_then = names_below(), len(copied)
    opener.join()
    assert at_the_answer == names_below() == set()
    assert len(copied) == copied_by_then < len(release.files)
    assert Release.objects.get().state == State.WITHDRAWN
    assert not FailedStep.objects.exists()


def test_what_may_not_be_public_is_not_even_written(monkeypatch):
    monkeypatch.setattr(storages["public"], "save", lambda *_: pytest.fail("It was written"))
    assert not public_store.put("a" * 16, "a/b.jpg", ContentFile(b"bytes"), lambda: False)


def test_a_picture_taken_back_in_the_middle_of_a_file_leaves_not_even_that(monkeypatch):
    """In the same thread, where no lock keeps the two apart."""
    page = make_image(asset=small_asset(), release=False)
    note_prepared(page)
    real = storages["public"].save

    def save(name, content):
        ImagePage.objects.get(pk=page.pk).unpublish()
        return real(name, content)

    monkeypatch.setattr(storages["public"], "save", save)
    list(open_prepared())
    assert names_below() == set()


@pytest.mark.parametrize("vendor", ["this database's", "a lock on the data directory"])
def test_two_hold_the_lock_of_a_folder_one_after_the_other_and_each_again(vendor, monkeypatch):
    if vendor != "this database's":
        monkeypatch.setattr(
            public_store, "advisory_lock", lambda _top: public_store.directory_lock()
        )
    inside, most = [], []

    def work():
        with public_store.locked("a" * 16), public_store.locked("a" * 16):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.05)
            inside.pop()

    threads = [threading.Thread(target=in_thread(work)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 4


# --- Strays -----------------------------------------------------------------------------------


def test_the_thorough_look_removes_what_no_public_release_names_and_nothing_else(subtests):
    pages = [shown(title) for title in ("Shown", "Superseded", "Being opened", "With tiles")]
    releases = [page.release for page in pages]
    for release, state in zip(
        releases, (State.PUBLIC, State.SUPERSEDED, State.OPENING), strict=False
    ):
        Release.objects.filter(pk=release.pk).update(state=state, closed_at=timezone.now())
    opener = WorkerProcess.objects.create()
    Release.objects.filter(state=State.OPENING).update(holder=opener)
    give_tiles(releases[3])
    wanted = shown("With tiles to be made").release
    Release.objects.filter(pk=wanted.pk).update(tiles=Tiles.WANTED)
    storages["public"].save(f"{wanted.tiles_folder}/half.jpg", ContentFile(b"a tile"))
    named = names_below()
    gone = shown("Gone").release
    give_tiles(gone)
    Release.objects.filter(pk=gone.pk).update(state=State.WITHDRAWN)
    prepared = make_image("Prepared", asset=small_asset(), publish=False)
    prepared = note_prepared(prepared)
    failed = shown("With tiles that failed").release
    named |= {f"{failed.folder}/{file['name']}" for file in failed.files}
    give_tiles(failed)
    Release.objects.filter(pk=failed.pk).update(tiles=Tiles.FAILED)
    strays = [
        "feedfacefeedface/tiles/info.json",
        "feedfacefeedface/tiles/0,0,512,512/512,512/0/default.jpg",
        "feedfacefeedface/0123456789abcdef/stray-320.avif",
        f"{prepared.folder}/{prepared.files[0]['name']}",
        f"{releases[0].folder}/another-320.avif",
        f"{releases[0].folder}/.half-written.0123456789abcdef",
        f"{releases[0].top}/0123456789abcdef/stray.jpg",
        f"{releases[0].top}/tiles/info.json",
        f"{releases[3].tiles_folder}/0,0,9,9/9,9/0/default.jpg",
        f"{releases[3].tiles_folder}/stray.jpg",
        "Some Folder/with/a file.txt",
        "a file at the top.txt",
    ]
    for name in strays:
        storages["public"].save(name, ContentFile(b"a stray"))
    kept = [".well-known/a.txt", "lost+found/b"]
    for name in kept:
        storages["public"].save(name, ContentFile(b"no picture's"))
    said = list(remove_strays())
    assert names_below() == {*named, *kept}
    assert "Removed 3 public files of feedfacefeedface that no release names." in said
    assert not storages["public"].exists("feedfacefeedface"), "Nor an empty folder"
    assert list(remove_strays()) == []


def test_what_is_opened_between_the_look_and_the_removal_stays(monkeypatch):
    page = make_image(asset=small_asset(), release=False)
    release = note_prepared(page)
    for file in release.files:  # as a worker left them that was killed before it said so
        storages["public"].save(f"{release.folder}/{file['name']}", ContentFile(b"bytes"))
    real, met = public_store.locked, []

    def open_before(top):
        if not met:
            met.append(top)
            list(open_prepared())
        return real(top)

    monkeypatch.setattr("media.release.strays.locked", open_before)
    list(remove_strays())
    assert met == [release.top]
    assert len(names_below()) == len(release.files)
    assert Release.objects.get().state == State.PUBLIC


def test_a_stray_that_cannot_be_removed_is_tried_again_and_holds_up_no_other(monkeypatch):
    names = ["feedfacefeedface/tiles/a.jpg", "deadbeefdeadbeef/tiles/b.jpg"]
    for name in names:
        storages["public"].save(name, ContentFile(b"a stray"))
    real = FileSystemStorage.delete

    def delete(self, name):
        if name == names[1]:
            refuse()
        real(self, name)

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "delete", delete)
        look_thoroughly()
    assert names_below() == {names[1]}
    assert FailedStep.objects.get().about == "deadbeefdeadbeef"
    look_thoroughly()
    assert names_below() == set()
    assert not FailedStep.objects.exists()


# --- Whole files ------------------------------------------------------------------------------


def test_a_file_that_was_written_half_is_not_there(tmp_path):
    store = WholeFileStorage(location=tmp_path, allow_overwrite=True)

    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError(errno.ENOSPC, "No space left on device")

    store.save("a/b.jpg", ContentFile(b"whole"))
    for name in ("a/b.jpg", "a/c.jpg", "d.jpg"):
        with pytest.raises(OSError, match="No space left"):
            store.save(name, Broken(b""))
    files = {
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()
    }
    assert files == {"a/b.jpg"}
    assert (tmp_path / "a/b.jpg").read_bytes() == b"whole"
    assert store.save("a/b.jpg", ContentFile(b"new")) == "a/b.jpg"
    assert (tmp_path / "a/b.jpg").read_bytes() == b"new"


def test_private_files_of_what_is_taken_back_while_it_is_prepared_go_too():
    page = make_image(asset=small_asset(), release=False)
    release = note_prepared(page)
    Release.objects.update(state=State.PREPARING, manifest={}, holder=None)
    assert default_storage.listdir(release.private_folder)[1]
    page.delete()
    list(reconcile())
    assert not default_storage.exists(release.private_folder)
    assert ImageIndexPage.objects.exists()
    assert not Release.objects.exists()
