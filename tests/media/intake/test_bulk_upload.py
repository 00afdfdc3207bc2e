"""Many pictures come in at once: by the script's requests, by the plain form, in a ZIP."""

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection
from django.test import Client
from wagtail.models import GroupPagePermission, Page

from media.files import zips
from media.files.metadata import packet
from media.files.metadata.carried import Carried
from media.files.metadata.embedding import save_options
from media.intake import many_files
from media.intake.incoming import Incoming
from media.intake.taking_in import take_in
from media.models import ImageAsset, ImageIndexPage, ImagePage
from tests.factories import make_image, picture_bytes
from tests.quick_releases import note_release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

ADDRESS = "/admin/archive/upload/"
BACKEND = "django.contrib.auth.backends.ModelBackend"
SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


def picture(name="rim.jpg", number=0, **options) -> SimpleUploadedFile:
    """A small picture; each number is another one."""
    data = picture_bytes(size=(60, 40), colour=(number % 256, 9, number // 256), **options)
    return SimpleUploadedFile(name, data, "image/jpeg")


def packed(files: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def send(client, *files, **options):
    """What the plain form answers."""
    return client.post(ADDRESS, {"files": files}, **options)


def rows(response) -> list[tuple[str, str, str]]:
    """The list of an answer: what became of each file, its name, what is said."""
    html = response.content.decode()
    if response.headers["Content-Type"] == "application/json":
        html = response.json()["rows"]
    found = re.findall(r'<li class="upload-row" data-state="(\w+)"(.*?)</li>\s*(?=<li class|$|</ol)', html, re.S)  # fmt: skip
    return [(state, *texts(rest)) for state, rest in found if state != "waiting"]


def texts(html: str) -> tuple[str, str]:
    words = [
        " ".join(unescape(re.sub(r"<svg.*?</svg>|<[^>]*>", "", part, flags=re.S)).split())
        for part in re.findall(r"<p.*?</p>", html, re.S)
    ]
    return words[0], words[1]


def member(*, of: Page | None = None, permissions=("add_page",)):
    """Somebody who may do only this, below one page, and enter the admin."""
    group = Group.objects.create(name="Some")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in permissions:
        permission = Permission.objects.get(
            codename=codename, content_type__app_label="wagtailcore", content_type__model="page"
        )
        GroupPagePermission.objects.create(
            group=group, page=of or ImageIndexPage.objects.get(), permission=permission
        )
    person = get_user_model().objects.create_user("some", "some@example.org", "a long secret")
    person.groups.add(group)
    return person


@pytest.fixture
def author(client):
    """A client for somebody who may add pictures and nothing else."""
    client.force_login(member(), backend=BACKEND)
    return client


# --- Each file --------------------------------------------------------------------------------


def test_a_file_sent_by_the_script_becomes_a_draft_of_whoever_sent_it(author):
    response = send(author, picture(), headers=SCRIPT)
    assert response.status_code == 201
    page = ImagePage.objects.get()
    assert rows(response) == [("made", "rim.jpg", "Draft made: edit “Rim” (opens a new tab)")]
    edit = f"/admin/pages/{page.pk}/edit/"
    assert f'href="{edit}"' in response.json()["rows"]
    assert (page.live, page.owner.username) == (False, "some")
    assert author.get(edit).status_code == 200


def test_a_bad_file_of_the_plain_form_is_refused_with_a_sentence_and_stops_no_other(author):
    bad = SimpleUploadedFile("letter.jpg", b"Dear agency, here is my picture.")
    response = send(author, picture("a.jpg", 1), bad, picture("b.jpg", 2))
    assert response.status_code == 201
    assert [row[:2] for row in rows(response)] == [
        ("made", "a.jpg"),
        ("refused", "letter.jpg"),
        ("made", "b.jpg"),
    ]
    assert "This is not a picture that can be shown" in rows(response)[1][2]
    assert "All done: 2 drafts made, 1 refused." in response.content.decode()
    desk, next_one = (response.context[name] for name in ("desk_address", "describe_address"))
    assert {page.title for page in author.get(desk).context["object_list"]} == {"A", "B"}
    assert author.get(next_one, follow=True).context["draft"].title == "A"


def test_a_failure_of_the_portal_on_one_file_stops_no_other(author, monkeypatch, caplog):
    def fail_on_the_second(incoming, *args, **options):
        if incoming.name == "b.jpg":
            raise RuntimeError("The moon is down.")
        return take_in(incoming, *args, **options)

    monkeypatch.setattr(many_files, "take_in", fail_on_the_second)
    names = ("a.jpg", "b.jpg", "c.jpg")
    response = send(author, *[picture(name, number) for number, name in enumerate(names)])
    assert [row[0] for row in rows(response)] == ["made", "refused", "made"]
    assert "The moon is down." in caplog.text


def test_a_file_that_is_in_already_leads_to_its_page(admin):
    page = make_image("A crater at dawn", release=False)
    again = SimpleUploadedFile("again.jpg", page.asset.file.open().read())
    response = send(admin, again, headers=SCRIPT)
    assert response.status_code == 200
    sentence = "Is already here: “A crater at dawn” (opens a new tab)"
    assert rows(response) == [("known", "again.jpg", sentence)]
    assert f"/admin/pages/{page.pk}/edit/" in response.json()["rows"]


def test_who_may_not_edit_the_page_that_is_there_is_led_to_the_public_one_or_nowhere(author):
    for publish, part in ((True, 'href="/images/a-crater/"'), (False, "<p")):
        page = make_image("A crater", publish=publish, release=False)
        if publish:
            note_release(page)
        again = SimpleUploadedFile("again.jpg", page.asset.file.open().read())
        html = send(author, again, headers=SCRIPT).json()["rows"]
        assert part in html
        assert ("A crater" in html) == publish
        assert "edit/" not in html
        page.delete()


def test_every_file_goes_to_the_disk_however_small(author, monkeypatch):
    seen = []

    def look(files, *args):
        seen.extend(files)
        return []

    monkeypatch.setattr("media.desk.uploading.take_each", look)
    send(author, picture())
    assert [type(file) for file in seen] == [TemporaryUploadedFile]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_picture_sent_three_times_at_once_is_taken_in_once(editor):
    archive = ImageIndexPage.objects.get()

    def send_one(number: int) -> bool:
        try:
            file = ContentFile(picture_bytes(size=(60, 40 + number // 3)), name=f"{number}.jpg")
            return take_in(Incoming(file), archive, user=editor).is_new
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        made = list(threads.map(send_one, range(9)))
    assert made.count(True) == 3
    assert ImagePage.objects.count() == ImageAsset.objects.count() == 3
    assert ImageIndexPage.objects.get().numchild == 3


# --- What is refused before ---------------------------------------------------------------------


def test_a_file_above_the_limit_is_dropped_and_the_others_come_in(author, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 2**20
    large = SimpleUploadedFile("large.jpg", b"x" * (2**20 + 1))
    response = send(author, large, headers=SCRIPT)
    assert response.status_code == 413
    assert rows(response) == [
        ("refused", "large.jpg", "The file is larger than the 1 MB that are allowed.")
    ]
    large.seek(0)
    response = send(author, large, picture())
    assert [row[:2] for row in rows(response)] == [("made", "rim.jpg"), ("refused", "large.jpg")]


def test_files_that_are_too_large_together_are_taken_as_far_as_they_fit(author, settings):
    files = [picture("a.jpg", 1), picture("b.jpg", 2)]
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = files[0].size + files[1].size - 1
    response = send(author, *files)
    assert [row[:2] for row in rows(response)] == [("made", "a.jpg"), ("refused", "b.jpg")]
    assert "sent together are larger" in rows(response)[1][2]


@pytest.mark.parametrize("number", [0, 3])
def test_no_file_or_too_many_are_answered_with_a_sentence(author, settings, number):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = send(author, *[picture(f"{one}.jpg", one) for one in range(number)])
    assert response.status_code == 400
    sentence = "more than 2 files" if number else "Choose at least one file."
    assert sentence in response.content.decode()
    assert not ImagePage.objects.exists()


def test_a_connection_that_breaks_is_no_failure_of_the_portal(author):
    def break_off(*args):
        raise ConnectionResetError

    body = type("Broken", (io.BytesIO,), {"read": break_off})()
    options = {"CONTENT_LENGTH": 99, "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    response = author.post(ADDRESS, **{"wsgi.input": body}, **options)
    assert response.status_code == 400
    assert "did not arrive whole" in response.content.decode()


def test_nothing_but_bad_files_is_answered_as_unprocessable(author):
    response = send(author, SimpleUploadedFile("cut.jpg", picture_bytes()[:900]))
    assert response.status_code == 422
    assert "All done: 0 drafts made, 1 refused." in response.content.decode()


def test_who_may_not_add_pictures_is_refused_as_everywhere_in_the_admin(client):
    assert client.get(ADDRESS).url == f"/admin/login/?next={ADDRESS}"
    assert send(client, picture(), headers=SCRIPT).status_code == 403
    stories = Page.objects.get(slug="stories")
    client.force_login(member(of=stories), backend=BACKEND)
    for response in (client.get(ADDRESS, follow=True), send(client, picture(), follow=True)):
        assert "you do not have permission to access this area" in response.content.decode()
    assert send(client, picture(), headers=SCRIPT).status_code == 403
    archive = ImageIndexPage.objects.get()
    assert ADDRESS not in client.get(f"/admin/pages/{archive.pk}/").content.decode()
    assert not ImagePage.objects.exists()


def test_a_form_of_another_site_is_refused(editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor, backend=BACKEND)
    assert send(client, picture()).status_code == 403
    assert not ImagePage.objects.exists()


def test_the_archive_and_the_menu_lead_to_the_upload(author):
    archive = ImageIndexPage.objects.get()
    html = author.get(f"/admin/pages/{archive.pk}/").content.decode()
    assert html.count(ADDRESS) == 2
    # In the menu, and above what waits.
    assert author.get("/admin/").content.decode().count(ADDRESS) == 2


# --- ZIPs ---------------------------------------------------------------------------------------


def test_the_pictures_of_a_zip_come_in_wherever_they_lie_and_the_rest_is_named(author):
    data = packed(
        {
            "deep/": b"",
            "deep/a.jpg": picture_bytes(size=(60, 40)),
            "../../etc/b.PNG": picture_bytes("PNG", size=(60, 41)),
            "C:\\pictures\\c.jpg": picture_bytes(size=(60, 42)),
            "__MACOSX/._a.jpg": b"Mac",
            "cut.jpg": picture_bytes()[:900],
            "more.zip": packed({"d.jpg": picture_bytes()}),
            "notes.txt": b"Notes.",
        }
    )
    response = send(author, SimpleUploadedFile("all.zip", data), headers=SCRIPT)
    assert response.status_code == 201
    assert [(state, name) for state, name, _said in rows(response)] == [
        ("made", "all.zip: a.jpg"),
        ("made", "all.zip: b.PNG"),
        ("made", "all.zip: c.jpg"),
        ("refused", "all.zip: cut.jpg"),
        ("ignored", "all.zip"),
        ("ignored", "all.zip"),
        ("ignored", "all.zip"),
    ]
    said = [words for _state, _name, words in rows(response)]
    assert "The file is damaged" in said[3]
    assert said[4:] == [
        "Left out (hidden, or a system's own): __MACOSX/._a.jpg.",
        "Left out (a ZIP in here is not opened): more.zip.",
        "Left out (no picture by its name): notes.txt.",
    ]
    assert {asset.title for asset in ImageAsset.objects.all()} == {"a.jpg", "b.PNG", "c.jpg"}


def locked(data: bytes) -> bytes:
    """The same ZIP, its entries marked as encrypted."""
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data = re.sub(
            re.escape(header) + b"(.{%d})." % (offset - 4),
            lambda found, header=header: header + found[1] + b"\x01",
            data,
            flags=re.DOTALL,
        )
    return data


def claiming(data: bytes, size: int) -> bytes:
    """The same ZIP of one file, which claims in both its headers to be so large."""
    for header, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(header) + offset
        data = data[:at] + size.to_bytes(4, "little") + data[at + 4 :]
    return data


ONE = packed({"a.jpg": picture_bytes(size=(60, 40))})
REFUSED = {
    "no ZIP": (b"Dear agency", "The ZIP is damaged"),
    "cut": (ONE[:-40], "The ZIP is damaged"),
    "empty": (packed({}), "There is no picture in the ZIP."),
    "no pictures": (packed({"a.txt": b"a"}), "There is no picture in the ZIP."),
    "locked": (locked(ONE), "The ZIP is locked with a password."),
    "a bomb": (claiming(ONE, 2**32 - 2), "would have 4,095 MB; 2,048 MB are allowed"),
    "a large picture": (claiming(ONE, 2**30), "The picture is 1024 MB large; 500 MB are allowed."),
    "a lie": (claiming(ONE, 50), "The picture is damaged within the ZIP."),
    "another method": (
        packed({"a.jpg": picture_bytes()}, zipfile.ZIP_LZMA),
        "in a way that is not read here",
    ),
    "many pictures": (
        packed(dict.fromkeys([f"{number}.jpg" for number in range(501)], b"")),
        "The ZIP holds 501 pictures; 500 are allowed.",
    ),
    "a long list": (
        packed(dict.fromkeys([f"{number:0200}.txt" for number in range(5000)], b"")),
        "it lists too many files",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_zip_that_cannot_be_taken_is_refused_with_a_sentence(author, case):
    data, sentence = REFUSED[case]
    response = send(author, SimpleUploadedFile("all.zip", data), headers=SCRIPT)
    assert response.status_code == 422
    (state, _name, said), *others = rows(response)
    assert state == "refused"
    assert sentence in said
    assert [row[0] for row in others] == ["ignored"] * (case == "no pictures")
    assert not ImagePage.objects.exists()


def test_what_does_not_come_in_in_time_comes_with_the_next_try(author, monkeypatch):
    files = {f"{number}.jpg": picture_bytes(size=(60, 40 + number)) for number in range(3)}
    moments = iter([0, 0, many_files.ZIP_SECONDS + 1])
    monkeypatch.setattr(many_files.time, "monotonic", lambda: next(moments))
    response = send(author, SimpleUploadedFile("all.zip", packed(files)), headers=SCRIPT)
    assert [row[0] for row in rows(response)] == ["made", "refused"]
    assert "The time was over before 2 of its pictures came in." in rows(response)[1][2]
    assert response.json()["rows"].count(" data-whole") == 1
    monkeypatch.undo()
    response = send(author, SimpleUploadedFile("all.zip", packed(files)), headers=SCRIPT)
    assert [row[0] for row in rows(response)] == ["known", "made", "made"]


def test_a_zip_is_read_in_sips():
    reader = zips.Sips(io.BytesIO(b"x" * 2**22))
    assert len(reader.read()) == zips.MOST_BYTES_AT_ONCE
    with pytest.raises(zipfile.BadZipFile):
        reader.read(2**21)


# --- What the draft's form says -----------------------------------------------------------------


def test_the_form_of_a_draft_says_what_the_file_said_and_runs_none_of_it(author):
    said = Carried(
        creators=["Ana <script>alert(1)</script>"],
        rights={"en": "© Example agency"},
        keywords=["Rim"],
        taken_on="1971-07",
        licence_url="javascript:alert(1)",
    )
    options = save_options("JPEG", packet.packed(said, "en"))
    send(author, picture(**options))
    html = author.get(f"/admin/pages/{ImagePage.objects.get().pk}/edit/").content.decode()
    panel = html[html.index("Read from the file when it came in") :]
    panel = panel[: panel.index("</dl>")]
    shown = " ".join(unescape(re.sub(r"<[^>]*>", " ", panel)).split())
    assert "Creator Ana <script>alert(1)</script>" in shown
    assert "Rights (en) © Example agency" in shown
    assert shown.count("© Example agency") == 1
    assert "Keywords Rim Date 1971-07" in shown
    assert "Keywords that are no subjects here: Rim." in shown
    assert "The file names a licence that is not in the list: javascript:alert(1)" in shown
    assert set(re.findall(r"<(\w+)", panel)) <= {"p", "ul", "li", "dl", "dt", "dd"}


def test_the_form_of_a_picture_whose_file_says_nothing_has_no_such_panel(author):
    send(author, picture())
    html = author.get(f"/admin/pages/{ImagePage.objects.get().pk}/edit/").content.decode()
    assert "What the file says" not in html
