"""Every picture of every page reaches the browser, in the best format that it reads."""

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.pictures import see_pictures

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PAGES_THAT_BEGIN_WITH_A_PICTURE = {"home", "topic", "mission", "image", "gallery", "story"}
PAGES_WITH_PICTURES = PAGES_THAT_BEGIN_WITH_A_PICTURE | {
    "images",
    "galleries",
    "stories",
    "missions",
    "topics",
    "member state",
    "standard page",
    "search, found",
}


@pytest.fixture
def image(site, live_server):
    """An image page whose picture is wide enough for a large window."""
    return factories.make_image(asset=factories.make_asset(size=(1600, 900)))


def test_every_picture_of_every_page_is_shown_and_has_an_alt_attribute(page, full_site, subtests):
    for name, address in full_site.items():
        page.goto(address)
        pictures = see_pictures(page)
        released = [picture for picture in pictures if picture["released"]]
        with subtests.test(name):
            assert released or name not in PAGES_WITH_PICTURES
            for picture in pictures:
                assert picture["pixels"] > 0, f"{picture['source']} does not load"
                assert picture["alt"] is not None, f"{picture['source']} has no alt attribute"
                assert picture["keeps_its_place"], f"{picture['source']} moves what stands below"
            if name in PAGES_THAT_BEGIN_WITH_A_PICTURE:
                assert not released[0]["lazy"], f"{released[0]['source']} comes late"


def test_chromium_is_given_avif(page, image):
    types = {}
    page.on("response", lambda answer: types.update({answer.url: answer.headers["content-type"]}))
    page.goto(image.url)
    (picture,) = see_pictures(page)
    assert picture["alt"] == factories.ALT
    assert types[picture["source"]] == "image/avif"


def test_a_small_window_is_given_a_smaller_file(visitor, image):
    def pixels(page: Page) -> int:
        page.goto(image.url)
        (picture,) = see_pictures(page)
        return picture["pixels"]

    assert pixels(visitor(viewport={"width": 320, "height": 720})) == 320
    assert pixels(visitor(viewport={"width": 1600, "height": 900})) == 1600


def test_the_description_of_a_picture_is_tied_to_it_and_visible(page, image):
    page.goto(image.url)
    picture = page.get_by_role("main").get_by_role("img", name=factories.ALT)
    expect(picture).to_have_accessible_description(" ".join(factories.DESCRIPTION.split()))
    expect(page.get_by_text(factories.DESCRIPTION.split("\n")[0])).to_be_visible()


def test_a_gallery_without_a_cover_is_shown_by_its_first_picture(page, image):
    factories.make_gallery(images=[image])
    page.goto("/galleries/")
    assert see_pictures(page)


def test_a_picture_that_does_not_load_is_found(page, image):
    page.route("**/files/**", lambda route: route.abort())
    page.goto(image.url)
    assert [picture["pixels"] for picture in see_pictures(page)] == [0]
