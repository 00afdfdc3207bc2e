"""An editor's way with one picture, from the upload to the public and back, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from media.models import ImageIndexPage, ImagePage
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_x(page, editor, site, live_server):
    from pathlib import Path
    shots = Path("/root/shots"); shots.mkdir(exist_ok=True)
    n = 0
    def shot(name):
        nonlocal n
        n += 1
        page.screenshot(path=shots / f"{n:02}-{name}.png", full_page=True)
        (shots / f"{n:02}-{name}.html").write_text(page.content())
        (shots / f"{n:02}-{name}.aria").write_text(page.locator("body").aria_snapshot())
    page.on("console", lambda m: print("CONSOLE", m.type, m.text))
    page.on("response", lambda r: print(r.status, r.request.method, r.url) if r.status > 399 else None)
    page.goto("/admin/")
    shot("login")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("a long secret")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    shot("home")
    page.goto(f"/admin/pages/add/media/imagepage/{ImageIndexPage.objects.get().pk}/")
    shot("add")
    page.get_by_role("textbox", name="Title*").fill("A crater at noon")
    page.get_by_role("tab", name="Promote").click()
    page.get_by_role("textbox", name="Slug").fill("a-crater-at-noon")
    page.get_by_role("tab", name="Content").click()
    page.wait_for_timeout(6000)
    shot("autosaved?"); print(page.url)
    page.get_by_role("button", name="Choose an image").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Upload").click()
    shot("upload")
    dialog.get_by_label("File").set_input_files({"name": "broken.jpg", "mimeType": "image/jpeg", "buffer": factories.picture_bytes()[:3000]})
    dialog.get_by_role("button", name="Upload").click()
    page.wait_for_timeout(3000)
    shot("damaged")
    dialog.get_by_label("File").set_input_files({"name": "noon.jpg", "mimeType": "image/jpeg", "buffer": factories.picture_bytes()})
    dialog.get_by_role("button", name="Upload").click()
    page.wait_for_timeout(3000)
    shot("chosen")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_timeout(3000)
    shot("saved")
    page.get_by_role("button", name="Toggle preview").click()
    page.wait_for_timeout(5000)
    shot("preview")
    for f in page.frames: print(f.url)
    print(page.frames[-1].locator("img").evaluate_all("e => e.map(i => [i.currentSrc, i.naturalWidth])"))
    page.get_by_role("button", name="More actions").click()
    shot("more")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_timeout(3000)
    shot("refused")

    page.get_by_role("textbox", name="Alt text*").fill(factories.ALT)
    page.get_by_role("textbox", name="Image description*").fill(factories.DESCRIPTION)
    page.get_by_role("textbox", name="Credit*").fill("Example agency")
    factories.make_licence()
    page.get_by_role("button", name="Choose licence").click()
    page.wait_for_timeout(2000)
    shot("licences")
    page.get_by_role("dialog").get_by_role("link", name="Licence CC BY 4.0").click()
    page.wait_for_timeout(1000)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    page.wait_for_timeout(3000)
    shot("published")
    print(page.url)
