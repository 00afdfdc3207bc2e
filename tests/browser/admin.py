"""What editors do in the admin, click by click."""

import re

from playwright.sync_api import Locator, Page, expect

from media.models import ImageIndexPage


def sign_in(page: Page) -> None:
    """Sign in as the `editor` of the fixture of that name."""
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a long secret")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Pictures")).to_be_visible()


def come_to_rest(page: Page, quiet: float = 1.2) -> None:
    """Wait until the form has asked the server for nothing for `quiet` seconds.

    Wagtail saves by itself half a second after the last change; a click while that is on its way
    meets a form that is about to be changed under it.
    """
    script = """async (quiet) => {
      const asked = () => performance.getEntriesByType("resource").length;
      let [number, since] = [asked(), performance.now()];
      while (performance.now() - since < quiet * 1000) {
        await new Promise((done) => setTimeout(done, 50));
        const busy = document.querySelector('[data-w-autosave-state-value="saving"]');
        if (asked() !== number || busy) [number, since] = [asked(), performance.now()];
      }
    }"""
    page.evaluate(script, quiet)


def begin_image(page: Page, title: str, slug: str = "") -> None:
    """Open the form of a new image page and name it."""
    page.goto(f"/admin/pages/add/media/imagepage/{ImageIndexPage.objects.get().pk}/")
    field(page, "Title*").fill(title)
    if slug:
        page.get_by_role("tab", name="Promote").click()
        # The admin writes one from the title; typed before that, both would stand there.
        expect(field(page, "Slug")).not_to_have_value("")
        field(page, "Slug").fill(slug)
        expect(field(page, "Slug")).to_have_value(slug)
        page.get_by_role("tab", name="Content").click()


def field(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name)


def upload(page: Page, name: str, data: bytes) -> None:
    """Upload a picture from within the form of an image page."""
    dialog = page.get_by_role("dialog")
    if not dialog.is_visible():
        page.get_by_role("button", name="Choose an image").click()
        dialog.get_by_role("tab", name="Upload").click()
    file = {"name": name, "mimeType": "image/jpeg", "buffer": data}
    dialog.get_by_label("File").set_input_files(file)
    dialog.get_by_role("button", name="Upload").click()


def expect_chosen(page: Page, name: str) -> None:
    """Wait until the form shows the picture that was uploaded as `name`."""
    expect(page.get_by_role("dialog")).to_have_count(0)
    picture = page.get_by_role("region", name="The picture and its description")
    expect(picture).to_contain_text(name)


def choose_licence(page: Page, name: str) -> None:
    page.get_by_role("button", name="Choose licence").click()
    page.get_by_role("dialog").get_by_role("link", name=name).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def save_draft(page: Page) -> None:
    come_to_rest(page)
    page.get_by_role("button", name="Save draft").click()
    expect_said(page, re.compile("created|updated"))
    expect(page).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))


def publish(page: Page) -> None:
    come_to_rest(page)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()


def expect_said(page: Page, words: str | re.Pattern) -> None:
    """Wait until the line at the top of the admin says `words`."""
    expect(page.get_by_role("main").get_by_role("status").first).to_contain_text(words)
