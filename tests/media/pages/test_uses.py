"""Where a picture is used: in every way that a page can use it, live and in drafts."""

from datetime import timedelta
from io import StringIO
from threading import Event

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Revision

from media.models import DraftReference, GalleryItem, ImagePage
from media.pages.draft_references import note_all_references
from media.pages.uses import uses_of
from portal.management.commands.worker import Command as Worker
from portal.models import StoryPage, TopicPage
from tests.factories import make_gallery, make_mission, make_story, make_topic
from tests.forms import messages_of
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


def figure(image: ImagePage) -> dict:
    value = {"image": image.pk, "caption": "", "alt_text": "", "decorative": False}
    return {"type": "figure", "value": value}


def link_to(image: ImagePage) -> dict:
    return {"type": "prose", "value": f'<p><a linktype="page" id="{image.pk}">this</a></p>'}


def feature(site, image: ImagePage):
    site.featured_image = image
    return site


def with_item(image: ImagePage):
    gallery = make_gallery("Gallery", [make_shown_image("Another")])
    gallery.items.add(GalleryItem(image=image))
    return gallery


def changed(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    return page


WAYS = {
    "featured": lambda site, image: feature(site, image),
    "lead image": lambda site, image: changed(make_topic(), lead_image=image),
    "figure": lambda site, image: changed(make_story(), body=[figure(image)]),
    "link": lambda site, image: changed(make_story(), body=[link_to(image)]),
    "figure of a mission": lambda site, image: changed(make_mission(), story=[figure(image)]),
    "gallery": lambda site, image: with_item(image),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_use_is_found_in_a_draft_and_when_it_is_live(site, way):
    image = make_shown_image()
    page = WAYS[way](site, image)
    assert uses_of(image) == []
    revision = page.save_revision()
    (use,) = uses_of(image)
    assert (use.page.pk, use.is_shown, bool(use.drafted)) == (page.pk, False, True)
    revision.publish()
    (use,) = uses_of(image)
    assert (use.page.pk, use.is_shown) == (page.pk, True)
    assert use.fields_in_words


def test_a_draft_that_names_another_picture_is_not_counted(site):
    image = make_shown_image()
    story = make_story(summary=f"It weighed {image.pk} tons.")
    story.body = [figure(make_shown_image("Another"))]
    story.save_revision()
    assert uses_of(image) == []


def test_a_page_that_was_never_live_is_found_as_such(site):
    image = make_shown_image()
    make_story("Waiting", lead_image=image, publish=False)
    (use,) = uses_of(image)
    assert (use.page.title, use.is_shown) == ("Waiting", False)


def test_the_form_lists_the_uses_and_asks_little_for_it(site, admin, django_assert_max_num_queries):
    image = make_shown_image()
    for number in range(12):
        make_story(f"Story {number}", lead_image=image, body=[figure(image)])
    said = admin.get(f"/admin/pages/{image.pk}/edit/").content.decode()
    assert "12 pages name this picture." in said
    assert "Story 7" in said
    with django_assert_max_num_queries(6):
        uses_of(ImagePage.objects.get(pk=image.pk))


@pytest.mark.parametrize("act", ["unpublish", "withdraw"])
def test_who_takes_a_picture_away_is_told_where_it_leaves_a_gap(site, admin, act):
    image = make_shown_image()
    address = f"/admin/pages/{image.pk}/{act}/"
    assert "it will be missing there" not in admin.get(address).content.decode()
    make_story("How a crater is made", lead_image=image)
    said = admin.get(address).content.decode()
    assert "it will be missing there" in said
    assert "How a crater is made" in said


def test_who_deletes_a_picture_is_told_which_drafts_lose_it(site, admin):
    image = make_shown_image()
    story = make_story("How a crater is made")
    story.lead_image = image
    story.save_revision()
    response = admin.get(f"/admin/pages/{image.pk}/delete/")
    assert response.status_code == 200
    assert "“How a crater is made”" in messages_of(response)


# --- Drafts -------------------------------------------------------------------------------------


def with_draft(page, **fields):
    """The page after its draft was saved; visitors see what was there before."""
    changed(page, **fields).save_revision()
    return page


@pytest.mark.parametrize("way", WAYS)
def test_a_draft_that_no_longer_names_the_picture_is_not_counted(site, way):
    image = make_shown_image()
    page = WAYS[way](site, image)
    before = type(page).objects.get(pk=page.pk)
    page.save_revision()
    assert uses_of(image)
    before.save_revision()
    assert uses_of(image) == []


def test_a_scheduled_version_counts_beside_a_later_draft_without_the_picture(site):
    image = make_shown_image()
    story = make_story()
    story.go_live_at = timezone.now() + timedelta(days=1)
    story.lead_image = image
    story.save_revision().publish()
    with_draft(StoryPage.objects.get(), lead_image=None)
    assert [use.drafted for use in uses_of(image)] == [["Lead image"]]
    Revision.objects.update(approved_go_live_at=None)
    assert uses_of(image) == []


def test_an_earlier_version_that_is_scheduled_only_now_counts(site):
    image = make_shown_image()
    story = make_story()
    story.lead_image = image
    earlier = story.save_revision()
    with_draft(StoryPage.objects.get(), lead_image=None)
    assert uses_of(image) == []
    earlier.refresh_from_db()
    earlier.approved_go_live_at = timezone.now() + timedelta(days=1)
    earlier.save()
    assert [use.page.pk for use in uses_of(image)] == [story.pk]


def test_an_autosave_takes_the_place_of_what_it_writes_over(site):
    image, other = make_shown_image(), make_shown_image("Another")
    story = make_story()
    story.lead_image = image
    revision = story.save_revision()
    story = StoryPage.objects.get()
    story.lead_image = other
    story.save_revision(overwrite_revision=revision)
    assert Revision.objects.for_instance(story).last() == revision
    assert uses_of(image) == []
    assert [use.page.pk for use in uses_of(other)] == [story.pk]


def test_a_draft_of_a_page_that_was_unpublished_is_counted(site):
    image = make_shown_image()
    story = with_draft(make_story(), lead_image=image)
    StoryPage.objects.get().unpublish()
    assert [use.page.pk for use in uses_of(image)] == [story.pk]


def test_a_draft_goes_with_its_page_and_with_its_picture(site):
    image, other = make_shown_image(), make_shown_image("Another")
    with_draft(make_story(), lead_image=image)
    with_draft(make_topic(), lead_image=other)
    StoryPage.objects.get().delete()
    assert uses_of(image) == []
    other.delete()
    assert TopicPage.objects.get().get_latest_revision_as_object().lead_image is None


def test_a_copied_draft_is_counted_too(site):
    image = make_shown_image()
    story = with_draft(make_story(), lead_image=image)
    copied = story.copy(update_attrs={"slug": "a-copy", "title": "A copy"}, keep_live=False)
    assert {use.page.pk for use in uses_of(image)} == {story.pk, copied.pk}


def test_discarded_versions_leave_no_row_behind(site):
    image = make_shown_image()
    story = make_story()
    for words in ("One", "Two", "Three"):
        with_draft(story, lead_image=image, summary=words)
    assert DraftReference.objects.filter(page=story.pk).count() == 1
    Revision.objects.for_instance(story).delete()
    assert not DraftReference.objects.exists()


@pytest.mark.parametrize("look", ["the command", "the worker's look"])
def test_the_index_of_drafts_can_be_made_anew(site, look):
    image = make_shown_image()
    for way in ("gallery", "figure", "link", "lead image"):
        WAYS[way](site, image).save_revision()
    rows = set(DraftReference.objects.values_list("revision", "page", "named", "field"))
    DraftReference.objects.filter(field="Lead image").delete()
    DraftReference.objects.update(named=F("named") + 1_000)
    if look == "the command":
        call_command("rebuild_draft_references", stdout=StringIO())
    else:
        worker = Worker()
        worker.stopping = Event()
        worker.look_at_releases(thorough=True)
    assert set(DraftReference.objects.values_list("revision", "page", "named", "field")) == rows
    assert list(note_all_references()) == []


def queries_of(ask) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def test_the_form_asks_no_more_when_thirty_drafts_wait(site, admin):
    image = make_shown_image()
    address = f"/admin/pages/{image.pk}/edit/"
    with_draft(make_story("Story 0"), lead_image=image, body=[figure(image), link_to(image)])
    admin.get(address)
    one = queries_of(lambda: admin.get(address))
    for number in range(1, 30):
        body = [figure(image), link_to(image)] if number % 2 else []
        summary = f"It weighed {image.pk} tons."
        with_draft(make_story(f"Story {number}"), body=body, summary=summary)
    assert queries_of(lambda: admin.get(address)) == one
    assert len(uses_of(image)) == 16
