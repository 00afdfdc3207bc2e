"""A real web process keeps its size, whatever is uploaded: what is large is decoded beside it."""

import http.client
import io
import struct
import zlib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from PIL import Image

from media.models import ImageAsset
from tests.factories import picture_bytes
from tests.media.corpus import ACCEPTED, JPEG, REFUSED, chunk, encoded, webp_of_one_colour
from tests.servers import serving_process

pytestmark = [
    pytest.mark.files,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

MOST = 150 * 2**20  # bytes by which it may grow
UPLOAD_PAGE = ("/admin/archive/upload/", "files")
FILE_CHOOSER = ("/admin/images/chooser/create/", "image-chooser-upload-file")


def png_of_colours(width: int, height: int) -> bytes:
    """A whole, black PNG of three bytes a pixel."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(height * (1 + 3 * width)), 1)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def jpeg_of_nothing_but_words() -> bytes:
    segment = struct.pack(">BBH", 0xFF, 0xED, 65_002) + b"Photoshop 3.0\0" + bytes(64_986)
    return JPEG[:2] + segment * 1500 + JPEG[2:]


LARGE = {
    "a PNG of 99 megapixels": ("large.png", lambda: png_of_colours(11_000, 9_000)),
    "a WebP of 99 megapixels": ("large.webp", lambda: webp_of_one_colour(11_000, 9_000)),
    "a progressive JPEG of 24 megapixels": (
        "large.jpg",
        lambda: encoded(Image.new("RGB", (6000, 4000)), "JPEG", progressive=True),
    ),
    "a GIF of 99 megapixels": (
        "large.gif",
        lambda: encoded(Image.new("P", (11_000, 9_000)), "GIF"),
    ),
    "a TIFF of 297 MB": (
        "large.tif",
        lambda: encoded(Image.new("RGB", (11_000, 9_000), (90, 110, 140)), "TIFF"),
    ),
    "a JPEG with 97 MB of words": ("words.jpg", jpeg_of_nothing_but_words),
}


class Desk:
    """An editor's session with a real server, and the size of its one worker."""

    def __init__(self, address: str, server, session: str):
        self.host, self.session = urlsplit(address).netloc, session
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
        self.worker = Path("/proc") / children.split()[0]

    def send(self, door: tuple[str, str], name: str, data: bytes) -> int:
        """Upload a file; the status of the answer."""
        address, field = door
        head = (
            b"--middle\r\n"
            b'Content-Disposition: form-data; name="image-chooser-upload-collection"\r\n\r\n'
            b"1\r\n--middle\r\n"
            + f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n'.encode()
            + b"Content-Type: application/octet-stream\r\n\r\n"
        )
        tail = b"\r\n--middle--\r\n"
        connection = http.client.HTTPConnection(self.host, timeout=120)
        headers = {
            "Content-Type": "multipart/form-data; boundary=middle",
            "Content-Length": str(len(head) + len(data) + len(tail)),
            "Cookie": f"sessionid={self.session}; csrftoken={'a' * 32}",
            "X-CSRFToken": "a" * 32,
        }
        connection.request("POST", address, io.BytesIO(head + data + tail), headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    def bytes(self, name: str) -> int:
        """VmRSS, what the worker holds, or VmHWM, the most since `begin`."""
        line = next(
            line for line in (self.worker / "status").read_text().splitlines() if name in line
        )
        return int(line.split()[1]) * 1024

    def begin(self) -> None:
        (self.worker / "clear_refs").write_text("5")


@pytest.fixture
def desk(site, admin):
    session = admin.cookies["sessionid"].value
    data = {"PERIGEE_DATA_DIR": str(settings.DATA_DIR)}
    with serving_process(workers=1, **data) as (address, server):
        desk = Desk(address, server, session)
        for door in (UPLOAD_PAGE, FILE_CHOOSER):
            assert desk.send(door, "first.jpg", picture_bytes()) < 400
        yield desk


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Linux says the size")
@pytest.mark.parametrize("door", [UPLOAD_PAGE, FILE_CHOOSER], ids=["upload page", "file chooser"])
def test_the_web_process_keeps_its_size_whatever_is_uploaded(desk, door):
    before = desk.bytes("VmRSS")
    desk.begin()

    def send(case: str, name: str, data: bytes) -> None:
        assert desk.send(door, name, data) < 500, case
        grown = desk.bytes("VmHWM") - before
        assert grown < MOST, f"{case}: {grown / 2**20:.0f} MB"

    for case, (name, make) in LARGE.items():
        assets = ImageAsset.objects.count()
        send(case, name, make())
        assert ImageAsset.objects.count() == assets + 1, case
    if door == UPLOAD_PAGE:
        for case, (name, data, _more) in {**REFUSED, **ACCEPTED}.items():
            send(case, name, data)
