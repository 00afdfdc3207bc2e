"""Public files that are lost: whichever it is, the thorough look makes it again."""

import io
import json
import shutil

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from PIL import Image

from media.files import encoder
from media.models import ImageAsset, ImagePage, Release
from media.release import lost_files, preparing
from media.release.lost_files import lacks_tiles, make_lost_files, tiles_named_in
from tests.factories import look_thoroughly, make_asset, make_image
from tests.quick_releases import make_shown_image, put_public_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

Tiles = Release.Tiles


def path_of(name: str):
    return settings.DATA_DIR / "public" / name


def paths_of(release: Release) -> list:
    return [path_of(f"{release.folder}/{file['name']}") for file in release.files]


def small_image() -> ImagePage:
    return make_image(asset=make_asset(size=(400, 300)))


# --- The files of a release -------------------------------------------------------------------


@pytest.mark.parametrize(
    "lost", [slice(-1, None), slice(1, None), slice(None)], ids=["last", "all but first", "all"]
)
def test_a_lost_file_is_made_again_with_the_same_bytes(client, lost):
    image = small_image()
    paths = paths_of(image.release)
    before = {path: path.read_bytes() for path in paths}
    for path in paths[lost]:
        path.unlink()
    look_thoroughly()
    assert {path: path.read_bytes() for path in paths} == before
    assert ImagePage.objects.get().release.pk == image.release.pk


def test_a_lost_folder_is_made_again(client):
    image = small_image()
    shutil.rmtree(settings.DATA_DIR / "public")
    look_thoroughly()
    assert all(path.exists() for path in paths_of(image.release))


def test_visitors_see_the_page_and_its_other_files_meanwhile(client, monkeypatch):
    image = small_image()
    first, *_, last = paths_of(image.release)
    last.unlink()
    inode, written = first.stat().st_ino, first.stat().st_mtime_ns
    real, seen = lost_files.files_of, []

    def look_in_between(page):
        seen.append(client.get(image.url).status_code)
        return real(page)

    monkeypatch.setattr(lost_files, "files_of", look_in_between)
    list(make_lost_files())
    assert seen == [200]
    assert (first.stat().st_ino, first.stat().st_mtime_ns) == (inode, written)
    assert last.exists()


def test_a_picture_withdrawn_meanwhile_gets_no_file_back(monkeypatch):
    image = small_image()
    paths = paths_of(image.release)
    paths[-1].unlink()
    real = lost_files.files_of

    def withdraw_in_between(page):
        Release.objects.update(state=Release.State.WITHDRAWN)
        return real(page)

    monkeypatch.setattr(lost_files, "files_of", withdraw_in_between)
    list(make_lost_files())
    assert not paths[-1].exists()


def test_what_cannot_be_made_again_is_said_and_takes_no_page_away(client, caplog):
    image, other = small_image(), make_image("Other", asset=make_asset(colour=(1, 2, 3)))
    lost = [paths_of(page.release)[-1] for page in (image, other)]
    for path in lost:
        path.unlink()
    image.asset.file.storage.delete(image.asset.file.name)
    look_thoroughly()
    assert f"Lost files of “{image.title}” could not be made again" in caplog.text
    assert client.get(image.url).status_code == 200
    assert [path.exists() for path in lost] == [False, True]


def test_files_for_words_that_changed_since_are_not_made_from_the_new_words(client):
    image = small_image()
    lost = paths_of(image.release)[-1]
    lost.unlink()
    ImagePage.objects.update(credit="Somebody else")
    list(make_lost_files())
    assert not lost.exists()
    look_thoroughly()
    assert all(path.exists() for path in paths_of(ImagePage.objects.get().release))


def test_the_look_asks_the_store_once_a_release(monkeypatch):
    for title in ("One", "Two", "Three"):
        put_public_files(make_shown_image(title).release)
    listed, real = [], FileSystemStorage.listdir
    monkeypatch.setattr(
        FileSystemStorage, "listdir", lambda self, path: listed.append(path) or real(self, path)
    )
    monkeypatch.setattr(FileSystemStorage, "exists", lambda *_: pytest.fail("asked for one file"))
    assert list(make_lost_files()) == []
    assert sorted(listed) == sorted(release.folder for release in Release.objects.all())


# --- Tiles ------------------------------------------------------------------------------------


@pytest.fixture
def zoomable(monkeypatch) -> Release:
    """The release of a picture with tiles, made by the encoder."""
    monkeypatch.setattr(preparing, "TILED_PIXELS", 400_000)
    return make_image().release


