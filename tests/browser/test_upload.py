"""An editor uploads many pictures: dropped, by keyboard alone, without script, with a bad line."""

import base64
import io
import re
import zipfile
from itertools import pairwise

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from media.models import ImagePage
from tests.browser import admin, axe
from tests.factories import picture_bytes

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ADDRESS = "/admin/archive/upload/"
DROP = """([names, contents]) => {
  const data = new DataTransfer();
  names.forEach((name, index) => {
    const bytes = Uint8Array.from(atob(contents[index]), (character) => character.charCodeAt(0));
    data.items.add(new File([bytes], name));
  });
  document.querySelector("main").dispatchEvent(
    new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
  );
}"""
LISTEN = """() => {
  window.underWay = window.most = 0;
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    window.most = Math.max(window.most, ++window.underWay);
    this.addEventListener("readystatechange", () => {
      if (this.readyState === XMLHttpRequest.DONE) window.underWay -= 1;
    });
    send.call(this, body);
  };
  window.said = [];
  const status = document.querySelector("[data-counts]");
  new MutationObserver(() => window.said.push([Date.now(), status.textContent]))
    .observe(status, { childList: true });
}"""


@pytest.fixture
def desk(page, site, editor) -> Page:
    """The page “Upload pictures”, before an editor who has signed in."""
    admin.sign_in(page)
    page.goto(ADDRESS)
    return page


def pictures(number: int, first: int = 0) -> dict[str, bytes]:
    return {
        f"crater-{one}.jpg": picture_bytes(size=(60, 40 + one))
        for one in range(first, first + number)
    }


def payload(files: dict[str, bytes]) -> list[dict]:
    return [
        {"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in files.items()
    ]


def drop(page: Page, files: dict[str, bytes]) -> None:
    contents = [base64.b64encode(data).decode() for data in files.values()]
    page.evaluate(DROP, [list(files), contents])


def choose(page: Page, files: dict[str, bytes]) -> None:
    page.get_by_label(re.compile("choose them|Choose pictures")).set_input_files(payload(files))


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name="Files").get_by_role("listitem").filter(has_text=name)


def expect_counts(page: Page, words: str) -> None:
    expect(page.locator("[data-counts]")).to_have_text(words, timeout=60_000)


def faults(page: Page) -> str:
    """What axe finds in our part of the page; the rest is Wagtail's."""
    found = axe.look_at(page)
    assert "color-contrast" in found["passed"], "axe did not look"
    ours = [
        finding
        for finding in found["violations"]
        if any(name.startswith("upload-") for name in finding["classes"])
    ]
    return axe.in_words(ours)


def test_fifty_files_are_dropped_and_the_three_bad_ones_stop_no_other(desk):
    bad = {
        "letter.jpg": b"Dear agency, here is my picture.",
        "cut.jpg": picture_bytes()[:900],
        "notes.txt": b"Notes.",
    }
    desk.evaluate(LISTEN)
    drop(desk, {**pictures(25), **bad, **pictures(22, first=25)})
    expect_counts(desk, "All done: 47 drafts made, 3 refused.")
    assert ImagePage.objects.filter(live=False, owner__username="editor").count() == 47
    assert desk.evaluate("window.most") == 3
    expect(row(desk, "letter.jpg")).to_contain_text("This is not a picture that can be shown")
    expect(row(desk, "cut.jpg")).to_contain_text("The file is damaged")
    expect(row(desk, "notes.txt")).to_contain_text("This is no picture that can be shown.")
    assert faults(desk) == ""

    moments = [moment for moment, _words in desk.evaluate("window.said")]
    pauses = [after - before for before, after in pairwise(moments[:-1])]
    assert min(pauses, default=4000) > 3500, "The counts chatter"

    with desk.expect_popup() as popup:
        row(desk, "crater-46.jpg").get_by_role("link").click()
    expect(admin.field(popup.value, "Title*")).to_have_value("Crater 46")
    desk.get_by_role("link", name="Show your pictures").click()
    expect(desk.get_by_text("47 pictures wait for words in English.")).to_be_visible()


def test_a_keyboard_is_enough_even_when_a_file_has_to_be_sent_again(desk):
    chooser = desk.get_by_label("choose them")
    for _ in range(100):
        desk.keyboard.press("Tab")
        if chooser.evaluate("element => element === document.activeElement"):
            break
    expect(chooser).to_be_focused()
    answers = iter([500])
    desk.route(
        f"**{ADDRESS}",
        lambda route: (
            route.fulfill(status=500, body="Oh.") if next(answers, None) else route.continue_()
        ),
    )
    with desk.expect_file_chooser() as opened:
        chooser.press("Enter")
    opened.value.set_files(payload(pictures(1)))
    expect(row(desk, "crater-0.jpg")).to_contain_text("The portal failed on this file (error 500).")
    again = desk.get_by_role("button", name="Try again: crater-0.jpg")
    for _ in range(10):
        desk.keyboard.press("Tab")
        if again.evaluate("element => element === document.activeElement"):
            break
    desk.keyboard.press("Enter")
    expect_counts(desk, "All done: 1 draft made.")
    expect(row(desk, "crater-0.jpg")).to_be_focused()
    desk.keyboard.press("Tab")
    expect(row(desk, "crater-0.jpg").get_by_role("link")).to_be_focused()


