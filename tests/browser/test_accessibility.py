"""No page of any type puts up a barrier that axe can find, however it is looked at."""

from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from missions.models import Instrument, Milestone, Partner, Status
from tests import factories
from tests.browser import axe

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

SIZES = [{"width": 1280, "height": 900}, {"width": 320, "height": 720}]
# What axe cannot decide and a person has: (rule, its reason, a class around the place).
ACCEPTED = {
    # In a narrow window the table scrolls sideways; the cells beyond its edge are covered for
    # axe. They have the colours of the cells before the edge, which it measures in all looks.
    ("color-contrast", "elmPartiallyObscured", "table-scroll"),
}
# What everybody may do with a text (WCAG 1.4.12), and words that other languages have.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-block-end: 2em !important }"""
LENGTHEN = """([style, word]) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    if (texts.currentNode.parentElement.closest("script, style")) continue;
    texts.currentNode.data = texts.currentNode.data.replace(/\\p{L}{4,}/gu, word);
  }
}"""
# The innermost elements that reach beyond the window's edge and make it scroll.
OVERHANGING = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.body.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".table-scroll"))
    .filter((one, _, all) => !all.some((other) => other !== one && one.contains(other)))
    .map((one) => `${one.tagName.toLowerCase()}.${one.className?.baseVal ?? one.className}`).slice(0, 8)
"""
BAD_PAGE = """<!doctype html><title>Bad</title>
<style>
  p { color: #aaa; background: #fff; width: 400px }
  button { inline-size: 12px; block-size: 12px; padding: 0; border: 0 }
</style>
<p>Pale words.</p><img src="data:,"><button>a</button><button>b</button>"""
FAULTS = ["color-contrast", "html-has-lang", "image-alt", "page-has-heading-one", "target-size"]


def looks(page: Page) -> Iterator[str]:
    """Show the page in every way in which it is judged; yield the name of each."""
    for size in SIZES:
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            yield f"{size['width']} px, {scheme}"


def is_accepted(finding: dict) -> bool:
    return any(
        (finding["rule"], reason, place) in ACCEPTED
        for reason in finding["reasons"]
        for place in finding["classes"]
    )


def check(page: Page) -> None:
    """Fail if the page, as it is shown now, puts up a barrier or has to be scrolled sideways."""
    found = axe.look_at(page)
    undecided = [finding for finding in found["incomplete"] if not is_accepted(finding)]
    needed, there = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    faults = [
        axe.in_words(found["violations"]),
        undecided and f"To be judged by a person:\n{axe.in_words(undecided)}",
        needed > there and f"{needed} pixels are needed, {there} are there.",
    ]
    if any(faults):
        pytest.fail("\n\n".join(filter(None, faults)), pytrace=False)
    assert {"color-contrast", "target-size"} <= {*found["passed"]}, "axe did not look"


def test_axe_finds_no_barrier_on_any_page_and_none_scrolls_sideways(page, full_site, subtests):
    for name, address in full_site.items():
        page.goto(address)
        for look in looks(page):
            with subtests.test(f"{name}, {look}"):
                check(page)
        with subtests.test(f"{name}, 320 px, wide spacing"):
            page.evaluate(LENGTHEN, [SPACED, "$&"])
            assert page.evaluate(OVERHANGING) == []
        with subtests.test(f"{name}, 320 px, every word of sixty letters"):
            page.evaluate(LENGTHEN, ["", "Ab" * 30])
            assert page.evaluate(OVERHANGING) == []


def test_axe_finds_no_barrier_on_a_page_that_was_just_liked(page, story, subtests):
    page.goto(story.url)
    page.get_by_role("button", name="Like").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you")
    for look in looks(page):
        with subtests.test(look):
            check(page)


def test_axe_finds_no_barrier_on_the_page_of_a_refused_like(page, story, live_server, subtests):
    # A form from nowhere is no page of this site: the like is refused.
    page.set_content(
        f'<form method="post" action="{live_server.url}/likes/{story.pk}/"><button>Win</button></form>'
    )
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The like was not saved")
    page.wait_for_load_state()
    for look in looks(page):
        with subtests.test(look):
            check(page)


@pytest.mark.parametrize("name", ["errors/400", "errors/500", "errors/503", "locked_out"])
def test_axe_finds_no_barrier_on_the_pages_that_stand_alone(page, live_server, name, subtests):
    body = render_to_string(f"portal/{name}.html")
    page.route("**/broken/", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("/broken/")
    for look in looks(page):
        with subtests.test(look):
            check(page)


def test_the_check_fails_on_a_page_with_barriers(page):
    page.set_viewport_size(SIZES[1])
    page.set_content(BAD_PAGE)
    with pytest.raises(pytest.fail.Exception) as failure:
        check(page)
    missed = [rule for rule in FAULTS if f"{rule}: " not in failure.value.msg]
    assert not missed
    assert "pixels are needed" in failure.value.msg


LONG = "Systemanforderungsüberprüfungsabschlussbericht"
ADDRESS = (
    f"https://www.example.org/{'missions/documents/annex-b/' * 4}instrument-interface-control.html"
)


@pytest.fixture
def long_words(site, live_server) -> list[str]:
    """The addresses at which the words of two missions stand that no line holds."""
    for title in (f"Probe und {LONG}", "مسبار الأمل (Hope) 2020!"):
        mission = factories.make_mission(
            title,
            full_name=LONG,
            summary=f"{LONG} und {ADDRESS}"[:250],
            slug=f"long-{len(title)}",
            status=Status.DEVELOPMENT,
            launch_date="2027",
            launcher=LONG,
            launch_site=LONG,
            destination=LONG,
            presents=factories.make_subject(f"{LONG} {len(title)} (mission)"),
            story=[{"type": "prose", "value": f"<h2>{LONG}</h2><p>{ADDRESS}</p>"}],
            links=[("link", {"title": ADDRESS, "url": ADDRESS})],
            facts=[("fact", {"label": LONG, "value": f"{LONG} {ADDRESS}"})],
            milestones=[Milestone(date="2027", title=LONG, text=f"{LONG} {ADDRESS}")],
            instruments=[Instrument(name=LONG, full_name=LONG, measures=ADDRESS)],
            partners=[Partner(name=LONG, role=ADDRESS, share="60 %")],
            subjects=[factories.make_subject(LONG)],
        )
        factories.make_story(title, summary=mission.summary, slug=f"long-{len(title)}")
    return ["/", "/missions/", "/stories/", f"/search/?q={LONG}", "/search/?q=Hope", mission.url,
            mission.url.replace(str(len(title)), str(len(f"Probe und {LONG}")))]  # fmt: skip


def test_no_word_is_so_long_that_a_page_has_to_be_scrolled_sideways(page, long_words, subtests):
    page.set_viewport_size({"width": 320, "height": 720})
    for address in long_words:
        with subtests.test(address):
            assert page.goto(address).status == 200
            needed = page.evaluate("document.documentElement.scrollWidth")
            assert needed <= 320


def test_a_title_that_is_read_from_the_right_begins_there(page, long_words):
    page.goto("/search/?q=Hope")
    title = page.get_by_role("heading", level=3).filter(has_text="Hope").first
    # Where the bracket behind the last Latin word stands: to its left, as in Arabic text.
    box = title.bounding_box()
    link = title.get_by_role("link").bounding_box()
    assert link["x"] + link["width"] >= box["x"] + box["width"] - 2
