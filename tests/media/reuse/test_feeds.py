"""Feeds of pictures: what stands in each, in three forms that programs can read."""

from datetime import UTC, date, datetime, timedelta

import feedparser
import pytest
from django.urls import reverse
from django.utils.html import escape

from media.models import Entry, GalleryItem, Licence, SubjectName
from media.release.withdrawing import withdraw_for
from media.reuse.feeds.weeks import first_of_weeks
from media.reuse.provider import PROVIDERS, Provider
from tests.factories import (
    make_gallery,
    make_image,
    make_mission,
    make_subject,
    make_topic,
    merge,
)
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
MEDIA_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
ODD = "<b>&amp; ]]> \x01\x0b\ufffe{{ x }} 🚀👩\u200d🚀 “é” --> <![CDATA["
ODD_AS_TOLD = "<b>&amp; ]]> {{ x }} 🚀👩\u200d🚀 “é” --> <![CDATA["


def read(client, address: str):
    """What a feed reader finds in an Atom or RSS feed."""
    response = client.get(address)
    assert response.status_code == 200, address
    said = feedparser.parse(response.content, sanitize_html=False)
    assert said.bozo == 0, said.get("bozo_exception")
    return said


def titles(client, name: str) -> list[str]:
    """The titles in a feed, which are the same in every form."""
    found = [
        [one.title for one in read(client, f"/feeds/{name}.{form}").entries]
        for form in ("atom", "rss")
    ]
    found.append([one["title"] for one in client.get(f"/feeds/{name}.json").json()["items"]])
    assert found[0] == found[1] == found[2]
    return found[0]


# --- What is said -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_feed_reader_finds_everything_about_a_picture(site, client, form):
    subjects = [make_subject("Moon"), make_subject("Craters & rims")]
    image = make_shown_image(
        subjects=subjects, credit="ESA/A. Person", published_on=date(2024, 2, 29)
    )
    found = read(client, f"/feeds/images.{form}")
    assert found.feed.title == "Latest images – Example agency"
    assert found.feed.link == f"{SITE}/images/"
    (entry,) = found.entries
    release = Entry.objects.with_files().get().release
    assert entry.title == image.title
    assert entry.id == f"{SITE}/id/{image.identifier}"
    assert entry.link == f"{SITE}{image.url}"
    assert entry.summary == escape(image.alt_text)
    assert entry.author == "ESA/A. Person"
    assert {tag.term for tag in entry.tags} == {"Moon", "Craters & rims"}
    assert entry.published_parsed[:3] == (2024, 2, 29)
    assert entry.updated_parsed[:3] == Entry.objects.get().changed_at.timetuple()[:3]

    (content,) = [one.value for one in entry.content if one.type == "text/html"]
    assert f'alt="{escape(image.alt_text)}"' in content
    assert "The crater was visited in 1971." in content
    for paragraph in image.long_description.split("\n\n"):
        assert f"<p>{paragraph}</p>" in content
    assert "Credit: ESA/A. Person" in content
    assert f'<a href="{image.licence.url}" rel="license">CC BY 4.0</a>' in content

    file = release.fallback(2400)
    (told,) = entry.media_content
    assert told["url"] == f"{SITE}{release.url_of(file)}"
    assert told["type"] == "image/jpeg"
    assert (int(told["width"]), int(told["height"])) == (file["width"], file["height"])
    assert int(told["filesize"]) == file["bytes"]
    assert entry.media_credit[0]["content"] == "ESA/A. Person"
    assert entry.media_thumbnail[0]["url"].startswith(f"{SITE}/files/")
    (enclosure,) = entry.enclosures
    assert (enclosure.href, int(enclosure.length)) == (told["url"], file["bytes"])
    said = client.get(f"/feeds/images.{form}").content.decode()
    assert f'<media:description type="plain">{image.alt_text}</media:description>' in said
    assert f"<creativeCommons:license>{image.licence.url}</creativeCommons:license>" in said
    assert "media:license" not in said


