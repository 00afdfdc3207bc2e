"""A visitor likes a page with script: at once, only once, and until it is taken back."""

import pytest
from playwright.sync_api import Locator, Page, expect

from media.models import Like, LikeCount

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

THANKS = "Thank you for liking this page."
NOT_SAVED = "Your like could not be saved. Nothing is lost: try again in a minute."


def button(page: Page) -> Locator:
    return page.locator("form.like button")


def count(page: Page) -> Locator:
    return page.locator("[data-count]")


def status(page: Page) -> Locator:
    return page.locator("form.like").get_by_role("status")


def expect_liked(page: Page, liked: bool) -> None:
    expect(button(page)).to_have_attribute("data-liked", "true" if liked else "false")


def like(page: Page) -> None:
    button(page).click()
    expect(status(page)).to_have_text(THANKS)


def test_one_click_likes_and_says_thanks(page, story):
    page.goto(story.url)
    expect_liked(page, False)
    expect(count(page)).to_have_text("")
    like(page)
    expect_liked(page, True)
    expect(count(page)).to_have_text("1 like")
    assert LikeCount.objects.get(pk=story.translation_key).count == 1


def test_a_reload_remembers_the_like_without_asking_the_server(page, story):
    page.goto(story.url)
    like(page)
    asked = requests_for_likes(page)
    page.reload()
    expect_liked(page, True)
    expect(count(page)).to_have_text("1 like")
    expect(status(page)).to_be_empty()
    send_something_else(page)
    assert asked == []


def test_a_second_click_takes_the_like_back(page, story):
    page.goto(story.url)
    like(page)
    button(page).click()
    expect(status(page)).to_have_text("Your like was taken back.")
    expect_liked(page, False)
    expect(count(page)).to_have_text("")
    assert not Like.objects.exists()
    page.reload()
    expect_liked(page, False)


def test_two_clicks_before_the_answer_are_one_like(page, story):
    page.goto(story.url)
    asked = requests_for_likes(page)
    button(page).dblclick()
    expect(status(page)).to_have_text(THANKS)
    send_something_else(page)
    assert asked == ["PUT"]
    expect(count(page)).to_have_text("1 like")


def test_a_double_click_is_one_like_however_quick_the_answer(page, story):
    page.goto(story.url)
    asked = requests_for_likes(page)
    like(page)
    # The mouse still rests on the button: its second press within the time of a double click.
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    send_something_else(page)
    assert asked == ["PUT"]


def requests_for_likes(page: Page) -> list[str]:
    """A list that grows by the method of each request for a like from now on."""
    asked = []
    page.on("request", lambda sent: asked.append(sent.method) if "/likes/" in sent.url else None)
    return asked


def send_something_else(page: Page) -> None:
    """Whatever the page sent of its own accord before this has been noted after it."""
    page.evaluate("async () => { await fetch(location.href) }")


def test_who_lost_the_memory_but_not_the_cookie_is_told_that_once_is_all(page, story):
    page.goto(story.url)
    like(page)
    page.evaluate("localStorage.clear()")
    page.reload()
    expect_liked(page, False)
    button(page).click()
    expect(status(page)).to_have_text("You like this page already; once is all.")
    expect_liked(page, True)
    assert LikeCount.objects.get(pk=story.translation_key).count == 1


def test_two_visitors_are_two_likes(visitor, story):
    for number, words in [(1, "1 like"), (2, "2 likes")]:
        page = visitor()
        page.goto(story.url)
        like(page)
        expect(count(page)).to_have_text(words)
        assert Like.objects.count() == number


def test_a_visitor_has_no_cookie_before_the_click_and_one_after_it(page, story):
    page.goto(story.url, wait_until="networkidle")
    page.goto("/", wait_until="networkidle")
    page.goto(story.url, wait_until="networkidle")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length") == 0
    like(page)
    (cookie,) = page.context.cookies()
    assert cookie["name"] == "visitor"
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"


def test_the_page_says_neither_thanks_nor_already_before_the_click(page, story):
    html = page.goto(story.url).text()
    assert "thank you" not in html.lower()
    assert "already" not in html.lower()
    expect(status(page)).to_be_empty()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"status": 503, "json": {"error": NOT_SAVED}}, NOT_SAVED),
        (
            {"status": 503, "content_type": "text/html", "body": "<h1>Back in a minute</h1>"},
            "Your like could not be saved. Try again in a minute.",
        ),
    ],
    ids=["by the portal", "by a server before it"],
)
def test_a_like_that_could_not_be_saved_says_so(page, story, answer, sentence):
    page.goto(story.url)
    page.route("**/likes/**", lambda route: route.fulfill(**answer))
    button(page).click()
    expect(status(page)).to_have_text(sentence)
    expect_liked(page, False)
    expect(count(page)).to_have_text("")
    page.unroute("**/likes/**")
    like(page)


def test_a_like_without_network_says_so(page, story):
    page.goto(story.url)
    page.route("**/likes/**", lambda route: route.abort())
    button(page).click()
    expect(status(page)).to_have_text("Your like could not be saved. Try again in a minute.")
    expect_liked(page, False)


def test_a_browser_that_keeps_no_memory_can_like(page, story):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('closed') } })"
    )
    page.goto(story.url)
    like(page)
    expect_liked(page, True)


def test_a_page_of_another_site_cannot_like(page, story, live_server):
    elsewhere = live_server.url.replace("localhost", "127.0.0.1")
    form = f'<form method="post" action="{live_server.url}/likes/{story.pk}/"><button>Win</button></form>'
    page.route(f"{elsewhere}/**", lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto(f"{elsewhere}/prize/")
    with page.expect_response("**/likes/**") as answer:
        page.get_by_role("button").click()
    assert answer.value.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("The like was not saved")
    assert not Like.objects.exists()
    assert page.context.cookies() == []
