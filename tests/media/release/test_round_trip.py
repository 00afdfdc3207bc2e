"""What a photographer wrote into a file is what a re-user reads in every download, in two languages."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from media.models import ImagePage
from tests import exiftool
from tests.factories import make_licence, make_subject, picture_bytes, release_all
from tests.forms import messages_of, read_form

pytestmark = [pytest.mark.files, pytest.mark.django_db, pytest.mark.usefixtures("site")]

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "TIFF": "tif"}
# XMP property: what it says in English and in French.
WORDS = {
    "dc:Title": ("A rim & its <shadow>", "Un bord et son ombre"),
    "dc:Description": ("Seen in 1971.", "Vu en 1971."),
    "iptcCore:AltTextAccessibility": (
        "A grey pit with a “bright” rim.",
        "Un trou gris au bord clair.",
    ),
    "iptcCore:ExtDescrAccessibility": (
        "A round pit.\n\nStones — of all sizes: 月 — lie around it.",
        "Un trou rond.\n\nDes pierres l'entourent.",
    ),
}
# What is the same in all languages.
FACTS = {
    "XMP-photoshop:Credit": "Ana & Example agency",
    "XMP-photoshop:DateCreated": "1971:07",
    "XMP-dc:Subject": "Moon",
    "XMP-avm:Type": "Observation",
    "XMP-avm:Facility": ["Hubble", "Webb"],
    "XMP-avm:Instrument": ["ACS", "NIRCam"],
    "XMP-avm:SpectralColorAssignment": ["Blue", "Red"],
    "XMP-avm:SpectralBand": ["Optical", "Infrared"],
    "XMP-avm:SpectralCentralWavelength": ["435", "2000"],
    "XMP-avm:Distance": "6500",
    "XMP-avm:SubjectCategory": "B.4.1.2",
    "XMP-avm:SpatialReferenceValue": ["83.63", "22.01"],
    "XMP-avm:SpatialCoordinateFrame": "ICRS",
    "XMP-avm:Publisher": "Example agency",
}
CAMERA = (
    "-EXIF:SerialNumber=SN-4711",
    "-EXIF:OwnerName=Olga Owner",
    "-EXIF:GPSLatitude=52.2",
    "-EXIF:GPSLatitudeRef=N",
    "-XMP-exif:GPSLatitude=52.2",
    "-XMP-aux:OwnerName=Olga Owner",
)


def written(path: Path, format: str) -> bytes:
    """A picture into which exiftool wrote everything above."""
    path.write_bytes(picture_bytes(format, size=(1400, 900)))
    facts = []
    for name, value in FACTS.items():
        values = value if isinstance(value, list) else [value]
        facts += [f"-{name}={one}" for one in values]
    newline = {ord("\n"): "&#10;", ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
    exiftool.write(
        path,
        "-E",  # the shell of exiftool's arguments knows no line break, HTML does
        *[f"-XMP-{name}={english.translate(newline)}" for name, (english, _) in WORDS.items()],
        *[f"-XMP-{name}-fr={french.translate(newline)}" for name, (_, french) in WORDS.items()],
        *[fact.replace("&", "&amp;") for fact in facts],
        f"-XMP-xmpRights:WebStatement={make_licence().url}",
        *CAMERA,
    )
    return path.read_bytes()


@pytest.mark.parametrize("format", FORMATS)
def test_equal_strings_come_out_of_every_download(format, admin, client, tmp_path):
    make_subject("Moon")
    name = f"rim.{FORMATS[format]}"
    data = written(tmp_path / name, format)
    answer = admin.post("/admin/archive/upload/", {"files": [SimpleUploadedFile(name, data)]})
    assert answer.status_code == 201
    page = ImagePage.objects.get()
    edit = f"/admin/pages/{page.pk}/edit/"
    form = {**read_form(admin, edit), "action-publish": "Publish"}
    assert "published" in messages_of(admin.post(edit, form, follow=True))
    release_all()

    client.logout()
    page = ImagePage.objects.get()
    html = client.get(page.url).content.decode()
    downloads = page.release.downloads
    wanted = {"small", "full"} | ({"original"} if format in ("PNG", "TIFF") else set())
    assert {download["size"] for download in downloads} == wanted
    addresses = [
        f"/download/{page.identifier}/{file['size']}.{file['extension']}" for file in downloads
    ]
    assert all(address in html for address in addresses)
    large = [file for file in page.release.manifest["responsive"] if file["width"] >= 1280]
    assert {file["format"] for file in large} == {"avif", "jpeg"}
    addresses += [urlsplit(page.release.url_of(file)).path for file in large]
    for address in addresses:
        path = tmp_path / f"got.{address.rpartition('.')[2]}"
        path.write_bytes(b"".join(client.get(address, follow=True).streaming_content))
        found = exiftool.tags(path, "-n")
        for property, (english, french) in WORDS.items():
            assert found[f"XMP-{property}"] == english, address
            assert found[f"XMP-{property}-fr"] == french, address
        for property, value in FACTS.items():
            one = found[property]
            as_text = [str(part) for part in one] if isinstance(one, list) else str(one)
            assert as_text in (value, [value]), (address, property)
        assert found["XMP-xmpRights:WebStatement"] == make_licence().url
        assert not [key for key in found if any(x in key for x in ("GPS", "Serial", "Owner"))]
        said = path.read_bytes()
        assert b"SN-4711" not in said
        assert b"Olga" not in said
