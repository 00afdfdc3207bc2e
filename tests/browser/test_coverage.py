"""The coverage desk in a real browser: describing by keyboard, bulk actions, its panel at home."""

import re

import pytest
from playwright.sync_api import Page, expect

from media.models import Description, ImagePage
from tests import factories
from tests.browser import admin, axe

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

NEXT = "/admin/coverage/describe/"
MOST_KEYSTROKES = 4  # a picture, beyond the typing itself


@pytest.fixture
def desk(page, site, editor) -> Page:
    """The browser of an editor who has signed in."""
    admin.sign_in(page)
    return page


def make_bare(number: int) -> ImagePage:
    """A draft without words, whose file the worker has seen."""
    asset = factories.make_asset(f"crater-{number}.jpg", colour=(40 * number, 90, 140))
    page = factories.make_image(
        f"Crater {number}", asset=asset, publish=False, alt_text="", long_description=""
    )
    page.save_revision(clean=False)
    return page


class Keyboard:
    """The keyboard, which counts what is pressed and not what is typed."""

    def __init__(self, page: Page):
        self.keyboard, self.pressed = page.keyboard, 0

    def type(self, words: str) -> None:
        self.keyboard.insert_text(words)

    def press(self, keys: str) -> None:
        self.pressed += len(keys.split("+"))
        self.keyboard.press(keys)


def words_for(number: int) -> tuple[str, str]:
    return f"A grey crater, the {number}th of five.", f"Crater number {number} is round and grey."


def expect_picture(desk: Page, page: ImagePage) -> None:
    expect(desk).to_have_url(re.compile(f"{NEXT}{page.pk}/"))
    expect(admin.field(desk, "Alt text")).to_be_focused()
    # Nobody types as quickly as this test: the keys are heard once the scripts are there.
    desk.wait_for_load_state("networkidle")


def own_barriers(page: Page) -> list[str]:
    """What axe finds in our parts of the admin; the rest is Wagtail's."""
    found = axe.look_at(page)
    assert "color-contrast" in found["passed"], "axe did not look"
    return own_words(found)


def own_words(found: dict) -> list[str]:
    return [
        finding["words"]
        for finding in found["violations"]
        if any(name.startswith(("coverage", "describe")) for name in finding["classes"])
    ]


def test_five_pictures_are_described_with_at_most_four_keystrokes_each(desk):
    pages = [make_bare(number) for number in range(1, 6)]
    factories.release_all()
    desk.goto("/admin/")
    desk.get_by_role("link", name="Describe next").click()
    for number, page in enumerate(pages, start=1):
        expect_picture(desk, page)
        keyboard = Keyboard(desk)
        alt_text, long_description = words_for(number)
        keyboard.type(alt_text)
        keyboard.press("Tab")
        keyboard.type(long_description)
        keyboard.press("Control+Enter")
        expect(desk).not_to_have_url(re.compile(f"{NEXT}{page.pk}/"))
        assert keyboard.pressed <= MOST_KEYSTROKES
    expect(desk.get_by_text("All done")).to_be_visible()
    for number, page in enumerate(pages, start=1):
        draft = ImagePage.objects.get(pk=page.pk)
        assert (draft.alt_text, draft.long_description) == words_for(number)
        assert Description.objects.get(page=page).status == Description.Status.DRAFT


def test_without_script_four_keystrokes_are_enough_too(desk, visitor):
    page = make_bare(1)
    plain = visitor(java_script_enabled=False, storage_state=desk.context.storage_state())
    plain.goto(NEXT)
    expect_picture(plain, page)
    keyboard = Keyboard(plain)
    keyboard.type("A grey crater.")
    keyboard.press("Tab")
    keyboard.type("The crater is round and grey.")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(plain.get_by_text("All done")).to_be_visible()
    assert keyboard.pressed <= MOST_KEYSTROKES
    assert ImagePage.objects.get().alt_text == "A grey crater."


