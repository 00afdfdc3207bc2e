"""Finding pictures in a browser: suggestions by keyboard, choices as links, the way through what was found."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_gallery, make_story, make_subject
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def pictures(site) -> list:
    moon = make_subject("Moon")
    return [make_shown_image(f"Crater {number}", subjects=[moon]) for number in range(4)]


def suggested(page):
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def test_suggestions_are_chosen_and_left_by_keyboard(visitor, pictures):
    page = visitor()
    page.goto("/search/")
    field = page.get_by_role("combobox", name="Search for")
    with page.expect_response(lambda answer: answer.url.endswith("q=crat")):
        field.press_sequentially("crat")
    options = suggested(page)
    expect(options).to_have_count(4)
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    first = options.first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    field.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "false")
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("crat")
    with page.expect_response(lambda answer: answer.url.endswith("q=crater")):
        field.press_sequentially("er")
    expect(options).to_have_count(4)
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Crater 3")


def test_enter_with_nothing_chosen_sends_the_words(visitor, pictures):
    page = visitor()
    page.goto("/search/")
    field = page.get_by_role("combobox", name="Search for")
    field.press_sequentially("crater")
    expect(suggested(page)).to_have_count(4)
    field.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_have_text("4 results for “crater”")


def test_one_question_at_a_time_is_on_its_way(visitor, pictures):
    page = visitor()
    page.goto("/search/")
    waiting, most, asked = 0, 0, []

    def begun(request):
        nonlocal waiting, most
        if "suggestions" in request.url:
            asked.append(request.url)
            waiting += 1
            most = max(most, waiting)

    def ended(request):
        nonlocal waiting
        waiting -= "suggestions" in request.url

    page.on("request", begun)
    page.on("requestfinished", ended)
    page.get_by_role("combobox", name="Search for").press_sequentially("crater 2", delay=5)
    expect(suggested(page)).to_have_count(1)
    assert most == 1
    assert asked[-1].endswith("q=crater+2")


def test_choices_work_without_script_and_are_taken_back(visitor, pictures):
    make_shown_image("A map", kind="map")
    page = visitor(java_script_enabled=False)
    page.goto("/images/")
    facets = page.get_by_role("navigation", name="Narrow down")
    facets.get_by_role("link", name="Map").click()
    expect(page.get_by_role("heading", name="1 image")).to_be_visible()
    page.get_by_role("link", name="Take back Kind of picture: Map").click()
    expect(page.get_by_role("heading", name="5 images")).to_be_visible()
    page.get_by_role("link", name="With their alt texts").click()
    expect(page.get_by_text(pictures[0].alt_text).first).to_be_visible()


def test_a_picture_that_was_found_leads_on_to_the_next_that_was_found(visitor, pictures):
    make_shown_image("Something else")
    page = visitor()
    page.goto("/images/?target=moon&sort=oldest")
    page.get_by_role("link", name="Crater 1").click()
    found = page.get_by_role("navigation", name="Images that were found")
    found.get_by_role("link", name="Next that was found Crater 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Crater 2")
    found.get_by_role("link", name="Next that was found Crater 3").click()
    expect(found.get_by_role("link", name="Next that was found")).to_have_count(0)
    found.get_by_role("link", name="Back to").click()
    expect(page).to_have_url(page.url.partition("?")[0] + "?target=moon&sort=oldest")
    # Who comes from elsewhere is led through the archive.
    other = visitor()
    other.goto(pictures[3].url)
    archive = other.get_by_role("navigation", name="Neighbouring images")
    expect(archive.get_by_role("link", name="Something else")).to_be_visible()


def test_a_gallery_leads_through_its_pictures(visitor, pictures):
    make_gallery("Pits", [pictures[2], pictures[0]])
    make_story()
    page = visitor()
    page.goto("/galleries/pits/")
    page.get_by_role("link", name="Crater 2").click()
    page.get_by_role("link", name="Next in the gallery Crater 0").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Crater 0")
    page.get_by_role("link", name="2 of 2 in the gallery Pits").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pits")