def test_without_script_the_same_page_answers_with_the_same_list(visitor, site, editor):
    page = visitor(java_script_enabled=False)
    page.goto(f"/admin/login/?next={ADDRESS}")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a long secret")
    page.get_by_role("button", name="Sign in").click()
    choose(page, {**pictures(2), "letter.jpg": b"Dear agency, here is my picture."})
    page.get_by_role("button", name="Upload").click()
    expect_counts(page, "All done: 2 drafts made, 1 refused.")
    expect(row(page, "letter.jpg")).to_contain_text("This is not a picture")
    expect(row(page, "crater-1.jpg").get_by_role("link")).to_have_attribute(
        "href", f"/admin/pages/{ImagePage.objects.get(title='Crater 1').pk}/edit/"
    )
    page.get_by_role("link", name="Describe them now").click()
    expect(page.get_by_text("2 pictures wait for words in English.")).to_be_visible()


def test_each_file_has_a_named_progress_bar_while_it_is_under_way(desk):
    held, is_held = [], True
    desk.route(f"**{ADDRESS}", lambda route: held.append(route) if is_held else route.continue_())
    choose(desk, pictures(4))
    bars = desk.get_by_role("progressbar")
    expect(bars).to_have_count(3)
    expect(bars.first).to_have_accessible_name("Upload of crater-0.jpg")
    expect(row(desk, "crater-3.jpg")).to_contain_text("Waiting")
    is_held = False
    for route in held:
        route.continue_()
    expect_counts(desk, "All done: 4 drafts made.")
    expect(bars).to_have_count(0)


def test_a_file_above_the_limit_is_refused_before_it_is_sent(desk, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 2**20
    desk.reload()
    sent = []
    desk.on("request", lambda request: sent.append(request.method))
    choose(desk, {"large.jpg": b"x" * (2**20 + 1)})
    expect_counts(desk, "All done: 0 drafts made, 1 refused.")
    expect(row(desk, "large.jpg")).to_contain_text("larger than the 1 MB that are allowed")
    assert "POST" not in sent


def test_a_lost_connection_says_so_and_loses_nothing(desk):
    desk.context.set_offline(True)
    choose(desk, pictures(5))
    alert = desk.get_by_role("alert").filter(has_text="The connection was lost.")
    expect(alert).to_contain_text("Nothing is lost")
    desk.context.set_offline(False)
    alert.get_by_role("button", name="Go on").click()
    expect_counts(desk, "All done: 5 drafts made.")
    expect(alert).to_have_count(0)


def test_a_session_that_ended_says_so_and_goes_on_after_signing_in_again(desk):
    Session.objects.all().delete()
    choose(desk, pictures(5))
    alert = desk.get_by_role("alert").filter(has_text="Your session has ended.")
    with desk.expect_popup() as popup:
        alert.get_by_role("link", name="sign in again").click()
    popup.value.get_by_label("Username").fill("editor")
    popup.value.get_by_label("Password").fill("a long secret")
    popup.value.get_by_role("button", name="Sign in").click()
    expect(popup.value.get_by_role("button", name="Pictures")).to_be_visible()
    alert.get_by_role("button", name="Go on").click()
    expect_counts(desk, "All done: 5 drafts made.")
    assert ImagePage.objects.count() == 5


def test_a_file_that_was_moved_since_is_refused_and_the_others_come_in(desk, tmp_path):
    paths = [tmp_path / name for name in pictures(5)]
    for path, data in zip(paths, pictures(5).values(), strict=True):
        path.write_bytes(data)
    held, is_held = [], True
    desk.route(f"**{ADDRESS}", lambda route: held.append(route) if is_held else route.continue_())
    desk.get_by_label("choose them").set_input_files(paths)
    expect(row(desk, paths[4].name)).to_contain_text("Waiting")
    paths[4].unlink()
    is_held = False
    for route in held:
        route.continue_()
    expect_counts(desk, "All done: 4 drafts made, 1 refused.")
    expect(row(desk, paths[4].name)).to_contain_text("was changed or moved")


def test_a_zip_becomes_a_line_for_each_of_its_pictures(desk):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in {**pictures(2), "letter.jpg": b"Dear agency."}.items():
            archive.writestr(f"craters/{name}", data)
    choose(desk, {"all.zip": buffer.getvalue()})
    expect_counts(desk, "All done: 2 drafts made, 1 refused.")
    expect(row(desk, "all.zip: crater-1.jpg").get_by_role("link")).to_be_visible()
    expect(row(desk, "all.zip: letter.jpg")).to_contain_text("This is not a picture")
    # A part of a file cannot be sent again.
    expect(desk.get_by_role("button", name="Try again")).to_have_count(0)
