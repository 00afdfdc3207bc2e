"""Deep zoom: a button below a large picture, a viewer by keyboard and mouse, nothing without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from media.release import preparing
from tests.browser.axe import in_words, look_at
from tests.factories import make_asset, make_image

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def address(site, monkeypatch) -> str:
    """Where a large released picture is shown."""
    monkeypatch.setattr(preparing, "TILED_PIXELS", 400_000)
    return make_image(asset=make_asset(size=(1600, 1200))).url


def open_viewer(page: Page, address: str):
    page.goto(address)
    page.get_by_role("button", name="Explore in detail").press("Enter")
    region = page.get_by_role("region", name="Zoom viewer: A crater at dawn")
    expect(region).to_be_focused()
    expect(region.get_by_role("status")).to_have_text(re.compile(r"Zoom \d+ %"))
    return region


def level(region) -> int:
    return int(re.search(r"\d+", region.get_by_role("status").inner_text()).group())


def test_a_visitor_zooms_in_and_out_by_the_buttons_and_hears_the_level(page, address):
    region = open_viewer(page, address)
    whole = level(region)
    region.get_by_role("button", name="Zoom in").click()
    region.get_by_role("button", name="Zoom in").click()
    expect(region.get_by_role("status")).not_to_have_text(f"Zoom {whole} %")
    page.wait_for_function(
        "text => document.querySelector('.zoom__level').textContent !== text", arg=f"Zoom {whole} %"
    )
    assert level(region) > whole
    region.get_by_role("button", name="Whole picture").click()
    expect(region.get_by_role("status")).to_have_text(f"Zoom {whole} %")


def test_the_viewer_shows_real_tiles(page, address):
    loaded = []
    page.on("response", lambda response: loaded.append((response.url, response.status)))
    open_viewer(page, address)
    page.wait_for_timeout(500)
    tiles = [status for url, status in loaded if url.endswith("/default.jpg")]
    assert tiles and set(tiles) == {200}


def test_the_keyboard_leads_into_the_viewer_through_it_and_out_again(page, address):
    region = open_viewer(page, address)
    names = []
    for _ in range(7):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
            )
        )
    assert names[:3] == ["Zoom in", "Zoom out", "Whole picture"]
    assert any("Arrow keys move" in name for name in names)
    assert not page.evaluate("document.activeElement.closest('.zoom__region') !== null")
    region.get_by_role("button", name="Zoom in").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Explore in detail")).to_be_focused()
    expect(region).to_have_count(0)


def test_plus_and_minus_zoom_where_the_picture_has_the_focus(page, address):
    region = open_viewer(page, address)
    whole = level(region)
    region.get_by_role("application").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(region.get_by_role("status")).not_to_have_text(f"Zoom {whole} %")


def test_the_wheel_scrolls_the_page_and_does_not_zoom(page, address):
    region = open_viewer(page, address)
    before = region.get_by_role("status").inner_text()
    region.locator(".zoom__canvas").hover()
    top = page.evaluate("scrollY")
    page.mouse.wheel(0, 400)
    page.wait_for_function("top => scrollY > top", arg=top)
    page.wait_for_timeout(600)
    assert region.get_by_role("status").inner_text() == before


def test_a_viewer_that_cannot_be_loaded_says_so_and_can_be_tried_again(page, address):
    page.route("**/openseadragon*", lambda route: route.abort())
    page.goto(address)
    page.get_by_role("button", name="Explore in detail").click()
    expect(page.get_by_text("The viewer could not be loaded.")).to_be_visible()
    page.unroute("**/openseadragon*")
    page.get_by_role("button", name="Explore in detail").click()
    expect(page.get_by_role("region", name="Zoom viewer: A crater at dawn")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_viewer_has_no_barriers_and_fits(visitor, address, width, scheme):
    page = visitor(viewport={"width": width, "height": 800}, color_scheme=scheme)
    open_viewer(page, address)
    found = look_at(page)["violations"]
    assert not found, in_words(found)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_script_the_picture_is_there_and_no_dead_button(visitor, address):
    page = visitor(java_script_enabled=False)
    page.goto(address)
    expect(page.get_by_role("img", name="A grey crater")).to_be_visible()
    expect(page.get_by_role("button", name="Explore in detail")).to_have_count(0)