HARM = {
    "a tile": lambda folder: (folder / "0,0,512,512/512,512/0/default.jpg").unlink(),
    "the tile of all": lambda folder: shutil.rmtree(folder / "full"),
    "a folder of a tile": lambda folder: shutil.rmtree(folder / "512,0,288,512"),
    "the description": lambda folder: (folder / "info.json").unlink(),
    "half the description": lambda folder: (folder / "info.json").write_text('{"width": 8'),
    "everything": shutil.rmtree,
}


@pytest.mark.parametrize("lost", HARM)
def test_lost_tiles_are_made_again(zoomable, lost):
    folder = path_of(zoomable.tiles_folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    HARM[lost](folder)
    said = look_thoroughly()
    assert f"Made the tiles of {zoomable.identifier}." in said
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert Release.objects.get().tiles == Tiles.PUBLIC
    assert look_thoroughly() == []


@pytest.mark.parametrize(
    "size", [(800, 600), (513, 513), (1537, 1023), (511, 2047), (3001, 1999), (400, 300)]
)
def test_the_tiles_looked_for_are_those_that_the_encoder_makes(tmp_path, size):
    source, target = tmp_path / "source.png", tmp_path / "tiles"
    Image.new("RGB", size).save(source)
    target.mkdir()
    encoder.tiles(source, target, "https://example.org/tiles", {})
    made = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    assert tiles_named_in(json.loads((target / "info.json").read_text())) == made - {"info.json"}


class Bucket(Storage):
    """A store as buckets are: names without folders, each question a request that costs."""

    def __init__(self):
        self.objects, self.requests = {}, 0

    def _open(self, name, mode="rb"):
        self.requests += 1
        return io.BytesIO(self.objects[name])

    def listdir(self, path):
        self.requests += 1
        below = [name.removeprefix(f"{path}/") for name in self.objects if name.startswith(path)]
        return {n.partition("/")[0] for n in below if "/" in n}, {n for n in below if "/" not in n}

    def exists(self, name):
        self.requests += 1
        return name in self.objects


def test_a_lost_tile_in_a_bucket_is_found_by_two_requests(monkeypatch):
    bucket, release = Bucket(), Release(asset_hash="a" * 64)
    info = {"width": 3000, "height": 2000, "tiles": [{"width": 512, "scaleFactors": [1, 2, 4, 8]}]}
    tiles = sorted(tiles_named_in(info))
    assert len(tiles) > 30
    for name in tiles:
        bucket.objects[f"{release.tiles_folder}/{name}"] = b"a tile"
    bucket.objects[f"{release.tiles_folder}/info.json"] = json.dumps(info).encode()
    monkeypatch.setattr(lost_files, "storages", {"public": bucket})
    assert not lacks_tiles(release)
    assert bucket.requests == 2
    for name in tiles:
        kept = bucket.objects.pop(f"{release.tiles_folder}/{name}")
        assert lacks_tiles(release), name
        bucket.objects[f"{release.tiles_folder}/{name}"] = kept


def test_pages_with_the_same_picture_have_their_tiles_looked_at_once(monkeypatch):
    asked = []
    monkeypatch.setattr(lost_files, "lacks_tiles", lambda release: asked.append(release) or True)
    for title in ("One", "Two"):
        make_shown_image(title)
    Release.objects.update(asset_hash="a" * 64, tiles=Tiles.PUBLIC)
    assert len(list(lost_files.note_lost_tiles())) == len(asked) == 1
    assert set(Release.objects.values_list("tiles", flat=True)) == {Tiles.WANTED}


# --- Working copies ---------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["the file", "its folder", "the folder of all"])
def test_a_lost_working_copy_is_made_again(lost):
    assets = [make_asset("one.jpg"), make_asset("two.jpg", colour=(1, 2, 3))]
    look_thoroughly()
    for asset in assets:
        asset.refresh_from_db()
    path = settings.DATA_DIR / "private" / assets[0].working_copy.name
    if lost == "the file":
        path.unlink()
    else:
        shutil.rmtree(path.parent if lost == "its folder" else path.parent.parent)
    look_thoroughly()
    again = ImageAsset.objects.get(pk=assets[0].pk)
    assert again.working_copy.storage.exists(again.working_copy.name)
    kept = ImageAsset.objects.get(pk=assets[1].pk).working_copy == assets[1].working_copy
    assert kept == (lost != "the folder of all")
