"""What a browser is given besides the page: the look, the script, nothing from elsewhere."""

import pytest
from playwright.sync_api import expect

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
    asked, refused, said = [], [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: refused.append(request.url))
    page.on("response", lambda answer: None if answer.ok else refused.append(answer.url))
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for name, address in full_site.items():
        if name == "not found":
            continue
        with subtests.test(name):
            asked.clear(), refused.clear(), said.clear()
            page.goto(address, wait_until="networkidle")
            assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
            assert refused == []
            assert said == []
    assert page.context.cookies() == []
