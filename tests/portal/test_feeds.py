"""The feed of stories, and the list of feeds and calendars."""

from datetime import date, timedelta

import feedparser
import pytest
from django.utils.html import escape

from media.pages.reserved_slugs import reserved_slugs
from media.release.withdrawing import withdraw_for
from tests.factories import make_mission, make_story, make_subject, make_topic, merge
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


def read(client, form: str):
    said = feedparser.parse(client.get(f"/feeds/stories.{form}").content, sanitize_html=False)
    assert said.bozo == 0, said.get("bozo_exception")
    return said


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_feed_reader_finds_everything_about_a_story(site, client, form):
    moon, luna = make_subject("Moon"), make_subject("Luna")
    merge(luna, moon)
    image = make_shown_image(credit="ESA/A. Person")
    story = make_story(
        "Bolts & nuts <3", lead_image=image, subjects=[luna], published_on=date(2024, 2, 29)
    )
    found = read(client, form)
    assert found.feed.title == "Latest stories – Example agency"
    assert found.feed.link == f"{SITE}/stories/"
    (entry,) = found.entries
    assert entry.title == story.title
    assert entry.link == f"{SITE}{story.url}"
    assert entry.id == f"urn:uuid:{story.translation_key}"
    assert entry.summary == story.summary
    assert [tag.term for tag in entry.tags] == ["Moon"]
    assert entry.published_parsed[:3] == (2024, 2, 29)
    assert entry.updated_parsed[:3] == story.last_published_at.timetuple()[:3]
    content = entry.content[0].value
    assert f'alt="{escape(image.alt_text)}"' in content
    assert "Credit: ESA/A. Person" in content
    assert f'<a href="{SITE}{story.url}">Read the story “{escape(story.title)}”</a>' in content
    assert entry.media_content[0]["type"] == "image/jpeg"


def test_the_stories_of_a_json_feed_have_their_members(site, client):
    story = make_story()
    (item,) = client.get("/feeds/stories.json").json()["items"]
    assert item["id"] == f"urn:uuid:{story.translation_key}"
    assert item["url"] == f"{SITE}{story.url}"
    assert item["summary"] == story.summary
    assert "image" not in item and "_picture" not in item


def test_a_story_without_a_picture_that_visitors_see_has_none_in_the_feed(site, client):
    image = make_shown_image()
    make_story(lead_image=image)
    withdraw_for(image, "Its owner asked for it.")
    (entry,) = read(client, "atom").entries
    assert "<img" not in entry.content[0].value
    assert "media_content" not in entry
    assert image.title not in client.get("/feeds/stories.json").content.decode()


def test_drafts_and_withdrawn_stories_are_in_no_feed(site, client):
    make_story("Hidden", publish=False)
    gone = make_story("Gone")
    make_story("Shown")
    gone.unpublish()
    for form in ("atom", "rss"):
        assert [one.title for one in read(client, form).entries] == ["Shown"]
    assert len(client.get("/feeds/stories.json").json()["items"]) == 1


def test_the_latest_stories_come_first_and_fifty_at_most(site, client):
    for number in range(1, 53):
        make_story(f"{number}", published_on=date(2024, 1, 1) + timedelta(number))
    shown = [one.title for one in read(client, "rss").entries]
    assert shown == [str(number) for number in range(52, 2, -1)]


def test_many_stories_cost_no_more_queries_than_one(site, client, django_assert_max_num_queries):
    subject, asset = make_subject("Moon"), small_asset()
    for number in range(6):
        image = make_shown_image(f"Crater {number}", asset=asset, subjects=[subject])
        make_story(f"Story {number}", lead_image=image, subjects=[subject])
    read(client, "atom")
    with django_assert_max_num_queries(9):
        assert len(read(client, "atom").entries) == 6


def test_a_feed_of_stories_is_sent_once(site, client):
    make_story()
    for form in ("atom", "rss", "json"):
        response = client.get(f"/feeds/stories.{form}")
        assert response["Access-Control-Allow-Origin"] == "*"
        again = client.get(f"/feeds/stories.{form}", headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304


def test_the_list_leads_to_every_feed_it_names(site, client):
    topic, mission = make_topic("Space Safety"), make_mission("Smile")
    make_topic("Hidden topic", publish=False)
    said = client.get("/feeds/").content.decode()
    assert "Hidden" not in said
    names = ("images", "picture-of-the-week", "stories")
    names += tuple(f"subjects/{page.presents.slug}" for page in (topic, mission))
    wanted = [f"/feeds/{name}.{form}" for name in names for form in ("atom", "rss", "json")]
    for address in (*wanted, "/calendar/missions.ics", "/calendar/missions/smile.ics"):
        assert f'href="{address}"' in said
        assert client.get(address).status_code == 200, address


def test_every_page_leads_to_the_list(site, client):
    for address in ("/", "/images/", make_story().url):
        footer = client.get(address).content.decode().partition("<footer")[2]
        assert '<a href="/feeds/">Feeds and calendars</a>' in footer


def test_no_page_takes_the_place_of_feeds_and_calendars(site):
    assert {"feeds", "calendar"} <= reserved_slugs()
