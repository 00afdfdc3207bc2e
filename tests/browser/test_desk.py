"""What an editor does with a picture beside its form, in a real browser: replace, withdraw, try again."""

import pytest
from playwright.sync_api import Page, expect

from media.models import ImagePage
from tests import factories
from tests.browser import admin

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

REASON = "The owner of the picture asked us to take it back."


@pytest.fixture
def desk(page, site, editor) -> Page:
    """The browser of an editor who has signed in."""
    admin.sign_in(page)
    return page


def choose_act(desk: Page, image: ImagePage, name: str) -> None:
    """Open the form of a picture and choose an act from its “…” menu."""
    desk.goto(f"/admin/pages/{image.pk}/edit/")
    desk.get_by_role("button", name="Actions", exact=True).first.click()
    desk.get_by_role("link", name=name, exact=True).click()


def test_an_editor_withdraws_a_picture_and_visitors_read_why(desk, visitor):
    image = factories.make_image()
    choose_act(desk, image, "Withdraw")
    desk.get_by_role("button", name="Withdraw the picture").click()
    expect(desk.get_by_text("This field is required.")).to_be_visible()
    admin.field(desk, "Reason").fill(REASON)
    desk.get_by_role("button", name="Withdraw the picture").click()
    admin.expect_said(desk, "is withdrawn")
    anybody = visitor(viewport={"width": 320, "height": 700})
    assert anybody.goto(image.url).status == 410
    expect(anybody.get_by_role("heading", level=1)).to_have_text("This picture was withdrawn")
    expect(anybody.get_by_role("main")).to_contain_text(REASON)
    assert anybody.evaluate("document.documentElement.scrollWidth") <= 320


def test_an_editor_has_files_made_again_that_failed(desk, settings):
    seconds, settings.ENCODER_SECONDS = settings.ENCODER_SECONDS, 0.01
    image = factories.make_image(asset=factories.make_asset(size=(500, 400)), release=False)
    factories.release_all()
    settings.ENCODER_SECONDS = seconds
    desk.goto(f"/admin/pages/{image.pk}/edit/")
    panel = desk.get_by_role("region", name="Public files")
    expect(panel).to_contain_text("took longer than 0.01 seconds")
    panel.get_by_role("button", name="Try again").press("Enter")
    admin.expect_said(desk, "The files are made once more.")
    expect(panel).to_contain_text("Being prepared")
    expect(panel.get_by_role("button", name="Try again")).to_have_count(0)
    factories.release_all()
    desk.reload()
    expect(panel).to_contain_text("Public since")


def test_an_editor_replaces_a_file_and_finds_the_earlier_one(desk):
    image = factories.make_image()
    choose_act(desk, image, "Replace the file")
    data = factories.picture_bytes(colour=(200, 40, 40))
    desk.get_by_label("New file").set_input_files(
        {"name": "noon.jpg", "mimeType": "image/jpeg", "buffer": data}
    )
    admin.field(desk, "Reason").fill("The first scan was upside down.")
    desk.get_by_role("button", name="Replace the file").click()
    admin.expect_said(desk, "has a new file")
    admin.expect_chosen(desk, "noon.jpg")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Download this file").click()
    assert download.value.suggested_filename == "crater.jpg"
    assert download.value.path().read_bytes() == image.asset.file.open().read()
