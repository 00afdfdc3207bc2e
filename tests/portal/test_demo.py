"""The demonstration: its content is sound, is loaded once, and never overrules an editor."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from media.models import GalleryPage, ImageAsset, ImagePage, Licence, Subject
from portal.demo.library import PAGE_KINDS, Library
from portal.demo.loader import Loader
from portal.models import DemoEntry, HomePage, StandardPage, StoryPage
from tests.factories import picture_bytes

pytestmark = pytest.mark.django_db

LICENCES = """\
- key: free
  name: A free licence
  short_name: Free
  url: https://example.org/free
  spdx: ""
  may_use: "yes"
  may_adapt: "yes"
  may_use_commercially: ask
  people_note: ""
  credit_template: "{credit} / Free"
"""
SUBJECTS = """\
- name: Moon
  kind: target
  names:
    - {language: fr, name: Lune, preferred: true}
- name: Craters
  kind: keyword
"""
HOME = """\
---
title: A small agency
statement: It flies now and then.
featured_image: crater
featured_text: ""
---
"""
IMAGE = """\
---
title: A crater
file: crater.jpg
kind: photograph
taken: "1971-07"
credit: Somebody
licence: free
alt: A grey pit with a bright rim.
description: |
  A pit.

  Around it stones.
subjects: [Moon, Craters]
---
Visited in 1971, as the [story](page:stories/first) tells.
"""
GALLERY = """\
---
title: Pits
summary: Round things.
cover: crater
subjects: [Moon]
items:
  - {image: crater, caption: "The first."}
---
They are round.
"""
STORY = """\
---
title: The first
date: "2026-05-04"
summary: How it began.
lead_image: crater
subjects: [Moon]
---
It began in a [gallery](page:galleries/pits).

## Then

![Seen *early*](image:crater)

![](gallery:pits)

> So it is.
> — Somebody, once

