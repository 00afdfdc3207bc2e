"""Re-users get the pixels of a picture as they came in, in a file that says only our words."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image, ImageChops

from media.models import ImagePage, Licence
from tests import exiftool
from tests.factories import ALT, make_asset, make_image, make_licence, picture_bytes, release_all
from tests.media import corpus

pytestmark = [pytest.mark.files, pytest.mark.django_db]
# Cameras, agencies and editing programs write these; none may go out.
PRIVATE = (
    "-EXIF:SerialNumber=SN-4711",
    "-EXIF:OwnerName=Olga Owner",
    "-EXIF:GPSLatitude=52.2",
    "-EXIF:GPSLatitudeRef=N",
    "-EXIF:ImageDescription=Olga's picture",
    "-EXIF:Artist=Olga Owner",
    "-XMP-aux:SerialNumber=SN-4711",
    "-XMP-exif:GPSLatitude=52.2",
    "-XMP-photoshop:City=Noordwijk",
)
SECRETS = (b"SN-4711", b"Olga", b"Noordwijk", b"hidden")


def released(name: str, data: bytes, **fields) -> ImagePage:
    return make_image(asset=make_asset(name, data), **fields)


def original_of(image: ImagePage) -> Path | None:
    file = image.release.manifest["downloads"].get("original")
    folder = settings.DATA_DIR / "public" / image.release.folder
    return folder / file["name"] if file else None


def raw(data: bytes) -> bytes:
    """The pixels as they are stored, all bits of them."""
    import pyvips

    return pyvips.Image.new_from_buffer(data, "").write_to_memory()


SOUND = {
    "PNG": ("a.png", lambda: picture_bytes("PNG")),
    "PNG of 16 bits": ("a.png", lambda: corpus.deep_colour(".png")),
    "PNG with a palette": ("a.png", lambda: corpus.encoded(corpus.fields().quantize(8), "PNG")),
    "cut-out PNG": ("a.png", lambda: corpus.encoded(corpus.cut_out(), "PNG")),
    "wide PNG": ("a.png", lambda: corpus.wide(".png")),
    "TIFF": ("a.tif", lambda: picture_bytes("TIFF")),
    "TIFF of 16 bits": ("a.tif", lambda: corpus.deep_colour(".tif")),
    "wide TIFF": ("a.tif", lambda: corpus.wide(".tif")),
    "CMYK TIFF": ("a.tif", lambda: corpus.encoded(corpus.fields().convert("CMYK"), "TIFF")),
}


@pytest.mark.parametrize("case", SOUND)
def test_a_png_or_tiff_is_offered_without_loss_and_with_our_words_only(
    case, site, client, tmp_path
):
    name, make = SOUND[case]
    path = tmp_path / name
    path.write_bytes(make())
    exiftool.write(path, *PRIVATE)
    data = path.read_bytes()
    assert b"Olga" in data
    image = released(name, data)
    page = client.get(image.url).content.decode()
    address = f"/download/{image.identifier}/original.{name[2:]}"
    assert address in page
    assert "without loss" in page
    answer = client.get(address, follow=True)
    given = b"".join(answer.streaming_content)
    assert raw(given) == raw(data)
    assert not any(secret in given for secret in SECRETS)
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(given)) as after:
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
    found = exiftool.tags(original_of(image))
    assert found["XMP-iptcCore:AltTextAccessibility"] == ALT
    assert "ExifTool:Warning" not in found
    assert not [key for key in found if "GPS" in key or "Serial" in key or "Owner" in key]


def test_an_upright_jpeg_is_its_own_full_download(site):
    data = picture_bytes()
    image = released("a.jpg", data)
    assert original_of(image) is None
    full = settings.DATA_DIR / "public" / image.release.folder / f"{image.identifier}-full.jpg"
    with Image.open(full) as after, Image.open(io.BytesIO(data)) as before:
        assert ImageChops.difference(after, before).getbbox() is None


def test_what_lies_on_its_side_is_turned_without_loss_or_not_offered(site, tmp_path):
    for name, is_offered in (("a.tif", True), ("a.png", False)):
        path = tmp_path / name
        path.write_bytes(picture_bytes({"a.tif": "TIFF", "a.png": "PNG"}[name]))
        exiftool.write(path, "-n", "-EXIF:Orientation=6")
        image = released(name, path.read_bytes())
        assert (image.release.width, image.release.height) == (600, 800)
        assert bool(original_of(image)) is is_offered
        if is_offered:
            assert Image.open(original_of(image)).size == (600, 800)


def test_a_kind_of_tiff_that_cannot_be_copied_is_released_without_its_original(site):
    name, data, _colours = corpus.ACCEPTED["LAB TIFF"]
    image = released(name, data)
    assert set(image.release.manifest["downloads"]) == {"full"}


def test_what_hides_behind_or_within_a_png_is_not_handed_on(site):
    png = picture_bytes("PNG")
    png = png[:33] + corpus.chunk(b"teXt", b"hidden") + png[33:] + b"%PDF-1.7 hidden"
    assert b"hidden" not in original_of(released("a.png", png)).read_bytes()


@pytest.mark.parametrize("answer", ["no", "ask"])
def test_a_licence_that_does_not_let_everybody_show_the_picture_withholds_the_original(
    answer, site, client
):
    licence = make_licence()
    image = released("a.png", picture_bytes("PNG"), licence=licence)
    address = f"/download/{image.identifier}/original.png"
    assert client.get(address).status_code == 302
    before = image.release.url_of(image.release.manifest["downloads"]["original"])
    licence.may_use = Licence.Answer(answer)
    licence.save()
    release_all()
    assert client.get(address).status_code == 404
    image = ImagePage.objects.get()
    assert before != image.release.url_of(image.release.files[0])
    assert original_of(image) is None
