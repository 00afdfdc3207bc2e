"""What the check of content files says about broken ones: file, line, what is wrong."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.demo.library import Library
from portal.models import HomePage
from tests.portal.small_content import (
    GALLERY,
    HOME,
    IMAGE,
    LICENCES,
    PAGE,
    STORY,
    SUBJECTS,
    write_small_content,
)

BROKEN = {
    "no front matter": ("pages/about.md", "We are few.", 1, "front matter"),
    "front matter without an end": ("pages/about.md", "---\ntitle: x\n", 1, "front matter"),
    "no YAML": (
        "pages/about.md",
        PAGE.replace("title: About", 'title: "About'),
        None,
        "not YAML",
    ),
    "a field is missing": (
        "pages/about.md",
        PAGE.replace("summary: Who we are.\n", ""),
        None,
        "`summary` is missing",
    ),
    "an unknown field": (
        "pages/about.md",
        PAGE.replace("summary:", "colour: red\nsummary:"),
        3,
        "`colour` is not known here",
    ),
    "an empty field": (
        "pages/about.md",
        PAGE.replace("Who we are.", '""'),
        3,
        "`summary` must not be empty",
    ),
    "a text that is too long": (
        "pages/about.md",
        PAGE.replace("Who we are.", "x" * 301),
        3,
        "`summary` is 301 characters long; 300 are allowed",
    ),
    "a number in place of a text": (
        "pages/about.md",
        PAGE.replace("Who we are.", "1971"),
        3,
        "`summary` must be text, not int",
    ),
    "a date without quotation marks": (
        "images/crater.md",
        IMAGE.replace('"1971-07"', "1971-07-26"),
        5,
        "`taken` must be text, not date",
    ),
    "no date": (
        "images/crater.md",
        IMAGE.replace("1971-07", "7.1971"),
        5,
        "`taken` “7.1971” is not a date",
    ),
    "an unknown kind": (
        "images/crater.md",
        IMAGE.replace("photograph", "painting"),
        4,
        "`kind` must be one of",
    ),
    "an unknown licence": (
        "images/crater.md",
        IMAGE.replace("licence: free", "licence: costly"),
        7,
        "`licence` names “costly”, but there is none in licences",
    ),
    "an unknown subject": (
        "images/crater.md",
        IMAGE.replace("[Moon, Craters]", "[Moon, Mars]"),
        13,
        "names “Mars”, but there is none in subjects",
    ),
    "a picture that is not there": (
        "images/crater.md",
        IMAGE.replace("crater.jpg", "other.jpg"),
        3,
        "there is no picture “other.jpg”",
    ),
    "an alt text that repeats the title": (
        "images/crater.md",
        IMAGE.replace("A grey pit with a bright rim.", "a crater"),
        8,
        "repeats the title",
    ),
    "a description in the caption": (
        "images/crater.md",
        IMAGE.replace("Visited in", "[Image description: grey] Visited in"),
        15,
        "Move that text into the field “Image description”",
    ),
    "a link to a page that is not there": (
        "stories/first.md",
        STORY.replace("page:galleries/pits", "page:galleries/none"),
        8,
        "there is no page “galleries/none”",
    ),
    "an image that is not there": (
        "stories/first.md",
        STORY.replace("image:crater", "image:none"),
        12,
        "there is no page “images/none”",
    ),
    "a heading of the first level": (
        "stories/first.md",
        STORY.replace("## Then", "# Then"),
        10,
        "headings begin at ##",
    ),
    "a quotation without a source": (
        "stories/first.md",
        STORY.replace("> — Somebody, once\n", ""),
        16,
        "a quotation ends with a line",
    ),
    "facts that are none": (
        "stories/first.md",
        STORY.replace("{label: Mass, value: 12}", "Mass"),
        19,
        "facts need a `title` and `items`",
    ),
    "an address that is none": (
        "stories/first.md",
        STORY.replace("page:galleries/pits", "/galleries/pits/"),
        8,
        "neither page:… nor a whole address",
    ),
    "an item of a gallery that is not there": (
        "galleries/pits.md",
        GALLERY.replace("image: crater, caption", "image: none, caption"),
        7,
        "`image` names “none”, but there is none in images",
    ),
    "an item of a gallery that is only a word": (
        "galleries/pits.md",
        GALLERY.replace('{image: crater, caption: "The first."}', "crater"),
        7,
        "`items` wants fields, not “crater”",
    ),
    "a name that stands twice": (
        "pages/about.md",
        PAGE.replace("summary:", "title: Again\nsummary:"),
        3,
        "`title` stands here a second time",
    ),
    "HTML in the text": (
        "pages/about.md",
        PAGE.replace("We are few.", "We are <b>few</b>."),
        5,
        "pictures, code and HTML cannot stand in the text",
    ),
    "HTML for itself": (
        "pages/about.md",
        PAGE.replace("We are few.", "<div>We are few.</div>"),
        5,
        "a html block cannot stand here",
    ),
    "a figure in a caption": (
        "images/crater.md",
        IMAGE + "\n![Again](image:crater)\n",
        17,
        "only text and links can stand here",
    ),
    "a picture outside the folder": (
        "images/crater.md",
        IMAGE.replace("crater.jpg", "../content/home.md"),
        3,
        "there is no picture “../content/home.md”",
    ),
    "a date that visitors are to see, but not whole": (
        "stories/first.md",
        STORY.replace("2026-05-04", "2026-05"),
        3,
        "`date` must be a whole day such as 2025-01-21",
    ),
    "a template without the credit": (
        "licences.yaml",
        LICENCES.replace('"{credit} / Free"', "Free"),
        10,
        "`credit_template` must say with {credit} where the credit stands",
    ),
    "no web address": (
        "licences.yaml",
        LICENCES.replace("https://example.org/free", "example.org/free"),
        4,
        "`url` “example.org/free”: Enter a valid URL.",
    ),
    "a home page with a body": ("home.md", HOME + "Welcome.\n", 7, "the home page has no body"),
    "a subject that stands twice": (
        "subjects.yaml",
        SUBJECTS + "- {name: Moon, kind: target}\n",
        7,
        "“Moon” stands in subjects.yaml:1 already",
    ),
    "a list that is none": ("subjects.yaml", "name: Moon\n", 1, "the file must be a list"),
    "a file name that is no address": ("pages/About us.md", PAGE, 1, "becomes the address"),
    "a page in the place of a list": ("pages/stories.md", PAGE, 1, "an address of the site itself"),
    "a page in the place of the search": (
        "pages/search.md",
        PAGE,
        1,
        "an address of the site itself",
    ),
    "a list without its key": (
        "licences.yaml",
        LICENCES.replace("- key: free\n  name", "- name"),
        1,
        "this entry has no `key`",
    ),
}


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_small_content(tmp_path)


def test_a_broken_file_is_named_with_its_line_and_what_is_wrong(folder, no_site, subtests):
    for case, (name, text, line, what) in BROKEN.items():
        with subtests.test(case):
            path = folder / name
            sound = path.read_text() if path.exists() else None
            path.write_text(text)
            errors = [str(error) for error in Library(folder).errors]
            place = f"{path}:{line or ''}"
            assert [error for error in errors if error.startswith(place) and what in error], errors
            with pytest.raises(CommandError, match="nothing was loaded"):
                call_command("demo", "--content", str(folder), stderr=(said := io.StringIO()))
            assert place in said.getvalue()
            assert not HomePage.objects.exists()
        if sound is None:
            path.unlink()
        else:
            path.write_text(sound)
    assert Library(folder).errors == []


def test_a_state_is_checked_as_the_admin_would(folder):
    state = (Library().folder / "member-states/finland.md").read_text()
    for old, new, what in (
        ("iso: FI", "iso: Fi", "`iso` “Fi”: “Fi” is no code of ISO 3166-1"),
        ('to: "1995-01-01"', 'to: "1985"', "The membership cannot end before it began."),
        ("https://tem.fi/en", "tem.fi", "`url` “tem.fi”: Enter a valid URL."),
    ):
        path = folder / "member-states/finland.md"
        path.parent.mkdir(exist_ok=True)
        assert old in state
        path.write_text(state.replace(old, new))
        assert [error for error in Library(folder).errors if what in str(error)], what


def test_two_pages_cannot_be_one_state_or_present_one_subject(folder):
    state = (Library().folder / "member-states/finland.md").read_text()
    (folder / "member-states").mkdir()
    for name in ("finland", "suomi"):
        (folder / f"member-states/{name}.md").write_text(state)
    errors = "\n".join(str(error) for error in Library(folder).errors)
    for value in ("FI", "Finland"):
        assert f"“{value}” stands in member-states/finland already" in errors


def test_a_mission_is_checked_as_the_admin_would(folder):
    mission = (Library().folder / "missions/juno.md").read_text()
    (folder / "missions").mkdir()
    for old, new, what in (
        ('"2011-040A"', '"11-040A"', "`cospar` “11-040A”: Write it like 2023-053A."),
        ('official_site: "https://', 'official_site: "', "Enter a valid URL."),
    ):
        (folder / "missions/juno.md").write_text(mission.replace(old, new))
        assert [error for error in Library(folder).errors if what in str(error)], what


def test_a_damaged_picture_is_named(folder):
    (folder.parent / "pictures/crater.jpg").write_text("no picture")
    errors = [str(error) for error in Library(folder).errors]
    assert errors == [
        f"{folder / 'images/crater.md'}:3: “crater.jpg” is no picture, or it is damaged"
    ]


def test_a_file_in_another_encoding_is_named_with_its_line(folder):
    (folder / "pages/about.md").write_bytes(PAGE.replace("We are", "Né en").encode("latin-1"))
    errors = [str(error) for error in Library(folder).errors]
    assert errors == [f"{folder / 'pages/about.md'}:5: this is not UTF-8; save the file as UTF-8"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_files_of_any_editor_are_read(folder, line_end):
    text = "\ufeff" + PAGE.replace("\n", line_end)
    (folder / "pages/about.md").write_bytes(text.encode())
    assert Library(folder).errors == []


@pytest.mark.parametrize("name", ["images/crater.md", "galleries/pits.md", "subjects.yaml"])
def test_a_file_that_cannot_be_read_is_the_only_one_that_is_blamed(folder, name):
    (folder / name).write_text("{")
    assert [error.path for error in Library(folder).errors] == [folder / name]


def test_a_file_that_is_missing_is_named(folder):
    (folder / "home.md").unlink()
    (folder / "subjects.yaml").unlink()
    errors = [str(error) for error in Library(folder).errors]
    for name in ("home.md", "subjects.yaml"):
        assert f"{folder / name}:1: the file is missing" in errors


def test_every_error_is_told_at_once(folder):
    (folder / "pages/about.md").write_text(PAGE.replace("About", '""').replace("Who we are.", "3"))
    (folder / "stories/first.md").write_text(STORY.replace("## Then", "# Then"))
    assert len(Library(folder).errors) == 3


def test_what_the_parts_of_a_mission_say_is_checked_together(folder):
    mission = (Library().folder / "missions/sentinel-1.md").read_text()
    for old, new, what in (
        ("status: operating", "status: study", "the spacecraft “Sentinel-1A” has been launched"),
        ('launch: "2025-11-04"', 'launch: "2199"', "The launch lies ahead (2199)"),
        ('{date: "2014-10", state', '{date: "2199", state', "it cannot have happened"),
        (
            "state: happened",
            "state: perhaps",
            "`state` must be one of planned, happened, cancelled",
        ),
    ):
        path = folder / "missions/sentinel-1.md"
        path.parent.mkdir(exist_ok=True)
        assert old in mission
        path.write_text(mission.replace(old, new))
        assert [error for error in Library(folder).errors if what in str(error)], what
