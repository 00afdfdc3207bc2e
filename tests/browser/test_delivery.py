"""What a browser is given besides the page: the look, the script, nothing from elsewhere."""

import pytest
from playwright.sync_api import expect

from tests.browser.pictures import see_pictures

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_style_sheets_and_fonts_arrive(page, site):
    page.goto("/")
    heading = page.get_by_role("heading", level=1)
    assert "Space Grotesk" in heading.evaluate("element => getComputedStyle(element).fontFamily")
    faces = page.evaluate("async () => [...await document.fonts.ready].map((face) => face.status)")
    assert "loaded" in faces
    assert "error" not in faces
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).not_to_have_css("background-color", "rgb(255, 255, 255)")


def test_no_page_fails_to_get_anything_or_asks_another_site(page, full_site, live_server, subtests):
    asked, failed, said = [], [], []
    page.on("request", lambda request: asked.append(request.url))

    def note_failure(request):
        # Whoever leaves a page ends what is still on its way, which is the icon.
        if request.failure != "net::ERR_ABORTED" or "favicon" not in request.url:
            failed.append((request.failure, request.url))

    page.on("requestfailed", note_failure)
    page.on("response", lambda got: failed.append((got.status, got.url)) if got.status > 399 else 0)
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else 0)
    page.on("pageerror", lambda error: said.append(str(error)))
    for name, address in full_site.items():
        for noted in (asked, failed, said):
            noted.clear()
        page.goto(address)
        see_pictures(page)
        if name == "not found":
            assert failed.pop() == (404, page.url)
            said.clear()
        with subtests.test(name):
            assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
            assert failed == []
            assert said == []
    assert page.context.cookies() == []
