"""What the upload of a picture file takes, what it refuses, and where the file then lies."""

import io
import re
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from media.models import ImageAsset
from tests.factories import make_image, picture_bytes

pytestmark = pytest.mark.django_db

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
)
DOORS = ("/admin/images/add/", "/admin/images/chooser/create/", "/admin/images/multiple/add/")


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk of a PNG file."""
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)


def png_header_only(width: int, height: int) -> bytes:
    """A PNG of one bit a pixel that claims a size and holds almost nothing."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = (
        chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )
    return b"\x89PNG\r\n\x1a\n" + body


def png_with_bad_checksum() -> bytes:
    data = bytearray(picture_bytes("PNG"))
    data[data.index(b"IDAT") + 20] ^= 0xFF
    return bytes(data)


def gif_of(frames: int, side: int) -> bytes:
    """A GIF with a square canvas and many frames of one pixel each."""
    canvas = struct.pack("<HH", side, side) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHH", 0, 0, 1, 1) + b"\0\x02\x02\x44\x01\0"
    return b"GIF89a" + canvas + frame * frames + b"\x3b"


def encoded(image: Image.Image, format: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def turned_exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


JPEG = picture_bytes()
GREY = Image.linear_gradient("L").resize((400, 300))
REFUSED = {
    "an empty file": ("empty.jpg", b"", "empty"),
    "a JPEG cut off in the middle": ("cut.jpg", JPEG[: len(JPEG) // 2], "damaged"),
    "a JPEG cut off near its end": ("cut.jpg", JPEG[: len(JPEG) * 9 // 10], "damaged"),
    "a PNG with a bad checksum": ("bad.png", png_with_bad_checksum(), "damaged"),
    "HTML in the clothes of a JPEG": (
        "page.jpg",
        b"<html><body>Hello</body></html>",
        "not a picture",
    ),
    "an SVG": ("drawing.svg", SVG, "not a picture"),
    "an SVG in the clothes of a PNG": ("drawing.png", SVG, "not a picture"),
    "a PNG called JPEG": ("crater.jpg", picture_bytes("PNG"), "holds PNG"),
    "a picture without an ending": ("crater", JPEG, "right ending"),
    "a PDF that holds a JPEG": ("crater.jpg", b"%PDF-1.7\n" + JPEG, "not a picture"),
    "a bomb of 900 megapixels": ("bomb.png", png_header_only(30_000, 30_000), "megapixels"),
    "a picture just above the limit": ("big.png", png_header_only(20_000, 5_001), "megapixels"),
    "a GIF of 1,500 frames": ("film.gif", gif_of(1_500, 300), "1,500 frames"),
    "a picture 60,000 pixels wide": (
        "wide.png",
        encoded(Image.new("L", (60_000, 10)), "PNG"),
        "longer side",
    ),
    "a picture 150 times as wide as high": (
        "strip.png",
        encoded(Image.new("L", (1_500, 10)), "PNG"),
        "100 times",
    ),
}
ACCEPTED = {
    "JPEG": ("crater.jpg", JPEG),
    "JPEG in capitals": ("CRATER.JPEG", JPEG),
    "JPEG of several pictures": (
        "stereo.jpg",
        encoded(GREY, "MPO", save_all=True, append_images=[GREY.rotate(90)]),
    ),
    "PNG": ("crater.png", picture_bytes("PNG")),
    "WebP": ("crater.webp", picture_bytes("WEBP")),
    "AVIF": ("crater.avif", picture_bytes("AVIF", size=(200, 150))),
    "TIFF": ("crater.tif", picture_bytes("TIFF")),
    "GIF": ("crater.gif", picture_bytes("GIF")),
    "GIF of a few frames": ("film.gif", gif_of(12, 300)),
    "CMYK JPEG": ("print.jpg", encoded(GREY.convert("CMYK"), "JPEG")),
    "16-bit PNG": ("deep.png", encoded(GREY.convert("I;16"), "PNG")),
    "turned JPEG": ("turned.jpg", picture_bytes(exif=turned_exif())),
    "panorama": ("panorama.png", encoded(Image.new("L", (5_000, 60)), "PNG")),
}


def stored_files() -> list[Path]:
    folder = django_settings.DATA_DIR / "private"
    return [path for path in folder.rglob("*") if path.is_file()]


def upload(client, name: str, data: bytes, door: str = DOORS[0]):
    file = SimpleUploadedFile(name, data)
    prefix = "image-chooser-upload-" if "chooser" in door else ""
    field = "files[]" if "multiple" in door else f"{prefix}file"
    form = {field: file, f"{prefix}collection": "1"}
    headers = {"X-Requested-With": "XMLHttpRequest"} if "multiple" in door else {}
    return client.post(door, form, headers=headers)


@pytest.mark.parametrize(("name", "data", "reason"), REFUSED.values(), ids=REFUSED)
def test_an_unsound_file_is_refused_with_a_sentence_and_not_kept(admin, name, data, reason):
    response = upload(admin, name, data)
    assert response.status_code == 200
    assert reason in " ".join(response.context["form"].errors["file"])
    assert not ImageAsset.objects.exists()
    assert stored_files() == []


@pytest.mark.parametrize("door", DOORS[1:])
@pytest.mark.parametrize("case", ["a JPEG cut off in the middle", "a bomb of 900 megapixels"])
def test_every_door_refuses_alike(admin, door, case):
    name, data, reason = REFUSED[case]
    response = upload(admin, name, data, door)
    assert response.status_code == 200
    assert reason in str(response.json())
    assert not ImageAsset.objects.exists()
    assert stored_files() == []


@pytest.mark.parametrize("door", DOORS)
def test_every_door_takes_a_sound_picture(admin, door):
    response = upload(admin, "crater.jpg", JPEG, door)
    assert response.status_code in (200, 302)
    assert ImageAsset.objects.get().title == "crater.jpg"


def test_a_file_above_the_size_limit_is_refused(admin, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = len(JPEG) - 1
    response = upload(admin, "crater.jpg", JPEG)
    assert response.status_code == 200
    assert "are allowed" in str(response.context["form"].errors["file"])
    assert not ImageAsset.objects.exists()
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = len(JPEG)
    assert upload(admin, "crater.jpg", JPEG).status_code == 302


@pytest.mark.parametrize(("name", "data"), ACCEPTED.values(), ids=ACCEPTED)
def test_a_sound_picture_is_taken_in(admin, name, data):
    assert upload(admin, name, data).status_code == 302
    asset = ImageAsset.objects.get()
    assert asset.title == name
    assert asset.file.open().read() == data
    assert len(asset.sha256) == 64
    assert asset.width > 1


@pytest.mark.parametrize(
    "name", ["🚀.jpg", "Größe & Höhe (2).jpg", "x" * 180 + ".jpg", "a;b'c\"d.jpg"]
)
def test_odd_names_are_taken_as_they_are(admin, name):
    assert upload(admin, name, JPEG).status_code == 302
    asset = ImageAsset.objects.get()
    assert asset.title == name
    assert asset.file.open().read() == JPEG


def test_a_name_with_folders_stays_in_its_folder(admin):
    assert upload(admin, "../../../etc/crater.jpg", JPEG).status_code == 302
    assert ImageAsset.objects.get().title == "crater.jpg"
    assert len(stored_files()) == 1


def test_the_place_of_a_file_cannot_be_guessed(admin):
    for _ in range(2):
        upload(admin, "crater.jpg", JPEG)
    names = set(ImageAsset.objects.values_list("file", flat=True))
    assert len(names) == 2
    for name in names:
        assert re.fullmatch(r"assets/[0-9a-f]{32}/crater\.jpg", name)


def test_a_private_file_answers_to_editors_only(admin, client):
    upload(admin, "crater.jpg", JPEG)
    asset = ImageAsset.objects.get()
    address = asset.file.url
    response = admin.get(address)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == JPEG
    assert response["Cache-Control"].startswith("private")
    client.logout()
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")
    for other in (f"/files/{asset.file.name}", f"/media/{asset.file.name}", f"/{asset.file.name}"):
        assert client.get(other).status_code == 404


def test_a_picture_file_needs_no_second_look_when_only_its_focal_point_changes(admin):
    upload(admin, "crater.jpg", JPEG)
    asset = ImageAsset.objects.get()
    form = {"collection": "1", "focal_point_x": 10, "focal_point_y": 20}
    form |= {"focal_point_width": 30, "focal_point_height": 30}
    assert admin.post(f"/admin/images/{asset.pk}/", form).status_code == 302
    changed = ImageAsset.objects.get()
    assert (changed.title, changed.sha256) == ("crater.jpg", asset.sha256)
    assert changed.focal_point_x == 10


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_hides_behind_a_picture_never_reaches_the_public(site, admin):
    upload(admin, "crater.jpg", JPEG + b"%PDF-1.7 <script>alert('hidden')</script>")
    make_image(asset=ImageAsset.objects.get())
    public = [p for p in (django_settings.DATA_DIR / "public").rglob("*") if p.is_file()]
    assert public
    for path in public:
        assert b"hidden" not in path.read_bytes()
