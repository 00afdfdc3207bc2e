"""Whoever has only a keyboard reaches everything, sees where they are, and gets away again."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

# A link of a card may show its focus on the card around it: so many elements up count.
LEVELS_UP = 4
NOTE_WHAT_IS_THERE = """(levels) => {
  const look = (element) => {
    const looks = [];
    for (let i = 0; element && i <= levels; i++, element = element.parentElement) {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element);
      const outline = outlineStyle === "none" ? "none" : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
      looks.push(`${outline} / ${boxShadow}`);
    }
    return looks;
  };
  const operable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  // Of radio buttons, Tab reaches one of each group; arrow keys lead to the others.
  const among = (place) => document.getElementsByName(place.name);
  const reachable = (place) => [...among(place)].find((one) => one.checked) ?? among(place)[0];
  const stops = (place) => place.type !== "radio" || place === reachable(place);
  const places = [...document.querySelectorAll(operable)].filter((place) => place.checkVisibility() && stops(place));
  const before = new Map(places.map((place) => [place, look(place)]));
  const name = (place) => place.outerHTML.replace(/\\s+/g, " ").slice(0, 120);
  window.focusNow = () => {
    const place = document.activeElement;
    if (!place || place === document.body) return null;
    const box = place.getBoundingClientRect();
    return {
      number: places.indexOf(place),
      name: name(place),
      marked: look(place).some((now, i) => now !== before.get(place)?.[i]),
      inWindow: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    };
  };
  return places.map(name);
}"""


def walk(page: Page) -> tuple[list[str], list[dict]]:
    """Press Tab from the top until the focus leaves; (what can be operated, where it was)."""
    there = page.evaluate(NOTE_WHAT_IS_THERE, LEVELS_UP)
    steps = []
    while len(steps) <= 2 * len(there):
        page.keyboard.press("Tab")
        step = page.evaluate("focusNow()")
        if step is None or (steps and step["number"] == steps[0]["number"]):
            break
        steps.append(step)
    return there, steps


def faults(there: list[str], steps: list[dict]) -> list[str]:
    """What is wrong with a walk, in words."""
    reached = [step["number"] for step in steps]
    return [
        *(f"not reached: {name}" for number, name in enumerate(there) if number not in reached),
        *(f"shows no focus: {step['name']}" for step in steps if not step["marked"]),
        *(f"out of sight: {step['name']}" for step in steps if not step["inWindow"]),
        *(["not in the order of the page"] if reached != sorted(reached) else []),
        *(["held back"] if len(reached) != len(set(reached)) else []),
    ]


def test_everything_is_reached_in_order_and_shows_its_focus(page, full_site, subtests):
    for name, address in full_site.items():
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address)
            there, steps = walk(page)
            with subtests.test(f"{name}, {width} px"):
                assert len(there) > 5
                assert faults(there, steps) == []


def test_the_way_back_is_open_as_well(page, story):
    page.goto(story.url)
    there, _steps = walk(page)
    page.locator("footer a").last.focus()
    for number in reversed(range(len(there) - 1)):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("focusNow()")["number"] == number


def test_the_skip_link_comes_first_appears_and_leads_to_the_content(page, story):
    page.goto("/stories/")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").locator("a, input").first).to_be_focused()
    expect(skip).not_to_be_in_viewport()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_page_is_liked_and_the_like_taken_back_by_key(page, story, key):
    page.goto(story.url)
    button = page.locator("form.like button")
    status = page.locator("form.like").get_by_role("status")
    for _ in range(page.locator("a, button").count()):
        page.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    expect(button).to_be_focused()
    for pressed, sentence in [("true", "Thank you"), ("false", "taken back")]:
        page.keyboard.press(key)
        expect(button).to_have_attribute("data-liked", pressed)
        expect(status).to_contain_text(sentence)
        expect(button).to_be_focused()


def test_the_walk_finds_what_is_wrong(page):
    page.set_content(
        """<style>:focus-visible { outline: none } .far { position: absolute; left: -99px }</style>
        <a href="#a">Unmarked</a> <button tabindex="-1">Left out</button>
        <a class="far" href="#b">Away</a> <a href="#c" tabindex="1">Too early</a>"""
    )
    said = " ".join(faults(*walk(page)))
    for fault in ("not reached: <button", "shows no focus: <a href", "out of sight: <a class"):
        assert fault in said
    assert "not in the order" in said
