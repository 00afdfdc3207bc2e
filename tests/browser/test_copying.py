"""Copying credit and code from an image page in a browser."""

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def image(site, live_server):
    return factories.make_image(credit="ESA/A. Person")


def test_a_button_copies_the_text_beside_it_and_says_so(visitor, image):
    page = visitor(permissions=["clipboard-read", "clipboard-write"])
    page.goto(image.url)
    status = page.locator(".copying [role=status]")
    page.get_by_role("button", name="Copy credit line").click()
    expect(status).to_have_text("The credit line was copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "ESA/A. Person, CC BY 4.0"
    page.get_by_text("Show this picture on your site").click()
    page.get_by_role("button", name="Copy code").click()
    expect(status).to_have_text("The code was copied.")
    code = page.evaluate("navigator.clipboard.readText()")
    assert code.startswith("<figure>") and factories.ALT in code
    # Pasted into a page it shows the picture, with nothing but the addresses that stay.
    page.evaluate("code => { document.querySelector('main').innerHTML = code }", code)
    picture = page.locator("main figure img")
    expect(picture).to_have_attribute("alt", factories.ALT)
    picture.evaluate("picture => picture.decode()")


def test_where_the_clipboard_is_closed_the_text_is_selected(visitor, image):
    page = visitor()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page.goto(image.url)
    page.get_by_role("button", name="Copy credit line").click()
    expect(page.locator(".copying [role=status]")).to_contain_text("The text is selected")
    assert page.evaluate("getSelection().toString()") == "ESA/A. Person, CC BY 4.0"


def test_without_script_the_texts_are_there_and_no_button_that_does_nothing(visitor, image):
    page = visitor(java_script_enabled=False)
    page.goto(image.url)
    expect(page.get_by_text("ESA/A. Person, CC BY 4.0").last).to_be_visible()
    expect(page.get_by_role("button", name="Copy credit line")).to_be_hidden()
    page.get_by_text("Credit line as HTML or Markdown").click()
    expect(page.locator("#copy-markdown")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_with_everything_open_the_page_is_no_wider_than_the_window(visitor, image, width):
    page = visitor(viewport={"width": width, "height": 900})
    page.goto(image.url)
    for summary in page.locator(".image-page summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