```facts
title: Numbers
items:
  - {label: Mass, value: 12}
```
"""
PAGE = """\
---
title: About
summary: Who we are.
---
We are few.
"""
FILES = {
    "licences.yaml": LICENCES,
    "subjects.yaml": SUBJECTS,
    "home.md": HOME,
    "images/crater.md": IMAGE,
    "galleries/pits.md": GALLERY,
    "stories/first.md": STORY,
    "pages/about.md": PAGE,
}


@pytest.fixture
def folder(tmp_path) -> Path:
    """A content folder with one file of some kinds."""
    for name, text in FILES.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "crater.jpg").write_bytes(picture_bytes(size=(80, 60)))
    return tmp_path / "content"


def load(folder: Path) -> None:
    library = Library(folder)
    assert library.errors == []
    loader = Loader(library)
    assert len(list(loader.load())) == loader.steps


def state_of_everything() -> dict:
    """Whatever loading could change."""
    return {
        "pages": list(Page.objects.values_list("pk", "title", "latest_revision", "live")),
        "revisions": Revision.objects.count(),
        "entries": list(DemoEntry.objects.values_list("path", "sha256", "page", "revision_id")),
        "files": list(ImageAsset.objects.values_list("pk", "file")),
        "licences": list(Licence.objects.values_list("pk", "changed_at")),
        "subjects": list(Subject.objects.values_list("pk", "name", "page")),
    }


# --- The content that comes with the portal ---------------------------------------------------


def test_the_content_has_no_errors():
    assert [str(error) for error in Library().errors] == []


def test_checking_says_that_nothing_is_wrong():
    call_command("demo", "--check", stdout=(out := io.StringIO()))
    assert "no errors" in out.getvalue()


# --- Loading ----------------------------------------------------------------------------------


def test_every_file_becomes_a_published_page(folder, client):
    load(folder)
    image, gallery = ImagePage.objects.get(), GalleryPage.objects.get()
    story, home = StoryPage.objects.get(), HomePage.objects.get()
    assert (image.identifier, image.live, image.taken_on) == ("crater", True, "1971-07")
    assert image.alt_text == "A grey pit with a bright rim."
    assert image.long_description == "A pit.\n\nAround it stones."
    assert image.licence.name == "A free licence"
    assert sorted(subject.name for subject in image.subjects.all()) == ["Craters", "Moon"]
    assert (
        f'linktype="page" id="{story.pk}"' in image.caption or f'id="{story.pk}"' in image.caption
    )
    assert [item.image for item in gallery.items.all()] == [image]
    assert (gallery.lead_image, story.lead_image, home.featured_image) == (image,) * 3
    kinds = [block.block_type for block in story.body]
    assert kinds == ["prose", "figure", "gallery", "quote", "facts"]
    assert StandardPage.objects.get(slug="about").live
    said = client.get(story.url).content.decode()
    for words in (
        "<dt>Mass</dt><dd>12</dd>",
        "So it is.",
        "Somebody, once",
        f'href="{gallery.url}"',
    ):
        assert words in said, words


def test_loading_again_changes_nothing(folder):
    load(folder)
    before = state_of_everything()
    load(folder)
    assert state_of_everything() == before


def test_a_file_that_changed_updates_the_page_that_nobody_touched(folder):
    load(folder)
    path = folder / "pages/about.md"
    path.write_text(PAGE.replace("We are few.", "We are many."))
    load(folder)
    assert "We are many." in str(StandardPage.objects.get(slug="about").body)
    before = state_of_everything()
    load(folder)
    assert state_of_everything() == before


def test_what_an_editor_changed_stays_even_if_the_file_changes(folder):
    load(folder)
    page = StandardPage.objects.get(slug="about")
    page.summary = "An editor's words."
    page.save_revision().publish()
    (folder / "pages/about.md").write_text(PAGE.replace("Who we are.", "Something else."))
    load(folder)
    page = StandardPage.objects.get(slug="about")
    assert page.summary == "An editor's words."
    assert page.get_latest_revision_as_object().summary == "An editor's words."


def test_a_draft_of_an_editor_stays(folder):
    load(folder)
    page = StandardPage.objects.get(slug="about")
    page.summary = "An editor's draft."
    page.save_revision()
    (folder / "pages/about.md").write_text(PAGE.replace("Who we are.", "Something else."))
    load(folder)
    page = StandardPage.objects.get(slug="about")
    assert page.get_latest_revision_as_object().summary == "An editor's draft."
    assert page.summary == "Who we are."


def test_what_an_editor_deleted_stays_deleted(folder):
    load(folder)
    StoryPage.objects.get().delete()
    Subject.objects.filter(name="Craters").delete()
    load(folder)
    assert not StoryPage.objects.exists()
    assert not Subject.objects.filter(name="Craters").exists()


def test_what_an_editor_unpublished_stays_unpublished(folder):
    load(folder)
    StoryPage.objects.get().unpublish()
    load(folder)
    assert not StoryPage.objects.get().live


def test_a_new_file_is_added_to_what_is_there(folder):
    load(folder)
    (folder / "pages/contact.md").write_text(PAGE.replace("About", "Contact"))
    load(folder)
    assert StandardPage.objects.filter(slug__in=["about", "contact"], live=True).count() == 2


def test_loading_that_was_stopped_half_way_goes_on(folder):
    steps = Loader(Library(folder)).load()
    for _ in range(6):
        next(steps)
    steps.close()
    load(folder)
    assert not Page.objects.filter(live=False).exists()
    assert StoryPage.objects.get().lead_image == ImagePage.objects.get()


# --- Broken files -----------------------------------------------------------------------------

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
        IMAGE.replace("1971-07", "July 1971"),
        5,
        "`taken` “July 1971” is not a date",
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
    "a list without its key": (
        "licences.yaml",
        LICENCES.replace("- key: free\n  name", "- name"),
        1,
        "this entry has no `key`",
    ),
}


@pytest.mark.parametrize(("name", "text", "line", "what"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_named_with_its_line_and_what_is_wrong(folder, name, text, line, what):
    (folder / name).write_text(text)
    errors = [str(error) for error in Library(folder).errors]
    place = f"{folder / name}:{line or ''}"
    assert [error for error in errors if error.startswith(place) and what in error], errors
    with pytest.raises(CommandError, match="nothing was loaded"):
        call_command("demo", "--content", str(folder), stderr=(said := io.StringIO()))
    assert place in said.getvalue()
    assert not HomePage.objects.exists()


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


def test_every_kind_of_page_is_known():
    assert {path.name for path in Library().folder.iterdir() if path.is_dir()} == set(PAGE_KINDS)
