"""Places in lists: whoever turns the pages while something is published skips nothing and meets nothing twice."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from wagtail.models import Site

from media.models import GalleryItem, GalleryPage, ImagePage, Licence
from portal.models import StoryPage
from tests.factories import (
    make_gallery,
    make_mission,
    make_state,
    make_story,
    make_subject,
    make_topic,
)
from tests.quick_releases import make_shown_image, small_asset

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def local(address: str) -> str:
    return address.removeprefix("http://testserver")


def asked(address: str) -> dict:
    response = Client().get(local(address))
    assert response.status_code == 200, response.content
    return response.json()


def named(page: dict, by: str) -> list[str]:
    return [item[by] for item in page["items"]]


def moments(number: int) -> datetime:
    return datetime(2026, 1, 1 + number, tzinfo=UTC)


def galleries(numbers) -> None:
    (image,) = ImagePage.objects.all()[:1] or [make_shown_image()]
    for number in numbers:
        page = make_gallery(f"Gallery {number}", [image])
        GalleryPage.objects.filter(pk=page.pk).update(first_published_at=moments(number))


def stories(numbers) -> None:
    for number in numbers:
        make_story(f"Story {number}", published_on=moments(number).date())


def licences(numbers) -> None:
    for number in numbers:
        licence = Licence.objects.create(name=f"Licence {number}", short_name=f"L{number}")
        make_shown_image(f"Picture {number}", asset=small_asset(), licence=licence)


def pictures(numbers) -> None:
    for number in numbers:
        make_shown_image(f"Picture {number}", width=2000 - 10 * number)


MAKING = {
    "galleries": galleries,
    "stories": stories,
    "licences": licences,
    "images?sort=largest": pictures,
    "missions": lambda numbers: [make_mission(f"Mission {number}") for number in numbers],
    "topics": lambda numbers: [make_topic(f"Topic {number}") for number in numbers],
    "member-states": lambda numbers: [
        make_state(f"State {number}", iso_code=CODES[number]) for number in numbers
    ],
    "subjects": lambda numbers: [
        make_shown_image(f"Picture {number}", subjects=[make_subject(f"Subject {number}")])
        for number in numbers
    ],
}
CODES = {10: "AT", 12: "BE", 13: "CH", 14: "CZ", 15: "DE", 16: "DK", 18: "EE"}
NAME = {"licences": "name", "subjects": "label"}


@pytest.mark.parametrize("name", MAKING)
def test_what_comes_between_two_pages_moves_nothing(name):
    """Two come at each end while a reader stands in the middle."""
    by = NAME.get(name, "title")
    MAKING[name](range(12, 17))
    address = f"/api/v1/{name}{'&' if '?' in name else '?'}limit=2"
    whole = named(asked(address.replace("limit=2", "limit=100")), by)
    assert len(whole) == 5
    first = asked(address)
    second = asked(first["next"])
    MAKING[name]([10, 18])
    third = asked(second["next"])
    # What is new stands in front of the reader or behind; nothing that was there moves.
    new = set(named(asked(address.replace("limit=2", "limit=100")), by)) - set(whole)
    assert len(new) == 2
    told = [*named(first, by), *named(second, by), *named(third, by)]
    assert [one for one in told if one not in new] == whole
    assert named(asked(third["previous"]), by) == named(second, by)
    back = asked(second["previous"])
    assert named(back, by) == named(first, by)
    assert named(asked(back["next"]), by) == named(second, by)
    assert first["previous"] is None


def test_behind_what_is_gone_the_list_still_has_its_place():
    stories([12, 13, 14])
    address = "/api/v1/stories?limit=1"
    second = asked(asked(address)["next"])
    StoryPage.objects.get(title="Story 13").unpublish()
    assert named(asked(second["next"]), "title") == ["Story 12"]
    StoryPage.objects.get(title="Story 12").unpublish()
    last = asked(second["next"])
    assert (last["items"], last["next"], last["total"]) == ([], None, 1)
    assert named(asked(last["previous"]), "title") == ["Story 14"]


@pytest.mark.parametrize(
    "name", ["stories", "galleries", "topics", "images", "images?sort=largest"]
)
@pytest.mark.parametrize(
    # No Base64, no list, too few values, no day, a number beyond all, a text with a NUL, a deep list.
    "cursor",
    [
        "n1",
        "n12",
        "nAAAA",
        "nW10",
        "nWyJ4IiwxXQ",
        "vWzEsOTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ",
        "nWyJcdTAwMDAiXQ",
        "n" + "W1tb" * 300,
    ],
)
def test_a_cursor_that_no_list_gave_leads_nowhere(name, cursor):
    sign = "&" if "?" in name else "?"
    response = Client().get(f"/api/v1/{name}{sign}cursor={cursor}")
    assert (response.status_code, response.json()["parameter"]) == (404, "cursor")


def test_galleries_without_a_picture_that_visitors_see_are_in_no_list_and_at_no_address():
    image = make_shown_image()
    make_gallery("Craters", [image])
    assert named(asked("/api/v1/galleries"), "slug") == ["craters"]
    image.unpublish()
    assert asked("/api/v1/galleries")["items"] == []
    for address in ("/api/v1/galleries/craters", "/iiif/galleries/craters/manifest.json"):
        assert Client().get(address).status_code == 404


def test_a_gallery_tells_its_pictures_so_many_at_a_time(django_assert_max_num_queries):
    asset = small_asset()
    images = [make_shown_image(f"Crater {number}", asset=asset) for number in range(5)]
    gallery = make_gallery("Craters", images)
    address = "/api/v1/galleries/craters?limit=2"
    Site.get_site_root_paths()  # asked once a process
    with django_assert_max_num_queries(12):
        first = asked(address)
    gallery.items.first().delete()
    GalleryItem.objects.create(gallery=gallery, image=make_shown_image("New"), sort_order=-1)
    second = asked(first["next"])
    third = asked(second["next"])
    told = [*named(first, "title"), *named(second, "title"), *named(third, "title")]
    assert told == [f"Crater {number}" for number in range(5)]
    assert (first["images"], third["next"]) == (5, None)
    assert named(asked(third["previous"]), "title") == named(second, "title")
    assert Client().get("/api/v1/galleries/craters?limit=101").status_code == 400
    assert Client().get("/api/v1/galleries/craters?cursor=b1").status_code == 404
