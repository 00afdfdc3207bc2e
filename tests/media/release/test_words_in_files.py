"""Every public file of a released image carries its words; exiftool is the judge."""

from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from media.models import ImagePage, ImageText
from tests import exiftool
from tests.factories import (
    ALT,
    DESCRIPTION,
    make_asset,
    make_image,
    make_subject,
    picture_bytes,
    release_all,
)

pytestmark = pytest.mark.django_db

FRENCH = {
    "title": "Un cratère à l'aube",
    "alt_text": "Un cratère gris au bord clair.",
    "long_description": "Un cratère rond.\n\nSon bord est clair.",
    "caption": "<p>Visité en <em>1971</em>.</p>",
}


@pytest.fixture
def image(site) -> ImagePage:
    """A released picture of 1,400 pixels in two languages."""
    page = make_image(
        asset=make_asset(size=(1400, 900)), subjects=[make_subject("Moon")], release=False
    )
    page.texts = [ImageText(language="fr", **FRENCH)]
    page.save_revision().publish()
    release_all()
    return ImagePage.objects.get(pk=page.pk)


def files_of(image: ImagePage) -> list[tuple[Path, dict]]:
    """Each public file: where it lies, and what the manifest says of it."""
    folder = settings.DATA_DIR / "public" / image.release.folder
    return [(folder / file["name"], file) for file in image.release.files]


def test_every_file_of_some_size_and_every_download_carries_all_words_in_all_languages(image):
    downloads = [file["name"] for file in image.release.manifest["downloads"].values()]
    seen = 0
    for path, file in files_of(image):
        if file["width"] < 1280 and file["name"] not in downloads:
            continue
        seen += 1
        found = exiftool.tags(path)
        for name, words in {
            "XMP-dc:Title": image.title,
            "XMP-dc:Title-fr": FRENCH["title"],
            "XMP-dc:Description": "The crater was visited in 1971.",
            "XMP-dc:Description-fr": "Visité en 1971.",
            "XMP-iptcCore:AltTextAccessibility": ALT,
            "XMP-iptcCore:AltTextAccessibility-fr": FRENCH["alt_text"],
            "XMP-iptcCore:ExtDescrAccessibility": DESCRIPTION,
            "XMP-iptcCore:ExtDescrAccessibility-fr": FRENCH["long_description"],
            "XMP-photoshop:Credit": "Example agency",
            "XMP-xmpRights:WebStatement": image.licence.url,
            "XMP-xmpRights:UsageTerms": image.licence.name,
            "XMP-dc:Identifier": f"{settings.BASE_URL}/id/{image.identifier}",
        }.items():
            assert found[name] == words, (path.name, name)
        assert found["XMP-dc:Subject"] == "Moon" or found["XMP-dc:Subject"] == ["Moon"]
        assert "ExifTool:Warning" not in found
    assert seen >= 4


def test_small_files_carry_alt_text_credit_licence_and_address(image):
    small = [(path, file) for path, file in files_of(image) if file["width"] < 1024]
    assert {file["format"] for _path, file in small} == {"avif", "jpeg"}
    for path, _file in small:
        found = exiftool.tags(path)
        assert found["XMP-iptcCore:AltTextAccessibility"] == ALT
        assert found["XMP-photoshop:Credit"] == "Example agency"
        assert found["XMP-xmpRights:WebStatement"] == image.licence.url
        assert found["XMP-dc:Identifier"].endswith(f"/id/{image.identifier}")
        assert not [name for name in found if name.endswith("-fr") or "ExtDescr" in name]


def test_nothing_of_the_camera_its_owner_or_the_place_gets_into_a_public_file(site, tmp_path):
    path = tmp_path / "camera.jpg"
    path.write_bytes(picture_bytes(size=(1400, 900)))
    exiftool.write(
        path,
        "-EXIF:SerialNumber=SN-4711",
        "-EXIF:LensSerialNumber=LN-0815",
        "-EXIF:OwnerName=Olga Owner",
        "-EXIF:GPSLatitude=52.2",
        "-EXIF:GPSLatitudeRef=N",
        "-XMP-exif:GPSLatitude=52.2",
        "-XMP-aux:SerialNumber=SN-4711",
        "-XMP-aux:OwnerName=Olga Owner",
        "-IPTC:City=Noordwijk",
    )
    image = make_image(asset=make_asset(data=path.read_bytes()))
    assert b"SN-4711" in image.asset.file.open().read()
    for public, _file in files_of(image):
        found = exiftool.tags(public)
        assert not [name for name in found if "GPS" in name or "Serial" in name or "Owner" in name]
        said = public.read_bytes()
        assert not any(word in said for word in (b"SN-4711", b"LN-0815", b"Olga", b"Noordwijk"))


def test_a_changed_word_in_another_language_makes_the_files_anew(image):
    before = image.release.folder
    text = image.texts.get()
    image.texts = [text]
    text.alt_text = "Un cratère au bord très clair."
    image.save_revision().publish()
    release_all()
    image = ImagePage.objects.get()
    assert image.release.folder != before
    path, _file = files_of(image)[-1]
    found = exiftool.tags(path)
    assert found["XMP-iptcCore:AltTextAccessibility-fr"] == "Un cratère au bord très clair."


def test_a_subject_whose_page_is_not_published_is_in_no_file(site):
    secret = make_subject("Secret mission", "mission")
    hidden = make_image("Not yet", publish=False)
    secret.page = hidden.page_ptr
    secret.save()
    image = make_image(subjects=[secret, make_subject("Moon")])
    for path, _file in files_of(image):
        with Image.open(path) as opened:
            assert b"Secret mission" not in opened.info["xmp"]