def test_a_json_feed_has_its_required_members_and_all_about_a_picture(site, client):
    image = make_shown_image(subjects=[make_subject("Moon")], credit="ESA/A. Person")
    said = client.get("/feeds/images.json").json()
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert said["title"] == "Latest images – Example agency"
    assert said["home_page_url"] == f"{SITE}/images/"
    assert said["feed_url"] == f"{SITE}/feeds/images.json"
    assert said["language"] == "en"
    (item,) = said["items"]
    assert item["id"] == f"{SITE}/id/{image.identifier}"
    assert item["url"] == f"{SITE}{image.url}"
    assert item["title"] == image.title
    assert item["summary"] == image.alt_text
    assert "The crater was visited in 1971." in item["content_html"]
    assert item["tags"] == ["Moon"]
    assert item["authors"] == [{"name": "ESA/A. Person"}]
    for name in ("date_published", "date_modified"):
        assert datetime.fromisoformat(item[name]).tzinfo
    assert {one["mime_type"] for one in item["attachments"]} == {"image/jpeg"}
    assert all(
        one["size_in_bytes"] > 0 and one["url"].startswith(SITE) for one in item["attachments"]
    )
    told = item["_picture"]
    assert told["alt_text"] == image.alt_text
    assert told["long_description"] == image.long_description
    assert told["credit"] == "ESA/A. Person"
    assert told["licence"] == {
        "name": image.licence.name,
        "url": image.licence.url,
        "spdx": "CC-BY-4.0",
    }


def test_a_licence_that_is_not_of_creative_commons_is_not_said_to_be(site, client):
    own = Licence.objects.create(
        name="Own terms", short_name="Own", url="https://agency.example/creativecommons.org"
    )
    make_shown_image(licence=own)
    for form in ("atom", "rss"):
        said = client.get(f"/feeds/images.{form}").content.decode()
        assert "<creativeCommons:license" not in said
        assert "Own terms https://agency.example/creativecommons.org" in said


def test_odd_texts_break_no_form(site, client):
    moon = make_subject("Moon")
    make_shown_image(subjects=[moon])
    entry = Entry.objects.get()
    # As a program may write them, past every gate.
    Entry.objects.update(title=ODD, alt_text=ODD, credit=ODD)
    entry.words.update(title=ODD, alt_text=ODD, long_description=ODD, caption=ODD)
    Licence.objects.update(name=ODD, short_name=ODD)
    SubjectName.objects.create(subject=moon, name=ODD, preferred=True)
    for form in ("atom", "rss"):
        said = read(client, f"/feeds/images.{form}").entries[0]
        assert said.title == ODD_AS_TOLD
        assert said.summary == escape(ODD_AS_TOLD)
        assert escape(ODD_AS_TOLD) in said.content[0].value
        assert "🚀" in said.tags[0].term
    item = client.get("/feeds/images.json").json()["items"][0]
    assert item["title"] == item["_picture"]["long_description"] == ODD_AS_TOLD


def test_an_odd_name_of_the_agency_breaks_no_form(site, client, monkeypatch):
    monkeypatch.setitem(PROVIDERS, "agency", lambda: Provider(ODD))
    for form in ("atom", "rss"):
        assert read(client, f"/feeds/images.{form}").feed.title == f"Latest images – {ODD_AS_TOLD}"


# --- What stands in each ----------------------------------------------------------------------


def test_the_latest_images_come_first_and_fifty_at_most(site, client):
    asset = small_asset()
    for number in range(1, 53):
        make_shown_image(
            f"{number}", asset=asset, published_on=date(2024, 1, 1) + timedelta(number)
        )
    assert titles(client, "images") == [str(number) for number in range(52, 2, -1)]


