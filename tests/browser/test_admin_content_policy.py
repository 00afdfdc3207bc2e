"""The pages of the admin on which no script in the page may run do without one, in a browser."""

import pytest
from playwright.sync_api import Page, expect

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
    for address, heading in (
        ("/admin/", ""),
        ("/admin/coverage/", "Description coverage"),
        (f"/admin/coverage/describe/{draft.pk}/", "Describe"),
        ("/admin/archive/upload/", "Upload pictures"),
        ("/admin/description-reports/", ""),
        ("/admin/agreements/", ""),
        (f"/admin/images/{draft.asset.pk}/", ""),
        (f"/admin/pages/{draft.pk}/replace-file/", ""),
        (f"/admin/bulk/media/imagepage/add_subjects/?id={draft.pk}", ""),
        ("/admin/snippets/media/subject/", ""),
        ("/admin/snippets/media/licence/add/", ""),
        ("/admin/account/", ""),
    ):
        answer = page.goto(address)
        assert answer.status == 200, address
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in f"{policy};", address
        if heading:
            expect(page.get_by_text(heading).first).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert not refused, address
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = '1'; document.body.append(s); }"
    )
    page.wait_for_timeout(200)
    assert refused  # it would be heard


def is_refusal(said: str) -> bool:
    return "Content Security Policy" in said
