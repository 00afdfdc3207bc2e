"""An editor gives a picture to the press before its release; a journalist looks; the link ends."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from media.release.opening import reconcile
from tests import factories
from tests.browser import admin
from tests.browser.pictures import see_pictures
from tests.browser.test_accessibility import check, looks
from tests.browser.test_desk import choose_act

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

FOR_WHOM = "Kim Doe, The Daily Star Gazer"


@pytest.fixture
def desk(page, site, editor) -> Page:
    """The browser of an editor who has signed in."""
    admin.sign_in(page)
    return page


def test_a_journalist_sees_what_an_editor_gave_until_the_link_is_revoked(desk, visitor):
    image = factories.make_image(publish=False)
    choose_act(desk, image, "Press links")
    desk.get_by_role("button", name="Make a press link").click()
    expect(desk.get_by_text("This field is required.")).to_be_visible()
    admin.field(desk, "For whom").fill(FOR_WHOM)
    desk.get_by_role("button", name="Make a press link").click()
    admin.expect_said(desk, "The link is made")
    address = desk.get_by_role("textbox", name=f"Address of the link for {FOR_WHOM}")
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.get_by_role("button", name=f"Copy the address for {FOR_WHOM}").click()
    expect(desk.get_by_text("The address is copied.")).to_be_visible()
    copied = desk.evaluate("navigator.clipboard.readText()")
    assert copied == address.input_value()
    way = urlsplit(copied).path

    # Not prepared yet, then prepared.
    journalist = visitor()
    assert journalist.goto(way).status == 503
    for _ in looks(journalist):
        check(journalist)
    list(reconcile())
    journalist.get_by_role("link", name="Look again").click()
    expect(journalist.get_by_role("heading", level=1)).to_have_text(image.title)
    expect(journalist.get_by_role("region", name="Press preview")).to_contain_text("under embargo")
    for _ in looks(journalist):
        check(journalist)
    seen = see_pictures(journalist)
    assert [(picture["alt"], picture["pixels"] > 0) for picture in seen] == [(image.alt_text, True)]
    assert way in seen[0]["source"]
    with journalist.expect_download() as download:
        journalist.get_by_role("link", name="Full").click()
    assert download.value.suggested_filename.startswith(image.identifier)
    assert journalist.context.cookies() == []

    # Revoked from the panel in the picture's form.
    desk.goto(f"/admin/pages/{image.pk}/edit/")
    desk.get_by_role("link", name=f"Revoke the link for {FOR_WHOM}").click()
    desk.get_by_role("button", name="Revoke the link").click()
    admin.expect_said(desk, "is revoked")
    assert journalist.goto(way).status == 410
    expect(journalist.get_by_role("heading", level=1)).to_have_text("This press link has ended")
    for _ in looks(journalist):
        check(journalist)
