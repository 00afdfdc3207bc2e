"""`manage.py import_images`: a folder of pictures becomes drafts."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from media.intake import many_files
from media.models import GalleryPage, ImageAsset, ImagePage, Licence
from tests.factories import make_licence, make_subject, picture_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def folder(tmp_path) -> Path:
    """Three pictures, one of them in a folder below; a broken one, and something else."""
    for number, name in enumerate(["b rim.jpg", "a-pit.PNG", "deep/c.webp"]):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        format = {".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP"}[path.suffix.lower()]
        path.write_bytes(picture_bytes(format, size=(60, 40), colour=(number * 40, 9, 9)))
    (tmp_path / "in" / "broken.jpg").write_bytes(picture_bytes()[:900])
    (tmp_path / "in" / "notes.txt").write_text("Not a picture.")
    return tmp_path / "in"


def run(folder: Path, **options) -> tuple[str, str]:
    """What the command says, on standard output and on standard error."""
    out, error = io.StringIO(), io.StringIO()
    call_command("import_images", folder, stdout=out, stderr=error, verbosity=0, **options)
    return out.getvalue(), error.getvalue()


def sheet(folder: Path, text: str) -> Path:
    path = folder.parent / "words.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_picture_becomes_a_draft_and_a_bad_one_stops_nothing(folder):
    out, error = run(folder)
    assert out == "3 drafts made, 1 refused, 1 left out.\n"
    drafts = ImagePage.objects.order_by("title")
    assert [page.title for page in drafts] == ["A pit", "B rim", "C"]
    assert not any(page.live for page in drafts)
    assert "broken.jpg: The file is damaged" in error


def test_a_second_run_skips_what_is_in(folder):
    run(folder)
    (folder / "new.jpg").write_bytes(picture_bytes(size=(50, 50)))
    (folder / "a copy under another name.jpg").write_bytes((folder / "b rim.jpg").read_bytes())
    assert run(folder)[0] == "1 draft made, 4 already here, 1 refused, 1 left out.\n"
    assert ImageAsset.objects.count() == 4


def test_a_run_that_was_stopped_keeps_what_was_done_and_goes_on(folder, monkeypatch):
    real, calls = many_files.take_in, []

    def stop_at_the_second(*args, **options):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args, **options)

    monkeypatch.setattr(many_files, "take_in", stop_at_the_second)
    _out, error = run(folder)
    assert "Stopped. Run the command again to go on." in error
    assert (ImagePage.objects.count(), ImageAsset.objects.count()) == (1, 1)
    monkeypatch.setattr(many_files, "take_in", real)
    assert run(folder)[0].startswith("2 drafts made, 1 already here")


def test_a_rehearsal_says_what_would_be_done_and_does_nothing(folder):
    assert run(folder, dry_run=True)[0].startswith("3 drafts would be made, 1 refused")
    assert not ImagePage.objects.exists()
    assert not ImageAsset.objects.exists()


def test_pictures_are_put_into_a_gallery_once_and_in_order(folder):
    run(folder, gallery="Pits")
    out, _error = run(folder, gallery="Pits")
    gallery = GalleryPage.objects.get(title="Pits")
    titles = [item.image.title for item in gallery.get_latest_revision_as_object().items.all()]
    assert titles == ["A pit", "B rim", "C"]
    assert not gallery.live
    assert "The draft of “Pits” holds 3 pictures." in out


def test_a_table_fills_the_drafts_in_two_languages(folder):
    make_licence("CC BY 4.0")
    make_subject("Moon")
    words = sheet(
        folder,
        "file,title,alt_text,alt_text:fr,long_description,credit,licence,keywords,taken_on\n"
        '"b rim.jpg",A rim,A grey rim.,Un bord gris.,"First.\n\nSecond.",Ana,cc by 4.0,Moon; Rim,'
        "1971-07\n",
    )
    run(folder, csv=words)
    page = ImagePage.objects.get(title="A rim")
    assert (page.alt_text, page.long_description) == ("A grey rim.", "First.\n\nSecond.")
    assert (page.credit, page.licence, page.taken_on) == ("Ana", Licence.objects.get(), "1971-07")
    assert page.texts.get(language="fr").alt_text == "Un bord gris."
    assert [subject.name for subject in page.subjects.all()] == ["Moon"]


def test_a_table_and_a_disk_may_write_one_name_in_two_ways(folder):
    (folder / "e\u0301te\u0301.jpg").write_bytes(picture_bytes(size=(50, 40)))
    _out, error = run(folder, csv=sheet(folder, "file,title\n\u00e9t\u00e9.jpg,Summer\n"))
    assert "but not in the folder" not in error
    assert ImagePage.objects.filter(title="Summer").exists()


def test_a_date_that_is_none_is_said_and_not_passed_over(folder):
    _out, error = run(folder, csv=sheet(folder, "file,taken_on\nb rim.jpg,4.5.1971\n"))
    assert "b rim.jpg: The date “4.5.1971” was left out: there is no such day." in error
    assert error.count("was left out: there is no such day") == 1


def test_a_failure_of_the_portal_and_a_link_to_nowhere_stop_nothing(folder, monkeypatch, caplog):
    (folder / "away.jpg").symlink_to(folder / "nowhere.jpg")
    real = many_files.take_in

    def fail_on_the_first(incoming, *args, **options):
        if incoming.name == "a-pit.PNG":
            raise RuntimeError("The moon is down.")
        return real(incoming, *args, **options)

    monkeypatch.setattr(many_files, "take_in", fail_on_the_first)
    out, error = run(folder)
    assert out == "2 drafts made, 3 refused, 1 left out.\n"
    assert "a-pit.PNG: The portal failed on this file" in error
    assert "away.jpg: This is no file, or leads to none." in error
    assert "The moon is down." in caplog.text


def test_a_line_for_a_picture_that_is_not_there_is_said(folder):
    _out, error = run(folder, csv=sheet(folder, "file,title\nno.jpg,Nothing\n"))
    assert "no.jpg: named in words.csv, but not in the folder." in error


BROKEN = {
    "no column for the file": ("name,title\na,b\n", "needs a column “file”"),
    "an unknown column": ("file,colour\na,b\n", "“colour” is no column"),
    "a language where there is none": ("file,credit:fr\na,b\n", "“credit:fr” is no column"),
    "too few fields": ("file,title\na\n", "line 2 has not as many fields"),
    "too many fields": ("file,title\na,b,c\n", "line 2 has not as many fields"),
    "no file": ("file,title\n,b\n", "line 2 names no file"),
    "a file twice": ("file,title\na,b\na,c\n", "line 3: “a” has a line already"),
    "an unknown licence": ("file,licence\na,mine\n", "there is no licence “mine”"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_table_that_cannot_be_used_is_refused_before_anything_is_taken_in(case, folder):
    text, why = BROKEN[case]
    with pytest.raises(CommandError, match=why):
        run(folder, csv=sheet(folder, text))
    assert not ImagePage.objects.exists()


@pytest.mark.parametrize("url", ["", "https://creativecommons.org/licenses/by/4.0/"])
def test_a_licence_that_its_address_does_not_name_is_refused_and_not_swapped(folder, url):
    make_licence()
    Licence.objects.create(name="Vague", short_name="Vague", url=url)
    with pytest.raises(CommandError, match="cannot be told from other licences"):
        run(folder, csv=sheet(folder, "file,licence\na,vague\n"))


def test_a_table_in_another_encoding_is_refused(folder):
    path = sheet(folder, "file,title\n")
    path.write_bytes("file,title\na.jpg,Été\n".encode("cp1252"))
    with pytest.raises(CommandError, match="not UTF-8"):
        run(folder, csv=path)


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(CommandError, match="is no folder"):
        run(tmp_path / "nowhere")
