"""Deep zoom: released pictures above four megapixels have tiles, and nobody else's picture has."""

import io
import json

import pytest
from django.core.files.storage import storages
from PIL import Image, ImageChops

from media.files.child_process import EncodingFailed
from media.models import ImagePage, Release
from media.release import preparing, tiles
from tests.factories import make_asset, make_image, picture_bytes, release_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

Tiles = Release.Tiles
# The EXIF of a camera that was held upright: "turn me by 90 degrees".
TURNED = Image.Exif()
TURNED[0x0112] = 6


@pytest.fixture
def large(monkeypatch) -> None:
    """Let a picture of 800 × 600 pixels count as a large one."""
    monkeypatch.setattr(preparing, "TILED_PIXELS", 400_000)


def folder_of(release: Release) -> list[str]:
    return sorted(names_below(release.tiles_folder))


def names_below(folder: str) -> list[str]:
    """Every file below a folder of the public store."""
    try:
        folders, files = storages["public"].listdir(folder)
    except FileNotFoundError:
        return []
    within = f"{folder}/" if folder else ""
    found = [f"{within}{name}" for name in files]
    return found + [name for below in folders for name in names_below(f"{within}{below}")]


def info_of(image: ImagePage, client) -> dict:
    response = client.get(image.release.tiles_url)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"] == "application/json"
    return json.loads(b"".join(response.streaming_content))


@pytest.mark.usefixtures("large")
def test_a_large_picture_has_a_pyramid_that_any_iiif_viewer_understands(client, settings):
    image = make_image()
    info = info_of(image, client)
    assert info["@context"] == "http://iiif.io/api/image/3/context.json"
    assert (info["type"], info["profile"]) == ("ImageService3", "level0")
    assert (info["width"], info["height"]) == (800, 600)
    assert info["id"] == f"{settings.BASE_URL}{image.release.tiles_url}".removesuffix("/info.json")
    whole = f"{image.release.tiles_folder}/0,0,512,512/512,512/0/default.jpg"
    assert whole in folder_of(image.release)
    address = info["id"].removeprefix(settings.BASE_URL) + "/512,0,288,512/288,512/0/default.jpg"
    tile = Image.open(io.BytesIO(b"".join(client.get(address).streaming_content)))
    assert tile.size == (288, 512)


@pytest.mark.usefixtures("large")
def test_tiles_show_the_same_pixels_as_the_released_file(client):
    image = make_image()
    with storages["public"].open(
        f"{image.release.tiles_folder}/0,0,512,512/512,512/0/default.jpg"
    ) as f:
        tile = Image.open(io.BytesIO(f.read())).convert("RGB")
    with image.asset.file.open() as source:
        original = Image.open(source).convert("RGB").crop((0, 0, 512, 512))
    difference = ImageChops.difference(tile, original)
    assert max(high for _low, high in difference.getextrema()) < 24
    assert not tile.info.get("xmp") and not tile.info.get("exif")


def test_a_picture_of_four_megapixels_has_none(client):
    image = make_image()
    assert (image.release.tiles, image.release.tiles_url) == (Tiles.NONE, "")
    assert folder_of(image.release) == []
    assert "data-tiles" not in client.get(image.url).content.decode()


@pytest.mark.usefixtures("large")
def test_the_page_offers_the_zoom_once_the_tiles_are_public(client):
    image = make_image(release=False)
    assert folder_of(Release(asset_hash=image.asset.sha256)) == []
    release_all()
    said = client.get(image.url).content.decode()
    assert f'data-tiles="{ImagePage.objects.get().release.tiles_url}"' in said


@pytest.mark.usefixtures("large")
def test_drafts_and_unpublished_pictures_have_no_tiles():
    make_image(publish=False)
    release_all()
    assert not Release.objects.filter(tiles=Tiles.PUBLIC).exists()
    assert names_below("") == []
    image = make_image("Shown", asset=make_asset(colour=(1, 2, 3)))
    assert folder_of(image.release)
    ImagePage.objects.get(pk=image.pk).unpublish()
    release_all()
    assert names_below("") == []
    image.get_latest_revision().publish()
    release_all()
    assert folder_of(ImagePage.objects.get(pk=image.pk).release)


@pytest.mark.usefixtures("large")
def test_changed_words_keep_the_tiles_as_they_are(monkeypatch):
    image = make_image()
    before = image.release.tiles_url
    monkeypatch.setattr(tiles, "encoded", lambda *_: pytest.fail("the tiles were made again"))
    image.alt_text = "A crater whose rim is bright."
    image.save_revision().publish()
    release_all()
    image = ImagePage.objects.get()
    assert image.release.packet_hash == image.packet_hash
    assert image.release.tiles_url == before


@pytest.mark.usefixtures("large")
def test_two_pages_share_the_tiles_of_one_file_and_the_last_takes_them_along():
    asset = make_asset()
    one, other = make_image("One", asset=asset), make_image("Other", asset=asset)
    assert one.release.tiles_url == other.release.tiles_url
    one.unpublish()
    release_all()
    assert folder_of(other.release)
    other.unpublish()
    release_all()
    assert names_below("") == []


@pytest.mark.usefixtures("large")
def test_a_picture_withdrawn_while_its_tiles_are_made_leaves_none(monkeypatch):
    image = make_image(release=False)
    real = tiles.copy_to_public

    def withdraw_in_between(*args):
        assert real(*args)
        ImagePage.objects.get(pk=image.pk).unpublish()
        return True

    monkeypatch.setattr(tiles, "copy_to_public", withdraw_in_between)
    release_all()
    assert not [name for name in names_below("") if "/tiles/" in name]
    assert not Release.objects.filter(tiles=Tiles.PUBLIC).exists()


@pytest.mark.usefixtures("large")
def test_tiles_that_cannot_be_made_leave_the_picture_released(monkeypatch):
    def fail(*_):
        raise EncodingFailed("The encoder died.")

    monkeypatch.setattr(tiles, "encoded", fail)
    image = make_image()
    assert (image.release.state, image.release.tiles) == (Release.State.PUBLIC, Tiles.FAILED)


@pytest.mark.parametrize(
    ("format", "options"),
    [
        ("PNG", {}),
        ("WEBP", {}),
        ("TIFF", {}),
        ("AVIF", {}),
        ("JPEG", {"exif": TURNED}),
    ],
)
@pytest.mark.usefixtures("large")
def test_every_kind_of_file_becomes_tiles_upright(format, options, client):
    image = make_image(
        asset=make_asset(
            f"a.{format.lower()}".replace("tiff", "tif"), picture_bytes(format, **options)
        )
    )
    info = info_of(image, client)
    assert (info["width"], info["height"]) == (image.release.width, image.release.height)
    assert image.release.tiles == Tiles.PUBLIC
