"""Every picture of every page reaches the browser, in the best format that it reads."""

import pytest
from playwright.sync_api import Page

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PICTURES = """async () => {
  for (const picture of document.images) {
    picture.scrollIntoView();
    // What was lazy until now begins to load; what is broken ends here as well.
    await picture.decode().catch(() => {});
  }
  return [...document.images].map((picture) => ({
    source: picture.currentSrc || picture.src,
    pixels: picture.naturalWidth,
    alt: picture.getAttribute("alt"),
    lazy: picture.loading === "lazy",
    released: !!picture.closest("picture"),
    keeps_its_place: picture.hasAttribute("width") && picture.hasAttribute("height"),
  }));
}"""
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


def test_every_picture_of_every_page_is_shown_and_has_an_alt_attribute(page, full_site, subtests):
    for name, address in full_site.items():
        page.goto(address)
        pictures = page.evaluate(PICTURES)
        released = [picture for picture in pictures if picture["released"]]
        with subtests.test(name):
            assert released or name not in PAGES_WITH_PICTURES
            for picture in pictures:
                assert picture["pixels"] > 0, f"{picture['source']} does not load"
                assert picture["alt"] is not None, f"{picture['source']} has no alt attribute"
                assert picture["keeps_its_place"], f"{picture['source']} moves what stands below"
            if name in PAGES_THAT_BEGIN_WITH_A_PICTURE:
                assert not released[0]["lazy"], f"{released[0]['source']} comes late"


def test_chromium_is_given_avif_and_its_texts(page, full_site):
    types = {}
    page.on("response", lambda answer: types.update({answer.url: answer.headers["content-type"]}))
    page.goto(full_site["image"])
    (picture,) = page.evaluate(PICTURES)
    assert picture["alt"] == factories.ALT
    assert types[picture["source"]] == "image/avif"


def test_a_small_window_is_given_a_smaller_file(visitor, full_site):
    def width(page: Page) -> int:
        page.goto(full_site["home"])
        return page.evaluate(PICTURES)[0]["pixels"]

    phone = visitor(viewport={"width": 320, "height": 720}, device_scale_factor=1)
    assert width(phone) == 320
    assert width(visitor(viewport={"width": 1600, "height": 900})) == 1600


def test_a_picture_that_does_not_load_is_found(page, full_site):
    page.route("**/files/**", lambda route: route.abort())
    page.goto(full_site["image"])
    assert [picture["pixels"] for picture in page.evaluate(PICTURES)] == [0]
