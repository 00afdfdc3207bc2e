"""The pages of the admin on which no script in the page may run do without one, in a browser."""

import pytest
from playwright.sync_api import Page

from tests.browser.admin import sign_in
from tests.drafts import make_draft
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_no_page_without_inline_scripts_misses_one(site, editor, page: Page):
    draft = make_draft("A crater at noon")
    make_shown_image("A released crater")
    refused = []
    page.on("console", lambda said: refused.append(said.text) if is_refusal(said.text) else None)
    page.goto("/admin/login/")
    sign_in(page)
    for address in (
        "/admin/",
        "/admin/coverage/",
        f"/admin/coverage/describe/{draft.pk}/",
        "/admin/archive/",
        "/admin/archive/upload/",
        "/admin/description-reports/",
        "/admin/agreements/",
        "/admin/images/",
        "/admin/users/new/",
        f"/admin/pages/{draft.pk}/replace-file/",
        "/admin/snippets/media/subject/",
        "/admin/snippets/media/licence/add/",
        "/admin/account/",
    ):
        answer = page.goto(address)
        assert answer.status == 200, address
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in f"{policy};", address
        page.wait_for_load_state("networkidle")
        assert not refused, address
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))"
    )
    page.wait_for_timeout(200)
    assert refused  # it would be heard


def is_refusal(said: str) -> bool:
    return "Content Security Policy" in said