def test_one_more_key_publishes(desk):
    page = make_bare(1)
    factories.release_all()
    desk.goto(NEXT)
    expect_picture(desk, page)
    desk.keyboard.insert_text("A grey crater.")
    desk.keyboard.press("Tab")
    desk.keyboard.insert_text("The crater is round and grey.")
    desk.keyboard.press("Control+Shift+Enter")
    expect(desk.get_by_text("All done")).to_be_visible()
    assert ImagePage.objects.get().live


def test_remarks_appear_while_one_describes(desk):
    make_bare(1)
    desk.goto(NEXT)
    admin.field(desk, "Alt text").fill("Image of a crater")
    expect(desk.locator("#id_alt_text-counter")).to_have_text("17 of 125 characters")
    expect(desk.get_by_text("Refused: A screen reader says already")).to_be_visible()
    desk.get_by_role("button", name="Save and next").click()
    expect(desk.locator(".error-message").first).to_contain_text("screen reader says already")
    expect(admin.field(desk, "Alt text")).to_have_value("Image of a crater")


def test_words_outlive_a_session_that_ended(desk):
    make_bare(1)
    desk.goto(NEXT)
    admin.field(desk, "Alt text").fill("A grey crater, described at length.")
    desk.context.clear_cookies(name="sessionid")
    desk.get_by_role("button", name="Save and next").click()
    expect(desk.get_by_role("heading", name="Your session has ended")).to_be_visible()
    desk.get_by_role("button", name="Go on").click()
    expect(desk.get_by_role("alert")).to_contain_text("You are not signed in yet.")
    with desk.expect_popup() as opened:
        desk.get_by_role("link", name="Sign in").click()
    other = opened.value
    other.get_by_label("Username").fill("editor")
    other.get_by_label("Password").fill("a long secret")
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="Descriptions")).to_be_visible()
    desk.get_by_role("button", name="Go on").click()
    expect(desk).to_have_url(re.compile("after="))
    assert ImagePage.objects.get().alt_text == "A grey crater, described at length."


@pytest.mark.parametrize("with_script", [True, False])
def test_a_refusal_has_the_focus_leads_to_its_field_and_back_sends_nothing_again(
    desk, visitor, with_script
):
    make_bare(1)
    page = visitor(java_script_enabled=with_script, storage_state=desk.context.storage_state())
    page.goto("/admin/coverage/")
    page.goto(NEXT)
    page.get_by_role("combobox", name="Licence").wait_for()
    admin.field(page, "Alt text").fill("Image of a crater")
    for _ in range(2):
        page.get_by_role("button", name="Save and next").click()
        refusals = page.get_by_role("alert")
        expect(refusals).to_contain_text("screen reader says already")
        expect(refusals).to_be_focused()
    if with_script:
        assert not own_barriers(page)
    refusals.get_by_role("link", name="Alt text").click()
    if with_script:
        expect(admin.field(page, "Alt text")).to_be_focused()
    for _ in range(5):  # a page that would be sent again is not shown: "Confirm form resubmission"
        page.go_back()
        if page.url.endswith("/admin/coverage/"):
            break
        expect(page.get_by_role("heading", name="Describe").first).to_be_visible()
    expect(page).to_have_url(re.compile("/admin/coverage/$"))
    page.goto(NEXT)
    expect(admin.field(page, "Alt text")).to_have_value("Image of a crater")


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (320, 640), (320, 256)])
def test_the_picture_stays_in_sight_and_is_enlarged_by_a_key(desk, visitor, width, height):
    make_bare(1)
    factories.release_all()
    page = visitor(
        viewport={"width": width, "height": height}, storage_state=desk.context.storage_state()
    )
    page.goto(NEXT)
    page.wait_for_load_state("networkidle")
    picture = page.locator("[data-enlarge] img")
    for name in ("Alt text", "Image description", "Credit"):
        field = admin.field(page, name)
        field.focus()
        field.evaluate("field => field.scrollIntoView({ block: 'nearest' })")
        expect(picture).to_be_in_viewport(ratio=0.9)
        seen, typed = picture.bounding_box(), field.bounding_box()
        if width < 960:
            assert seen["height"] <= height / 2
            assert seen["y"] + seen["height"] <= typed["y"] + 1, name
    page.locator("[data-enlarge]").press("Enter")
    dialog = page.get_by_role("dialog", name="The picture enlarged")
    expect(dialog).to_be_visible()
    large = dialog.locator("img").bounding_box()
    assert large["width"] >= 0.95 * width or large["height"] >= 0.95 * height
    assert not own_words(axe.look_at(page))
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-enlarge]")).to_be_focused()
    picture.click()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_the_desk_has_no_barriers_and_describing_fits(desk, visitor, width, scheme):
    for number in (1, 2):
        make_bare(number)
    factories.make_image("Shown")
    page = visitor(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        storage_state=desk.context.storage_state(),
    )
    for address in ("/admin/", "/admin/coverage/", NEXT):
        page.goto(address)
        assert not own_barriers(page), address
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_several_pictures_get_credit_and_licence_at_once(desk):
    for number in (1, 2):
        make_bare(number)
    licence = factories.make_licence("Free")
    desk.goto("/admin/coverage/")
    desk.get_by_role("checkbox", name="Select all").first.check()
    desk.get_by_role("link", name="Set credit and licence of selected pictures").click()
    admin.field(desk, "Credit").fill("Another agency")
    desk.get_by_label("Licence").select_option(str(licence.pk))
    desk.get_by_role("button", name="Set", exact=True).click()
    admin.expect_said(desk, "Changed 2 pictures.")
    assert {page.credit for page in ImagePage.objects.all()} == {"Another agency"}
    assert {page.licence for page in ImagePage.objects.all()} == {licence}


