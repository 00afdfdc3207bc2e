"""Addresses lead where they say: redirects arrive, and nothing is reached below what is not published."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from media.models import ImageIndexPage, ImagePage
from portal.models import StoryIndexPage, StoryPage
from portal.scheduling import follow_schedule
from tests.drafts import make_draft
from tests.factories import make_story
from tests.forms import messages_of, read_form, send_form

pytestmark = pytest.mark.django_db


def redirect(old: str, *, page=None, link: str = "") -> None:
    Redirect.objects.create(old_path=old, redirect_page=page, redirect_link=link)


# --- Redirects --------------------------------------------------------------------------------


def test_an_old_address_leads_to_the_page(site, client):
    story = make_story("A landing")
    redirect("/stories/old", page=story)
    redirect("/older", link="/stories/old/")
    for address in ("/stories/old/", "/older/", "/older/?utm_source=x"):
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        assert answer.request["PATH_INFO"] == story.url


def test_no_redirect_leads_nowhere(site, client, subtests):
    story = make_story("A landing")
    draft = make_story("Not yet", publish=False)
    redirect(Redirect.normalise_path(story.url), page=story)
    story.unpublish()
    redirect("/to-a-draft", page=draft)
    redirect("/to-itself", link="/to-itself/")
    redirect("/one", link="/two")
    redirect("/two", link="/one/?again=1")
    redirect("/away", link="https://example.org/away")
    for address in (story.url, "/to-a-draft/", "/to-itself/", "/one/", "/two/"):
        with subtests.test(address):
            assert client.get(address).status_code == 404
    assert client.get("/away/")["Location"] == "https://example.org/away"


def test_pages_that_swap_their_addresses_are_both_found(
    site, client, django_capture_on_commit_callbacks
):
    one, two = make_story("One"), make_story("Two")
    addresses = one.url, two.url
    for page, slug in ((one, "between"), (two, "one"), (one, "two")):
        page = StoryPage.objects.get(pk=page.pk)
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):  # which make the redirects
            page.save_revision().publish()
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    assert client.get("/stories/between/", follow=True).request["PATH_INFO"] == addresses[1]


# --- Below a page that is not published ---------------------------------------------------------


@pytest.fixture
def closed(site) -> StoryIndexPage:
    """The list of stories, not published."""
    stories = StoryIndexPage.objects.get()
    stories.unpublish()
    return StoryIndexPage.objects.get()


def test_nothing_is_published_below_what_is_not(closed, admin, subtests):
    story = make_story("A landing", publish=False)
    with subtests.test("a program"), pytest.raises(ValidationError, match="is not published"):
        story.save_revision().publish()
    with subtests.test("the form"):
        answer = send_form(admin, f"/admin/pages/{story.pk}/edit/", **{"action-publish": "1"})
        assert "The page above it, “Stories”, is not published." in str(
            answer.context["form"].non_field_errors()
        )
    with subtests.test("many at once"):
        address = f"/admin/bulk/wagtailcore/page/publish/?id={story.pk}"
        said = messages_of(admin.post(address, follow=True))
        assert "is not published" in said
    with subtests.test("a new page"):
        add = f"/admin/pages/add/portal/storypage/{closed.pk}/"
        fields = {**read_form(admin, add), "title": "New", "slug": "new", "summary": "New."}
        answer = admin.post(add, {**fields, "action-publish": "1"})
        assert "is not published" in str(answer.context["form"].non_field_errors())
    assert not StoryPage.objects.live().exists()


def test_nothing_live_is_moved_below_what_is_not(closed, site, admin):
    topics = Page.objects.get(slug="topics")
    elsewhere = site.add_child(instance=StoryIndexPage(title="More", slug="more"))
    story = elsewhere.add_child(instance=StoryPage(title="A landing", summary="One landed."))
    with pytest.raises(ValidationError, match="is not published"):
        story.move(closed, pos="last-child")
    address = f"/admin/pages/{story.pk}/move/{closed.pk}/confirm/"
    assert "is not published" in messages_of(admin.post(address, follow=True))
    assert Page.objects.get(pk=story.pk).get_parent().pk == elsewhere.pk
    assert topics.live


def test_a_scheduled_page_waits_for_the_one_above_it_and_the_editor_is_told(site, admin):
    picture = make_draft("A landing")
    archive = ImageIndexPage.objects.get()
    archive.unpublish()
    moment = timezone.now() + timedelta(hours=1)
    answer = send_form(
        admin,
        f"/admin/pages/{picture.pk}/edit/",
        go_live_at=f"{moment:%Y-%m-%d %H:%M}",
        **{"action-publish": "1"},
    )
    assert "It waits for the page above it, “Images”" in unescape(messages_of(answer))
    passed = timezone.now() - timedelta(minutes=1)
    draft = ImagePage.objects.get(pk=picture.pk).get_latest_revision_as_object()
    draft.go_live_at = passed
    draft.save_revision(approved_go_live_at=passed)
    assert not list(follow_schedule())
    assert not ImagePage.objects.live().exists()
    archive.refresh_from_db()
    archive.save_revision().publish()
    assert [said for said in follow_schedule() if "A landing" in said]
    assert ImagePage.objects.live().exists()
