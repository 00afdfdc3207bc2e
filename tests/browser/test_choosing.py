"""An editor chooses pictures by looking: one for a story, ten for a gallery, a new one in place."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from wagtail.models import Page as WagtailPage

from media.models import GalleryPage, ImagePage, SubjectName
from portal.models import StoryPage
from tests import factories
from tests.browser import admin, axe
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def desk(page, site, editor) -> Page:
    """The browser of an editor who has signed in."""
    admin.sign_in(page)
    return page


def begin(desk: Page, model: str, below: str) -> None:
    desk.goto(f"/admin/pages/add/{model}/{WagtailPage.objects.get(slug=below).pk}/")
    admin.field(desk, "Title*").fill("A new page")


def open_story(desk: Page) -> None:
    desk.goto(f"/admin/pages/{factories.make_story().pk}/edit/")


def dialog(desk: Page) -> Locator:
    return desk.get_by_role("dialog", name=re.compile("^Choose (a picture|pictures)"))


def open_for(desk: Page, heading: str) -> Locator:
    """The dialogue for the field below `heading`."""
    field = desk.get_by_role("region", name=heading)
    field.get_by_role("button", name="Choose a picture").click()
    expect(dialog(desk).get_by_text(re.compile(r"^\d+ pictures?$"))).to_be_visible()
    return dialog(desk)


def search_for(opened: Locator, words: str, found: int) -> None:
    opened.get_by_label("Search").fill(words)
    said = "1 picture" if found == 1 else f"{found} pictures"
    expect(opened.get_by_text(said, exact=True)).to_be_visible()


def in_field(desk: Page) -> Locator:
    return desk.locator(".picture-field:not(.blank)")


def make_draft(title: str, **fields) -> ImagePage:
    return factories.make_image(title, publish=False, asset=small_asset(), **fields)


def test_an_editor_chooses_a_lead_image_by_an_alias_of_its_subject(desk):
    moon = factories.make_subject("Moon")
    SubjectName.objects.create(subject=moon, name="Selene", language="el")
    make_shown_image("Bright limb", subjects=[moon])
    make_shown_image("Red dunes")
    open_story(desk)
    opened = open_for(desk, "In short")
    expect(opened.get_by_role("img", name=factories.ALT)).to_have_count(2)
    opened.get_by_label("Search").press_sequentially("selene")
    expect(opened.get_by_text("1 picture", exact=True)).to_be_visible()
    link = opened.get_by_role("link", name="Bright limb")
    expect(link).to_have_accessible_description(re.compile(re.escape(factories.ALT)))
    link.focus()
    desk.keyboard.press("Enter")

    expect(dialog(desk)).to_have_count(0)
    chosen = in_field(desk)
    expect(chosen.get_by_text("Bright limb")).to_be_visible()
    expect(chosen.get_by_role("img", name=factories.ALT)).to_be_visible()
    expect(chosen.locator(".picture-mark")).to_be_hidden()
    admin.save_draft(desk)
    draft = StoryPage.objects.get().get_latest_revision_as_object()
    assert draft.lead_image.title == "Bright limb"

    # Saved, opened again, and another chosen, which visitors do not see yet.
    make_draft("Unseen side")
    expect(in_field(desk).get_by_role("img", name=factories.ALT)).to_be_visible()
    in_field(desk).get_by_role("button", name="Actions").click()
    expect(desk.get_by_role("link", name="Edit", exact=True)).to_have_attribute(
        "href", re.compile(rf"/pages/{draft.lead_image.pk}/edit/")
    )
    desk.get_by_role("button", name="Choose another").click()
    dialog(desk).get_by_role("link", name="Unseen side Draft").click()
    expect(in_field(desk)).to_contain_text("Draft Visitors see it only after it is published.")


def test_a_figure_of_a_story_is_chosen_in_the_same_grid(desk):
    image = make_draft("Unseen side")
    begin(desk, "portal/storypage", "stories")
    body = desk.get_by_role("region", name="Body")
    body.get_by_role("button", name="Insert a block").click()
    desk.get_by_role("option", name="Figure").click()
    body.get_by_role("button", name="Choose a picture").click()
    dialog(desk).get_by_role("link", name="Unseen side").click()
    expect(in_field(desk)).to_contain_text("Visitors see it only after it is published.")
    admin.save_draft(desk)
    figure = StoryPage.objects.get().get_latest_revision_as_object().body[0]
    assert figure.value["image"].pk == image.pk


def drag_to_top(desk: Page, rows: Locator, place: int) -> None:
    """Drag a row above all others; once more if the form redrew itself meanwhile."""
    admin.come_to_rest(desk)
    desk.wait_for_function("[...document.images].every((image) => image.complete)")
    grips, title = rows.get_by_role("button", name="Drag"), order(desk)[place]
    for _attempt in range(3):
        now = order(desk).index(title)
        grips.nth(now).drag_to(grips.nth(0), target_position={"x": 5, "y": 2}, steps=20)
        if order(desk)[0] == title:
            return


def order(desk: Page) -> list[str]:
    return desk.locator("#id_items-FORMS .chooser__title").all_inner_texts()


def test_a_gallery_of_ten_is_chosen_at_once_and_ordered_by_mouse_and_keyboard(desk):
    for number in range(1, 31):
        make_draft(f"Picture {number:02}")
    begin(desk, "media/gallerypage", "galleries")
    desk.get_by_role("button", name="Add picture").click()
    opened = dialog(desk)
    add = opened.get_by_role("button", name=re.compile("^Add"))
    expect(add).to_be_disabled()
    expect(opened.locator("#picture-filter-q")).to_be_focused()

    # Four on the first page by keyboard, three on the second, three by a search.
    for number in range(30, 26, -1):
        opened.get_by_role("checkbox", name=f"Picture {number}").focus()
        desk.keyboard.press("Space")
    opened.get_by_role("link", name="Next").click()
    expect(opened.get_by_role("checkbox", name="Picture 30")).to_have_count(0)
    for number in (6, 5, 4):
        opened.get_by_role("checkbox", name=f"Picture {number:02}").check()
    expect(opened.get_by_text("7 chosen")).to_be_visible()
    search_for(opened, "picture-1", 10)
    for number in (10, 11, 12, 13):
        opened.get_by_role("checkbox", name=f"Picture {number}").check()
    opened.get_by_role("button", name="Leave out Picture 13").click()
    expect(opened.get_by_role("checkbox", name="Picture 13")).not_to_be_checked()
    search_for(opened, "", 30)
    expect(opened.get_by_role("checkbox", name="Picture 30")).to_be_checked()
    expect(opened.get_by_role("checkbox", name="Picture 26")).not_to_be_checked()
    expect(add).to_have_text("Add 10 pictures")
    add.press("Enter")
    expect(dialog(desk)).to_have_count(0)

    wanted = [f"Picture {n:02}" for n in (30, 29, 28, 27, 6, 5, 4, 10, 11, 12)]
    assert order(desk) == wanted

    # The third is dragged to the top.
    rows = desk.locator("#id_items-FORMS > [data-inline-panel-child]")
    desk.set_viewport_size({"width": 1280, "height": 3000})
    drag_to_top(desk, rows, 2)
    wanted.insert(0, wanted.pop(2))
    expect(rows.nth(0)).to_contain_text(wanted[0])
    assert order(desk) == wanted

    # The tenth goes up by two places with the keyboard, without looking for its button again.
    rows.nth(9).get_by_role("button", name="Move up").focus()
    desk.keyboard.press("Enter")
    expect(rows.nth(8)).to_contain_text("Picture 12")
    expect(rows.nth(8).get_by_role("button", name="Move up")).to_be_focused()
    desk.wait_for_timeout(300)  # Wagtail slides the rows
    desk.keyboard.press("Enter")
    expect(rows.nth(7)).to_contain_text("Picture 12")
    wanted.insert(7, wanted.pop(9))
    assert order(desk) == wanted

    admin.save_draft(desk)
    gallery = GalleryPage.objects.get().get_latest_revision_as_object()
    assert [item.image.title for item in gallery.items.all()] == wanted


def test_a_picture_is_uploaded_where_it_is_chosen(desk):
    open_story(desk)
    opened = open_for(desk, "In short")
    opened.get_by_role("tab", name="Upload").click()
    send(opened, "letter.jpg", b"Dear agency, here is my picture.")
    expect(opened).to_contain_text("This is not a picture")
    send(opened, "noon.jpg", factories.picture_bytes())
    expect(dialog(desk)).to_have_count(0)
    chosen = in_field(desk)
    expect(chosen).to_contain_text("Noon")
    expect(chosen.get_by_role("status")).to_contain_text("Before it can be published it needs")
    assert not ImagePage.objects.get(title="Noon").live
    admin.save_draft(desk)
    assert StoryPage.objects.get().get_latest_revision_as_object().lead_image.title == "Noon"


def send(opened: Locator, name: str, data: bytes) -> None:
    file = {"name": name, "mimeType": "image/jpeg", "buffer": data}
    opened.get_by_label("Picture file").set_input_files(file)
    opened.get_by_role("button", name="Upload", exact=True).click()


def test_uploads_join_the_pictures_that_are_chosen_for_a_gallery(desk):
    make_draft("From the archive")
    begin(desk, "media/gallerypage", "galleries")
    desk.get_by_role("button", name="Add picture").click()
    opened = dialog(desk)
    opened.get_by_role("checkbox", name="From the archive").check()
    opened.get_by_role("tab", name="Upload").click()
    for name in ("Noon", "Dusk"):
        send(opened, f"{name}.jpg", factories.picture_bytes(colour=(len(name), ord(name[0]), 9)))
        expect(opened).to_contain_text(f"“{name}” is among the chosen pictures.")
    opened.get_by_role("button", name="Add 3 pictures").click()
    expect(dialog(desk)).to_have_count(0)
    assert order(desk) == ["From the archive", "Noon", "Dusk"]


@pytest.mark.parametrize("width", [1280, 320])
def test_the_grid_is_accessible_and_fits(desk, width):
    make_shown_image("Bright limb")
    make_draft("Unseen side")
    desk.set_viewport_size({"width": width, "height": 800})
    begin(desk, "media/gallerypage", "galleries")
    desk.get_by_role("button", name="Add picture").click()
    dialog(desk).get_by_role("checkbox", name="Bright limb").check()
    # The button to add them fades in from its disabled look.
    expect(dialog(desk).get_by_role("button", name="Add 1 picture")).to_be_enabled()
    desk.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    found = axe.look_at(desk)["violations"]
    ours = [finding for finding in found if "picture-chooser" in finding["classes"]]
    assert ours == [], axe.in_words(ours)
    overflow = "element => element.scrollWidth - element.clientWidth"
    assert desk.locator(".picture-modal").evaluate(overflow) <= 0


def titles_by_place(desk: Page) -> list[list[str]]:
    """The titles of the grid, row by row, as they stand on the screen."""
    cards = desk.evaluate(
        """() => [...document.querySelectorAll(".picture-grid > li")].map((card) =>
          [card.getBoundingClientRect().top, card.querySelector(".picture-card__title").textContent])"""
    )
    rows = {}
    for top, title in cards:
        rows.setdefault(top, []).append(title)
    return list(rows.values())


def focused_title(desk: Page) -> str:
    return desk.evaluate(
        "document.activeElement.closest('li').querySelector('.picture-card__title').textContent"
    )


@pytest.mark.parametrize("width", [1280, 320])
def test_the_arrow_keys_go_through_the_grid(desk, width):
    for number in range(9):
        make_draft(f"Picture {number}")
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto("/admin/archive/")
    rows = titles_by_place(desk)
    whole = [title for row in rows for title in row]
    assert (len(rows[0]) > 2) == (width > 1000)
    desk.locator(".picture-grid a").first.focus()
    pressed = [
        ("ArrowRight", whole[1]),
        ("ArrowLeft", whole[0]),
        ("ArrowLeft", whole[0]),
        ("ArrowUp", whole[0]),
        ("ArrowDown", rows[1][0]),
        ("End", rows[1][-1]),
        ("Home", rows[1][0]),
        ("ArrowUp", whole[0]),
        ("Control+End", whole[-1]),
        ("ArrowRight", whole[-1]),
        ("ArrowUp", rows[-2][len(rows[-1]) - 1]),
        ("Control+Home", whole[0]),
    ]
    for key, title in pressed:
        desk.keyboard.press(key)
        assert focused_title(desk) == title, key
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Space")
    expect(desk.get_by_role("checkbox", name=f"Select {whole[1]}")).to_be_checked()
    expect(desk.get_by_text("1 item selected")).to_be_visible()
    # From box to box, too; and the other keys stay the browser's.
    desk.keyboard.press("Tab")
    desk.keyboard.press("ArrowLeft")
    assert desk.evaluate("document.activeElement.ariaLabel") == f"Select {whole[0]}"
    desk.keyboard.press("Shift+Tab")
    desk.keyboard.press("Enter")
    expect(admin.field(desk, "Title*")).to_have_value(whole[0])