def test_the_filters_narrow_the_list_and_what_is_described_next(desk):
    make_bare(1)
    new = make_bare(2)
    new.taken_on = "2025"
    new.save()  # an update would leave the days of the date behind
    desk.goto("/admin/coverage/")
    expect(desk.get_by_text("2 pictures wait for words in English.")).to_be_visible()
    desk.get_by_role("button", name="Show filters").click()
    desk.get_by_role("button", name="Taken in").click()
    desk.locator('select[name="year"]').select_option("2025")
    expect(desk.get_by_text("1 picture waits for words in English.")).to_be_visible()
    desk.get_by_role("link", name="Describe next").click()
    expect_picture(desk, new)


def test_pictures_of_the_grid_are_ticked_by_keyboard_for_an_act_on_many(desk):
    make_bare(1)
    make_bare(2)
    desk.goto("/admin/archive/")
    box = desk.get_by_role("checkbox", name="Select Crater 2")
    box.focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("checkbox", name="Select Crater 1")).to_be_focused()
    desk.keyboard.press("Space")
    expect(desk.get_by_text("All 2 items on this screen selected")).to_be_visible()
    own = [one for one in axe.look_at(desk)["violations"] if "all-pictures" in one["classes"]]
    assert not own, axe.in_words(own)
    desk.get_by_role("link", name="Set credit and licence of selected pictures").click()
    admin.field(desk, "Credit").fill("Another agency")
    desk.get_by_role("button", name="Set", exact=True).click()
    admin.expect_said(desk, "Changed 2 pictures.")
    expect(desk).to_have_url(re.compile("/admin/archive/$"))
    desk.set_viewport_size({"width": 320, "height": 640})
    assert desk.evaluate("document.documentElement.scrollWidth") <= 320
    frame = desk.locator(".picture-card__frame").first.bounding_box()
    assert frame["height"] > 50, "the pictures have no room"


def test_the_calendar_never_covers_the_button(desk):
    page = factories.make_image("A crater", publish=False)
    page.save_revision()
    desk.goto(f"/admin/bulk/media/imagepage/set_release_moment/?id={page.pk}&next=/admin/coverage/")
    desk.get_by_label("Release moment").click()
    calendar = desk.locator(".xdsoft_datetimepicker:visible")
    expect(calendar).to_be_visible()
    button = desk.get_by_role("button", name="Set the moment").bounding_box()
    shown = calendar.bounding_box()
    assert shown["y"] + shown["height"] <= button["y"]
