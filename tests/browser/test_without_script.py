"""The site does everything for visitors whose browser runs no script."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from media.models import Like
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def page(visitor) -> Page:
    return visitor(java_script_enabled=False)


def offered(page: Page) -> list[set[str]]:
    """For every picture of the page the addresses from which the browser may take it."""
    pictures = []
    for picture in page.locator("img").all():
        addresses = {picture.get_attribute("src")}
        for place in [picture, *picture.locator("xpath=parent::picture/source").all()]:
            choices = (place.get_attribute("srcset") or "").split(",")
            addresses |= {choice.split()[0] for choice in choices if choice.strip()}
        pictures.append(addresses)
    return pictures


def test_every_page_shows_its_heading_and_all_its_pictures(page, full_site, subtests):
    arrived = set()
    page.on(
        "response", lambda answer: arrived.add(urlsplit(answer.url).path) if answer.ok else None
    )
    for name, address in full_site.items():
        with subtests.test(name):
            arrived.clear()
            page.goto(address)
            heading = page.get_by_role("heading", level=1)
            expect(heading).to_have_count(1)
            expect(heading).to_be_visible()
            pictures = offered(page)
            assert [addresses for addresses in pictures if not addresses & arrived] == []
            if name in ("home", "image", "gallery", "story", "mission", "topic", "search, found"):
                assert pictures


def test_the_pictures_of_a_gallery_lead_to_their_own_pages(page, site, live_server):
    titles = ["A crater at dawn", "A crater at dusk"]
    gallery = factories.make_gallery(images=[factories.make_image(title) for title in titles])
    for title in titles:
        page.goto(gallery.url)
        page.get_by_role("main").get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.get_by_role("heading", name="Image description")).to_be_visible()


def test_a_search_is_sent_and_answered(page, site, live_server):
    factories.make_story("A very long bolt")
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Search").click()
    page.get_by_label("Search for").fill("bolt")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("1 result for “bolt”")
    page.get_by_role("main").get_by_role("link", name="A very long bolt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A very long bolt")


def test_the_filters_of_the_archive_work(page, site, live_server):
    factories.make_image(release=False)
    factories.make_image("A mast", kind="chart")
    page.goto("/images/")
    expect(page.locator("#found")).to_have_text("2 images")
    page.get_by_role("navigation", name="Narrow down").get_by_role("link", name="Chart").click()
    expect(page.locator("#found")).to_have_text("1 image")
    expect(page.get_by_role("main").get_by_role("link", name="A mast")).to_be_visible()


def test_a_like_is_given_once_and_taken_back(page, story):
    heading = page.get_by_role("heading", level=1)
    for sentence in ("Thank you for liking this page", "You like this page already"):
        page.goto(story.url)
        page.get_by_role("button", name="Like").click()
        expect(heading).to_have_text(sentence)
        assert Like.objects.count() == 1
    expect(page.get_by_role("main")).to_contain_text("once is all")
    page.get_by_role("button", name="Take my like back").click()
    expect(heading).to_have_text("Your like was taken back")
    assert not Like.objects.exists()
    page.get_by_role("link", name="Back to the page").click()
    expect(heading).to_have_text(story.title)


def test_reloading_the_page_of_thanks_likes_nothing_again(page, story):
    page.goto(story.url)
    page.get_by_role("button", name="Like").click()
    expect(page.get_by_role("main")).to_contain_text("1 like")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("1 like")
    assert Like.objects.count() == 1