def test_what_is_withdrawn_or_not_released_is_in_no_feed(site, client):
    subject = make_subject("Moon")
    shown = make_shown_image("Shown", subjects=[subject], published_on=date(2024, 5, 8))
    hidden = [
        make_image("Hidden draft", publish=False, asset=small_asset(), subjects=[subject]),
        make_image("Hidden live", release=False, asset=small_asset(), subjects=[subject]),
    ]
    gone = make_shown_image("Gone", subjects=[subject], published_on=date(2024, 5, 7))
    make_gallery("Craters", [shown, gone, *hidden])
    feeds = ("images", "subjects/moon", "galleries/craters")
    for name in feeds:
        assert titles(client, name) == ["Shown", "Gone"]
    assert titles(client, "picture-of-the-week") == ["Gone"]
    withdraw_for(gone, "Its owner asked for it.")
    for name in (*feeds, "picture-of-the-week"):
        assert titles(client, name) == ["Shown"]


def test_the_feed_of_a_topic_or_mission_is_that_of_its_subject(site, client):
    for make, name in ((make_topic, "Space Safety"), (make_mission, "Smile")):
        page = make(name)
        make_shown_image(f"About {name}", subjects=[page.presents])
        address = reverse("subject_feed", args=[page.presents.slug, "atom"])
        assert f'type="application/atom+xml" title="{name} (Atom)" href="{address}"' in (
            client.get(page.url).content.decode()
        )
        found = read(client, address)
        assert found.feed.link == f"{SITE}{page.url}"
        assert [entry.title for entry in found.entries] == [f"About {name}"]


def test_a_presented_subject_has_a_feed_before_it_has_a_picture(site, client):
    mission = make_mission("Smile")
    name = f"subjects/{mission.presents.slug}"
    assert titles(client, name) == []
    mission.unpublish()
    assert client.get(f"/feeds/{name}.atom").status_code == 404


def test_a_subject_that_visitors_do_not_meet_has_no_feed(site, client):
    make_subject("Nothing yet")
    proposed = make_subject("Proposed")
    make_shown_image(subjects=[proposed])
    type(proposed).objects.filter(pk=proposed.pk).update(is_proposed=True)
    for slug in ("nothing-yet", "proposed", "no-such-subject"):
        assert client.get(f"/feeds/subjects/{slug}.rss").status_code == 404


def test_a_merged_subject_leads_to_the_feed_of_the_whole(site, client):
    moon, luna = make_subject("Moon"), make_subject("Luna")
    make_shown_image("Of Luna", subjects=[luna])
    merge(luna, moon)
    response = client.get("/feeds/subjects/luna.json")
    assert response.status_code == 301
    assert response["Location"] == "/feeds/subjects/moon.json"
    assert titles(client, "subjects/moon") == ["Of Luna"]


def test_the_feed_of_a_gallery_has_what_that_says_about_its_pictures(site, client):
    images = [
        make_shown_image(name, published_on=day)
        for name, day in (("Old", date(2020, 1, 1)), ("New", date(2024, 1, 1)))
    ]
    make_shown_image("Elsewhere")
    gallery = make_gallery("Craters", images, summary="Round & deep things.")
    GalleryItem.objects.filter(image=images[0]).update(caption="Here it is <first>.")
    assert titles(client, "galleries/craters") == ["New", "Old"]
    found = read(client, "/feeds/galleries/craters.rss")
    assert found.feed.subtitle == "Round & deep things."
    assert found.feed.link == f"{SITE}{gallery.url}"
    new, old = (entry.content[0].value for entry in found.entries)
    assert "<p>Here it is &lt;first&gt;.</p>" in old and "1971" not in old
    assert "1971" in new
    gallery.unpublish()
    assert client.get("/feeds/galleries/craters.rss").status_code == 404


def test_the_picture_of_the_week_is_the_first_of_each_week_that_has_one(site, client):
    for day in (
        "1600-01-01",  # before weeks are counted
        "1969-12-28",  # a Sunday
        "1969-12-29",
        "2026-01-04",
        "2026-01-05",  # a Monday
        "2026-01-11",
        "2026-01-12",
        "9999-12-31",
    ):
        make_shown_image(day, published_on=date.fromisoformat(day))
    shown = ["9999-12-31", "2026-01-12", "2026-01-05", "2026-01-04", "1969-12-29", "1969-12-28"]
    assert titles(client, "picture-of-the-week") == shown
    assert [Entry.objects.get(pk=place).title for place in first_of_weeks(2)] == shown[:2]


