"""Parts of pages are made once a generation, and are of nobody, of one host, and never old."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from media.archive.catalogue import Entry
from media.models import Licence
from portal.models import Agency, HomePage, TopicIndexPage
from portal.page_cache.shelves import GIVEN, shelf_of
from portal.page_cache.triggers import make_triggers, remove_triggers
from tests.factories import make_mission, make_story
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def visitor() -> Client:
    return Client()


def text(visitor: Client, address: str, **options) -> str:
    return visitor.get(address, **options).content.decode()


def test_a_page_that_is_drawn_anew_asks_less_than_the_first_of_its_generation(site, visitor):
    story = make_story()
    with CaptureQueriesContext(connection) as first:
        visitor.get(story.url)
    with CaptureQueriesContext(connection) as second:
        visitor.get(story.url)
    assert len(second) <= len(first) - 3  # the site, its home page, the sections


def test_what_editors_change_shows_at_once(site, visitor):
    story = make_story()
    text(visitor, story.url)
    # As another process would: without a word to this one.
    Agency.objects.update(name="The Other Agency", short_name="", footer_text="Closed on Mondays.")
    drawn = text(visitor, story.url)
    assert "The Other Agency" in drawn and "Closed on Mondays." in drawn
    Page.objects.filter(pk=TopicIndexPage.objects.get().pk).update(title="What we look into")
    assert text(visitor, story.url).count(">What we look into</a>") == 2  # header and footer
    TopicIndexPage.objects.get().unpublish()
    assert "What we look into" not in text(visitor, story.url)


def test_an_address_that_was_free_is_a_page_as_soon_as_there_is_one(site, visitor):
    assert visitor.get("/missions/smile/").status_code == 404
    mission = make_mission("Smile", slug="smile")
    assert visitor.get("/missions/smile/").status_code == 200
    mission.unpublish()
    assert visitor.get("/missions/smile/").status_code == 404


def test_what_a_licence_allows_is_counted_anew(site, visitor):
    allowed = [make_shown_image("A crater"), make_shown_image("A comet")]
    Licence.objects.update(may_use_commercially=Licence.Answer.YES)
    other = Licence.objects.create(name="For lessons only", may_use_commercially="no")
    Entry.objects.filter(page=allowed[0].pk).update(licence=other)
    asked = "/images/?commercial=yes"
    assert "A comet" in text(visitor, asked) and "A crater" not in text(visitor, asked)
    Licence.objects.filter(pk=other.pk).update(may_use_commercially=Licence.Answer.YES)
    assert "A crater" in text(visitor, asked)


def test_each_page_marks_its_own_place_in_the_header(site, visitor):
    mission = make_mission("Smile")
    current = ' aria-current="page"'
    for address, marked in (
        ("/", 'href="/" aria-current="page"'),
        ("/missions/", 'href="/missions/" aria-current="page"'),
        (mission.url, 'href="/missions/" aria-current="true"'),
        ("/search/?q=smile", 'href="/search/" aria-current="page"'),
    ):
        header = text(visitor, address).partition("<header")[2].partition("</header>")[0]
        assert marked in header
        assert header.count("aria-current") == 1, address
    assert current not in text(visitor, "/nothing/").partition("</header>")[0]


def test_two_hosts_never_share_a_site(site, visitor):
    elsewhere = HomePage(title="Elsewhere", slug="elsewhere")
    site.get_parent().add_child(instance=elsewhere)
    Site.objects.create(hostname="localhost", root_page=elsewhere)
    mission = make_mission("Smile")
    assert visitor.get(mission.url).status_code == 200
    assert visitor.get("/", headers={"Host": "localhost"}).context["page"].pk == elsewhere.pk
    assert visitor.get("/missions/smile/", headers={"Host": "localhost"}).status_code == 404
    assert visitor.get("/").context["page"].pk == site.pk


def test_the_editors_bar_is_on_no_visitors_page(site, visitor, admin):
    assert "wagtail-userbar" in text(admin, "/missions/")
    assert "wagtail-userbar" not in text(visitor, "/missions/")
    assert "wagtail-userbar" in text(admin, "/missions/")


def test_nothing_is_kept_while_nothing_would_say_that_it_changed(site, visitor):
    text(visitor, "/missions/")
    remove_triggers(connection)
    Page.objects.filter(slug="topics").update(title="What we look into")
    assert "What we look into" in text(visitor, "/missions/")
    make_triggers(connection)
    assert "What we look into" in text(visitor, "/missions/")


def test_a_shelf_is_of_one_generation_and_day(site):
    today, tomorrow = (7, "today"), (7, "tomorrow")
    shelf = shelf_of(today)
    assert shelf_of(today) is shelf
    assert shelf_of(tomorrow) is not shelf
    assert shelf_of(None) is None
    assert GIVEN == "perigee.belongs_to"
