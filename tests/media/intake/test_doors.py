"""A folder for the command and a ZIP for the upload page: the same files, the same rules."""

import io
import zipfile

import pytest
from django.conf import settings
from django.core.management import call_command

from media.files.formats import ENDINGS
from media.files.metadata import packet
from media.files.metadata.carried import Carried
from media.files.metadata.embedding import save_options
from media.models import ImageAsset, ImagePage
from tests.factories import make_subject, picture_bytes
from tests.media.intake.doors import each_door, through_a_replacement, through_the_upload_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def picture(number: int, **options) -> bytes:
    return picture_bytes(size=(60 + number, 40), **options)


def as_a_folder(_client, files: dict[str, bytes], folder) -> str:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    out = io.StringIO()
    call_command("import_images", folder, stdout=out, stderr=out, verbosity=0)
    return out.getvalue()


def as_a_zip(client, files: dict[str, bytes], _folder) -> str:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return through_the_upload_page(client, "all.zip", buffer.getvalue())[1]


both_doors = pytest.mark.parametrize("door", [as_a_folder, as_a_zip])

LEFT_OUT = {
    "hidden, or a system's own": [
        "._rim.jpg",
        ".thumbnails/rim.jpg",
        "@eaDir/rim.jpg/SYNOPHOTO_THUMB_XL.jpg",
        "__MACOSX/deep/rim.jpg",
        ".AppleDouble/rim.jpg",
        "$RECYCLE.BIN/rim.jpg",
        "deep/Thumbs.db",
    ],
    "a ZIP in here is not opened": ["deep/more.zip"],
    "no picture by its name": [f"note {number}.txt" for number in range(7)],
}


def test_files_that_no_person_made_are_left_out_and_every_one_is_named_with_the_reason(
    admin, tmp_path
):
    said = {}
    names = [name for left_out in LEFT_OUT.values() for name in left_out]
    files = {name: picture(number) for number, name in enumerate(names, 2)}
    files = {"rim.jpg": picture(0), "deep/pit.jfif": picture(1), **files, "cut.jpg": b"\xff\xd8"}
    for door in (as_a_folder, as_a_zip):
        said[door] = door(admin, files, tmp_path / "in")
        assert "cut.jpg" in said[door]
        assert "This is not a picture that can be shown" in said[door]
        assert {page.title for page in ImagePage.objects.all()} == {"Rim", "Pit"}
        ImagePage.objects.all().delete()
        ImageAsset.objects.all().delete()
    for reason, left_out in LEFT_OUT.items():
        assert f"Left out ({reason}): {', '.join(left_out)}." in said[as_a_zip]
        for name in left_out:
            assert f"{name}: Left out ({reason})." in said[as_a_folder]


@both_doors
def test_a_folder_without_a_picture_is_said_to_hold_none_and_what_it_holds_is_named(
    door, admin, tmp_path
):
    said = door(admin, {"rim.heic": picture(0)}, tmp_path / "in")
    assert "0 drafts made" in said
    assert "rim.heic" in said
    assert "no picture by its name" in said


@both_doors
def test_keywords_of_one_item_are_told_apart(door, admin, tmp_path):
    mars = make_subject("Mars")
    said = Carried(keywords=["Mars; Rovers;Gale crater ", "Dust"])
    data = picture(0, **save_options("JPEG", packet.packed(said, "en")))
    words = door(admin, {"wheel.jpg": data}, tmp_path / "in")
    assert "Keywords that are no subjects here: Rovers, Gale crater, Dust." in words
    assert list(ImagePage.objects.get().get_latest_revision_as_object().subjects.all()) == [mars]


@both_doors
@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Mars%20rover%2C%20sol%2012.jpg", "Mars rover, sol 12"),
        ("100% dust.jpg", "100% dust"),
        ("%ff%20rim.jpg", "%ff%20rim"),
        ("rim%00%0a2.jpg", "Rim 2"),
        ("Ame\u0301lie’s crater.jpg", "Am\u00e9lie’s crater"),
        ("🚀🌕.jpg", "🚀🌕"),
        (f"{'x' * 200} ende.JPG", f"X{'x' * 199} ende"),
    ],
)
def test_a_name_becomes_the_same_title(door, admin, tmp_path, name, title):
    door(admin, {name: picture(0)}, tmp_path / "in")
    assert ImagePage.objects.get().title == title


@each_door
def test_every_ending_of_a_jpeg_is_known(door, admin):
    for number, ending in enumerate(("jpg", "jpeg", "jpe", "jfif", "JFIF")):
        before = ImageAsset.objects.count()
        door(admin, f"rim.{ending}", picture(number))
        extra = door is through_a_replacement and number == 0  # the picture that is replaced
        assert ImageAsset.objects.count() == before + 1 + extra, ending


def test_wagtail_and_the_upload_page_know_the_same_endings(admin):
    assert set(settings.WAGTAILIMAGES_EXTENSIONS) == ENDINGS
    html = admin.get("/admin/archive/upload/").content.decode()
    for ending in ENDINGS:
        assert f".{ending}" in html