def test_a_later_picture_does_not_take_the_place_of_this_week_s(site, client):
    make_shown_image("First", published_on=date(2026, 1, 6))
    make_shown_image("Later", published_on=date(2026, 1, 7))
    assert titles(client, "picture-of-the-week") == ["First"]


# --- How they answer --------------------------------------------------------------------------


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_a_feed_says_what_it_is_to_everybody_and_is_sent_once(site, client, form):
    make_shown_image(subjects=[make_subject("Moon")])
    for name in ("images", "subjects/moon", "picture-of-the-week"):
        response = client.get(f"/feeds/{name}.{form}")
        assert response["Content-Type"] == f"{MEDIA_TYPES[form]}; charset=utf-8"
        assert response["Access-Control-Allow-Origin"] == "*"
        again = client.get(f"/feeds/{name}.{form}", headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304
        assert not again.content


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_an_empty_feed_is_whole_and_the_same_at_every_moment(site, client, form):
    answers = {client.get(f"/feeds/images.{form}").content for _ in range(2)}
    assert len(answers) == 1
    if form != "json":
        assert read(client, f"/feeds/images.{form}").entries == []
    assert titles(client, "picture-of-the-week") == []


def test_a_feed_is_renewed_when_what_it_says_changes(site, client):
    image = make_shown_image()
    before = read(client, "/feeds/images.atom")
    later = datetime(2040, 1, 1, tzinfo=UTC)
    Entry.objects.filter(page=image).update(changed_at=later)
    after = read(client, "/feeds/images.atom")
    assert before.feed.updated_parsed < after.feed.updated_parsed == later.utctimetuple()
    assert before.entries[0].published == after.entries[0].published


def test_many_pictures_cost_no_more_queries_than_one(site, client, django_assert_max_num_queries):
    subject, asset = make_subject("Moon"), small_asset()
    images = [
        make_shown_image(f"Crater {number}", asset=asset, subjects=[subject], published_on=day)
        for number, day in enumerate(date(2024, 1, 1) + timedelta(weeks=n) for n in range(8))
    ]
    make_gallery("Craters", images)
    costs = {"images": 6, "subjects/moon": 8, "galleries/craters": 8, "picture-of-the-week": 7}
    for name, cost in costs.items():
        client.get(f"/feeds/{name}.atom")
        with django_assert_max_num_queries(cost):
            assert len(titles_of_one_form(client, name)) == 8


def titles_of_one_form(client, name: str) -> list[str]:
    return [one.title for one in read(client, f"/feeds/{name}.atom").entries]


def test_another_form_or_method_is_refused(site, client):
    for address in (
        "/feeds/images.xml",
        "/feeds/images.atom/",
        "/feeds/images.jsonx",
    ):
        assert client.get(address).status_code == 404
    assert client.post("/feeds/images.atom").status_code == 405


def test_pages_name_their_feeds(site, client):
    gallery = make_gallery("Craters", [make_shown_image()])
    pages = {
        "/": ["/feeds/images", "/feeds/stories", "/feeds/picture-of-the-week"],
        "/images/": ["/feeds/images", "/feeds/picture-of-the-week"],
        "/stories/": ["/feeds/stories"],
        gallery.url: ["/feeds/galleries/craters"],
    }
    for address, feeds in pages.items():
        head = client.get(address).content.decode().partition("</head>")[0]
        for feed in feeds:
            for form, media_type in MEDIA_TYPES.items():
                assert f'<link rel="alternate" type="{media_type}" title=' in head
                assert f'href="{feed}.{form}">' in head, address
                assert client.get(f"{feed}.{form}").status_code == 200
