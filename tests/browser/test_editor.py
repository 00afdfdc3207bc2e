"""An editor's way with one picture, from the upload to the public and back, in a real browser."""

import re

import pytest
from playwright.sync_api import FrameLocator, Page, expect
from wagtail.models import Page as ParentPage

from media.models import ImagePage
from tests import factories
from tests.browser import admin, axe

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TITLE = "A crater at noon"
ADDRESS = "/images/a-crater-at-noon/"


@pytest.fixture
def desk(page, site, editor) -> Page:
    """The browser of an editor who has signed in."""
    admin.sign_in(page)
    return page


def status_for(visitor: Page, address: str) -> int:
    return visitor.request.get(address).status


def opened(visitor: Page, address: str) -> int:
    """The status of a page that was just released; asks for some seconds, as long as it is 404."""
    for _attempt in range(10):
        if (status := visitor.goto(address).status) != 404:
            return status
        visitor.wait_for_timeout(500)
    return 404


def test_an_editor_publishes_a_picture_and_takes_it_back(desk, visitor):
    anybody = visitor()
    admin.begin_image(desk, TITLE, "a-crater-at-noon")
    admin.upload(desk, "noon.jpg", factories.picture_bytes())
    admin.expect_chosen(desk, "noon.jpg")
    admin.save_draft(desk)
    assert status_for(anybody, ADDRESS) == 404

    admin.publish(desk)
    admin.expect_said(desk, "The page could not be saved due to validation errors.")
    for name, advice in [
        ("Alt text*", "What the picture shows, in one sentence"),
        ("Image description*", "what is where, colours, sizes, light"),
    ]:
        empty = admin.field(desk, name)
        expect(empty).to_have_attribute("aria-invalid", "true")
        expect(empty).to_have_accessible_description(re.compile(rf"(?=.*required)(?=.*{advice})"))
    assert not ImagePage.objects.get().live

    factories.make_licence()
    admin.field(desk, "Alt text*").fill(factories.ALT)
    admin.field(desk, "Image description*").fill(factories.DESCRIPTION)
    admin.field(desk, "Credit*").fill("Example agency")
    admin.choose_licence(desk, "Licence CC BY 4.0")
    admin.publish(desk)
    admin.expect_said(desk, f"Page '{TITLE}' has been published.")
    assert status_for(anybody, ADDRESS) == 404

    factories.release_all()
    image = ImagePage.objects.get()
    assert (image.live, image.slug, bool(image.release)) == (True, "a-crater-at-noon", True)
    assert opened(anybody, ADDRESS) == 200, vars(ImagePage.objects.get())
    picture = anybody.get_by_role("main").get_by_role("img", name=factories.ALT)
    expect(picture).to_be_visible()
    release = ImagePage.objects.get().release
    files = [release.url_of(file) for file in release.files]
    assert {status_for(anybody, file) for file in files} == {200}

    desk.goto(f"/admin/pages/{ImagePage.objects.get().pk}/unpublish/")
    desk.get_by_role("button", name="Yes, unpublish it").click()
    admin.expect_said(desk, f"Page '{TITLE}' unpublished.")
    assert {status_for(anybody, address) for address in [ADDRESS, *files]} == {404}

    desk.goto(f"/admin/pages/{ImagePage.objects.get().pk}/edit/")
    expect(admin.field(desk, "Title*")).to_have_value(TITLE)
    expect(admin.field(desk, "Alt text*")).to_have_value(factories.ALT)
    admin.expect_chosen(desk, "noon.jpg")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("cut.jpg", factories.picture_bytes()[:3000], "The file is damaged"),
        ("letter.jpg", b"Dear agency, here is my picture.", "This is not a picture"),
        ("empty.jpg", b"", "file is empty"),
    ],
)
def test_a_file_that_is_no_sound_picture_is_refused_with_a_sentence(desk, name, data, sentence):
    answers = []
    desk.on("response", lambda answer: answers.append(answer.status))
    admin.begin_image(desk, TITLE)
    admin.upload(desk, name, data)
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text(sentence)
    admin.upload(desk, "noon.jpg", factories.picture_bytes())
    admin.expect_chosen(desk, "noon.jpg")
    assert max(answers) < 500


def preview(desk: Page) -> FrameLocator:
    desk.get_by_role("button", name="Toggle preview").click()
    return desk.frame_locator("#w-preview-iframe")


def test_the_preview_of_a_draft_shows_its_picture_and_only_to_editors(desk, visitor):
    admin.begin_image(desk, TITLE, "a-crater-at-noon")
    admin.upload(desk, "noon.jpg", factories.picture_bytes())
    admin.expect_chosen(desk, "noon.jpg")
    admin.save_draft(desk)
    admin.field(desk, "Alt text*").fill(factories.ALT)
    picture = preview(desk).get_by_role("img", name=factories.ALT)
    expect(picture).to_be_visible()
    assert picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth }")
    address = picture.evaluate("image => image.currentSrc")
    assert "/admin/files/" in address
    assert status_for(desk, address) == 200
    refused = visitor().request.get(address, max_redirects=0)
    assert refused.status == 302
    assert "/admin/login/" in refused.headers["location"]


def test_a_new_page_gets_its_address_from_its_title(desk):
    admin.begin_image(desk, TITLE)
    admin.field(desk, "Title*").blur()
    desk.get_by_role("tab", name="Promote").click()
    expect(admin.field(desk, "Slug")).to_have_value("a-crater-at-noon", timeout=3000)


@pytest.mark.parametrize(
    ("model", "parent"),
    [
        ("media/imagepage", "images"),
        ("missions/missionpage", "missions"),
        ("portal/storypage", "stories"),
        ("portal/topicpage", "topics"),
        ("portal/memberstatepage", "member-states"),
        ("portal/standardpage", "site"),
    ],
)
def test_a_page_can_be_previewed_before_it_is_saved(desk, model, parent):
    desk.goto(f"/admin/pages/add/{model}/{ParentPage.objects.get(slug=parent).pk}/")
    with desk.expect_response(re.compile(r"/preview/\?in_preview_panel")) as answer:
        preview(desk)
    assert answer.value.status == 200


def test_axe_finds_nothing_on_the_form_of_a_picture(desk):
    picture = factories.make_image("A crater", publish=False)
    picture.save_revision(clean=False)
    desk.goto(f"/admin/pages/{picture.pk}/edit/")
    admin.come_to_rest(desk)
    found = axe.look_at(desk)
    assert "color-contrast" in found["passed"], "axe did not look"
    assert not found["violations"], axe.in_words(found["violations"])
