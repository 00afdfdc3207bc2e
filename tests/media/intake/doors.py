"""The doors by which a picture file comes in; each answers (status, what is said)."""

import io
import zipfile
from html import unescape

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from media.models import ImagePage
from tests.factories import make_asset, make_image

SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


def said(response) -> tuple[int, str]:
    text = response.content.decode()
    if response.headers.get("Content-Type") == "application/json":
        text = str(response.json())
    return response.status_code, unescape(text)


def through_the_file_chooser(client, name, data):
    prefix = "image-chooser-upload-"
    form = {f"{prefix}file": SimpleUploadedFile(name, data), f"{prefix}collection": "1"}
    return said(client.post("/admin/images/chooser/create/", form))


def through_the_picture_chooser(client, name, data):
    form = {"picture-upload-file": SimpleUploadedFile(name, data)}
    return said(client.post("/admin/choose-picture/create/", form))


def through_the_upload_page(client, name, data):
    form = {"files": [SimpleUploadedFile(name, data)]}
    return said(client.post("/admin/archive/upload/", form))


def through_a_zip(client, name, data):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return through_the_upload_page(client, "all.zip", buffer.getvalue())


def through_a_replacement(client, name, data):
    page = ImagePage.objects.filter(title="To be replaced").first()
    page = page or make_image("To be replaced", asset=make_asset(size=(30, 20)), publish=False)
    form = {"file": SimpleUploadedFile(name, data), "reason": "A better scan."}
    return said(client.post(f"/admin/pages/{page.pk}/replace-file/", form))


def through_a_folder(_client, name, data):
    folder = settings.DATA_DIR / "in"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    out = io.StringIO()
    try:
        call_command("import_images", folder, stdout=out, stderr=out, verbosity=0)
    finally:
        (folder / name).unlink()
    return 200, out.getvalue()


DOORS = [
    through_the_file_chooser,
    through_the_picture_chooser,
    through_the_upload_page,
    through_a_zip,
    through_a_replacement,
    through_a_folder,
]
# These pass over files whose name is not that of a picture.
BY_NAME = (through_a_zip, through_a_folder)
each_door = pytest.mark.parametrize("door", DOORS, ids=[door.__name__ for door in DOORS])
