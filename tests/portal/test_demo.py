"""The demonstration: its content is sound, is loaded once, and never overrules an editor."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.models import Page, Revision

from media.models import GalleryPage, ImageAsset, ImagePage, Licence, Subject
from portal.demo.library import PAGE_KINDS, Library
from portal.demo.loader import Loader
from portal.models import DemoEntry, HomePage, StandardPage, StoryPage
from tests.portal.small_content import PAGE, write_small_content

pytestmark = pytest.mark.usefixtures("no_site")


@pytest.fixture
def folder(tmp_path) -> Path:
    return write_small_content(tmp_path)


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


def test_a_page_that_an_editor_locked_stays_as_it_is(folder):
    load(folder)
    StandardPage.objects.filter(slug="about").update(locked=True)
    (folder / "pages/about.md").write_text(PAGE.replace("Who we are.", "Something else."))
    load(folder)
    assert StandardPage.objects.get(slug="about").summary == "Who we are."


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


def test_every_kind_of_page_is_known():
    assert {path.name for path in Library().folder.iterdir() if path.is_dir()} == set(PAGE_KINDS)
