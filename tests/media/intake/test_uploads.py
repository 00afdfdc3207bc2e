"""What the upload of a picture file takes, what it refuses, by every door, and where the file then lies."""

import io
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from media.models import ImageAsset, ImageIndexPage, Release
from tests.factories import make_asset, make_image, picture_bytes
from tests.media.corpus import ACCEPTED, JPEG, REFUSED
from tests.media.intake.doors import (
    BY_NAME,
    DOORS,
    each_door,
    said,
    through_the_file_chooser,
    through_the_upload_page,
)

pytestmark = [pytest.mark.files, pytest.mark.django_db]


def stored_files() -> list[Path]:
    """Every upload that was kept."""
    folder = django_settings.DATA_DIR / "private" / "assets"
    return sorted(path for path in folder.rglob("*") if path.is_file())


@each_door
def test_an_unsound_file_is_refused_with_a_sentence_and_not_kept(door, site, admin):
    door(admin, "first.jpg", JPEG)
    assets, kept = ImageAsset.objects.count(), stored_files()
    for case, (name, data, reason) in REFUSED.items():
        is_passed_over = door in BY_NAME and not re.search("jpg|png|webp|avif|tif|gif", name[-4:])
        status, words = door(admin, name, data)
        assert status in (200, 422), case
        assert is_passed_over or reason in words, (case, words)
        assert (ImageAsset.objects.count(), stored_files()) == (assets, kept), case


@each_door
def test_a_sound_picture_is_taken_in_as_it_is(door, site, admin):
    """All doors ask one inspection (`media.intake.incoming`): each meets a third of the pictures."""
    for case, (name, data, _colours) in list(ACCEPTED.items())[DOORS.index(door) % 3 :: 3]:
        before = ImageAsset.objects.count()
        status, words = door(admin, name, data)
        assert status in (200, 201, 302), (case, words)
        assert ImageAsset.objects.count() > before, (case, words)
        asset = ImageAsset.objects.latest("pk")
        assert asset.title == name
        assert asset.file.open().read() == data, case
        assert len(asset.sha256) == 64
        with Image.open(io.BytesIO(data)) as image:
            assert (asset.width, asset.height) == image.size, case


def right_colours(path: Path) -> Image.Image:
    """A public file as a screen shows it: its profile counts."""
    image = Image.open(path)
    profile = image.info.get("icc_profile")
    image = image.convert("RGB")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, source, screen)
        except (ImageCms.PyCMSError, OSError):  # broken, or of grey: browsers pass over it
            pass
    return image


# Of each format its first; tests/media/files/test_one_reading.py looks at all of them, without release.
FIRST = {Path(name).suffix: case for case, (name, *_) in reversed(ACCEPTED.items())}


@pytest.mark.parametrize("case", FIRST.values())
def test_every_public_file_of_a_sound_picture_shows_it_upright_in_its_colours(case, site):
    name, data, colours = ACCEPTED[case]
    image = make_image(asset=make_asset(name, data))
    assert image.release.state == Release.State.PUBLIC
    folder = django_settings.DATA_DIR / "public" / image.release.folder
    for file in image.release.files:
        path = folder / file["name"]
        assert b"hidden" not in path.read_bytes()
        if "-original." in path.name:  # see test_originals.py
            continue
        shown = right_colours(path)
        assert shown.size == (file["width"], file["height"])
        for (x, y), colour in (colours or {}).items():
            found = shown.getpixel((int(x * shown.width), int(y * shown.height)))
            assert max(abs(a - b) for a, b in zip(found, colour, strict=True)) < 12, path.name


def test_what_was_left_out_of_a_picture_with_too_many_words_is_noted(site, admin):
    for case in ("PNG with ten megabytes of XMP", "PNG with ten megabytes of packed XMP"):
        name, data, _colours = ACCEPTED[case]
        _status, words = through_the_upload_page(admin, name, data)
        assert "XMP data was ignored" in words


upload = through_the_file_chooser


def test_a_file_above_the_size_limit_is_refused(admin, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = len(JPEG) - 1
    assert "are allowed" in upload(admin, "crater.jpg", JPEG)[1]
    assert not ImageAsset.objects.exists()
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = len(JPEG)
    assert "are allowed" not in upload(admin, "crater.jpg", JPEG)[1]
    assert ImageAsset.objects.exists()


def test_wagtails_own_pages_for_files_lead_to_ours(site, admin):
    for address in ("/admin/images/add/", "/admin/images/multiple/add/"):
        form = {"file": SimpleUploadedFile("crater.jpg", JPEG), "collection": "1"}
        for answer in (admin.get(address), admin.post(address, form)):
            assert (answer.status_code, answer.url) == (302, "/admin/archive/upload/"), address
    assert not ImageAsset.objects.exists()


def test_the_limits_are_those_of_the_settings_and_the_forms_say_them(site, admin, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 7 * 2**20
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 3_000_000
    page = make_image(publish=False)
    archive = ImageIndexPage.objects.get()
    for address in (
        "/admin/images/chooser/",
        f"/admin/pages/{page.pk}/replace-file/",
        "/admin/choose-picture/",
    ):
        assert "up to 7 MB and 3 megapixels" in said(admin.get(address))[1], address
    assert archive.get_children().count() == 1
    name, data, _colours = ACCEPTED["panorama"]
    assert through_the_upload_page(admin, name, data)[0] == 201
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 299_999
    status, words = through_the_upload_page(admin, "other.png", picture_bytes("PNG"))
    assert status == 422
    assert "The picture has 800 × 600 pixels; 0 megapixels are allowed." in words


@pytest.mark.parametrize(
    "name", ["🚀.jpg", "Größe & Höhe (2).jpg", "x" * 180 + ".jpg", "a;b'c\"d.jpg"]
)
def test_odd_names_are_taken_as_they_are(admin, name):
    upload(admin, name, JPEG)
    asset = ImageAsset.objects.get()
    assert asset.title == name
    assert asset.file.open().read() == JPEG


def test_a_name_with_folders_stays_in_its_folder(admin):
    upload(admin, "../../../etc/crater.jpg", JPEG)
    assert ImageAsset.objects.get().title == "crater.jpg"
    assert len(stored_files()) == 1


def test_the_place_of_a_file_cannot_be_guessed(admin):
    for size in ((60, 40), (40, 60)):
        upload(admin, "crater.jpg", picture_bytes(size=size))
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


def test_a_small_tiff_has_a_thumbnail_before_the_worker_has_seen_it(site):
    name, data, _colours = ACCEPTED["TIFF"]
    assert make_asset(name, data).get_rendition("max-165x165").file.name.endswith(".jpg")
