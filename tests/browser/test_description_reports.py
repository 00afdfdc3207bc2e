"""A visitor reports a problem with a description: without script, with nothing but a keyboard."""

import pytest
from playwright.sync_api import Page, expect

from media.models import DescriptionReport
from tests.browser import admin
from tests.browser.test_accessibility import check, looks
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WORDS = "The shadow lies on the left."


@pytest.fixture
def image(site, live_server):
    return make_shown_image()


def press_until(page: Page, key: str, place) -> None:
    """Press a key until `place` has the focus; fail if it never gets there."""
    for _ in range(60):
        if place.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    pytest.fail(f"{place} cannot be reached with {key}")


def test_a_report_is_sent_without_script_and_with_the_keyboard_alone(visitor, image):
    page = visitor(java_script_enabled=False)
    page.goto(image.url)
    press_until(page, "Tab", page.get_by_role("link", name="Report a problem"))
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Report a problem with this description")
    words, email = page.get_by_label("Tell us more"), page.get_by_label("Your e-mail address")

    # Too little at first: what is wrong is said at the top, and leads to each field.
    press_until(page, "Tab", words)
    page.keyboard.type(WORDS)
    press_until(page, "Tab", email)
    page.keyboard.type("kim at home")
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("The report was not sent")
    expect(summary).to_be_focused()
    for sentence, control in [
        ("Choose what is wrong.", page.get_by_label("Something is missing")),
        ("This is not an e-mail address.", email),
    ]:
        press_until(page, "Tab", summary.get_by_role("link", name=sentence))
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        expect(control).to_be_focused()
        described = control.evaluate(
            "control => [control, control.closest('fieldset')].filter(Boolean).flatMap("
            "place => (place.getAttribute('aria-describedby') || '').split(' '))"
            ".map(id => document.getElementById(id)?.textContent).join(' ')"
        )
        assert sentence in described
        page.keyboard.press("Home")
        summary.evaluate("summary => summary.focus()")

    # Then all of it.
    expect(words).to_have_value(WORDS)
    press_until(page, "Tab", page.get_by_label("Something is missing"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Something is wrong")).to_be_checked()
    press_until(page, "Tab", email)
    page.keyboard.press("Control+a")
    page.keyboard.type("kim@example.org")
    press_until(page, "Tab", page.get_by_role("button", name="Send the report"))
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Thank you for your report")
    page.reload()
    expect(heading).to_have_text("Thank you for your report")
    report = DescriptionReport.objects.get()
    assert (report.problem, report.words, report.email) == ("wrong", WORDS, "kim@example.org")
    assert page.context.cookies() == []


def test_a_page_of_another_site_cannot_report(page, image, live_server):
    elsewhere = live_server.url.replace("localhost", "127.0.0.1")
    form = (
        f'<form method="post" action="{live_server.url}/descriptions/{image.pk}/report/">'
        '<input name="problem" value="other"><input name="words" value="Win"><button>Go</button>'
    )
    page.route(f"{elsewhere}/**", lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto(f"{elsewhere}/prize/")
    with page.expect_response("**/report/") as answer:
        page.get_by_role("button").click()
    assert answer.value.status == 403
    expect(page.get_by_role("alert")).to_contain_text("only from this site")
    assert not DescriptionReport.objects.exists()


def test_axe_finds_no_barrier_in_the_refused_form_nor_on_the_page_of_thanks(page, image, subtests):
    page.goto(f"/descriptions/{image.pk}/report/")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_be_visible()
    for look in looks(page):
        with subtests.test(f"refused, {look}"):
            check(page)
    page.get_by_label("Something else").check()
    page.get_by_label("Tell us more").fill(WORDS)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your report")
    for look in looks(page):
        with subtests.test(f"thanks, {look}"):
            check(page)


def test_an_editor_changes_the_description_beside_the_visitors_words_and_ticks_the_report(
    page, image, editor
):
    DescriptionReport.objects.create(page=image, problem="wrong", words=WORDS)
    admin.sign_in(page)
    page.get_by_role("link", name="1 report about descriptions waits").click()
    page.get_by_role("link", name=image.title).click()
    page.get_by_role("link", name="Change the description").click()
    panel = page.get_by_role("region", name="What visitors report")
    expect(panel).to_contain_text(WORDS)
    admin.field(page, "Image description*").fill("A crater; its shadow lies on the right.")
    panel.get_by_role("checkbox", name="Mark as applied").check()
    admin.publish(page)
    admin.expect_said(page, "marked as applied")
    assert DescriptionReport.objects.get().state == DescriptionReport.State.APPLIED
