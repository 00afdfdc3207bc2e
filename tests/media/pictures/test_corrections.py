"""Corrections: what visitors are told about what was wrong, and when."""

import re
from datetime import date

import pytest

from media.models import Correction, ImagePage
from tests.forms import send_form
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db

NOTES = {
    "corrections-TOTAL_FORMS": "2",
    "corrections-0-made_on": "2026-05-04",
    "corrections-0-text": "The caption named the <wrong> crater.",
    "corrections-0-id": "",
    "corrections-0-DELETE": "",
    "corrections-1-made_on": "2026-09-30",
    "corrections-1-text": "The year was wrong.",
    "corrections-1-id": "",
    "corrections-1-DELETE": "",
}


def words_of(client, page: ImagePage) -> str:
    said = re.sub(r"<[^>]+>", "", client.get(page.url).content.decode())
    return " ".join(said.split())


def test_visitors_read_the_newest_correction_first_once_the_page_is_published(site, admin, client):
    image = make_shown_image()
    address = f"/admin/pages/{image.pk}/edit/"
    send_form(admin, address, **NOTES)
    assert "Updated on" not in words_of(client, image)
    preview = admin.get(f"/admin/pages/{image.pk}/view_draft/").content.decode()
    assert "The year was wrong." in preview
    send_form(admin, address, **{"action-publish": "publish"})
    assert Correction.objects.count() == 2
    first = "Updated on 30 September 2026: The year was wrong."
    second = "Updated on 4 May 2026: The caption named the &lt;wrong&gt; crater."
    said = words_of(client, image)
    assert 0 < said.index(first) < said.index(second)


def test_a_page_without_corrections_says_nothing_of_them(site, client):
    assert "Updated on" not in words_of(client, make_shown_image())


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("field", ["made_on", "text"])
def test_a_correction_needs_its_day_to_be_saved_and_its_text_to_be_published(
    site, admin, live, field
):
    image = make_shown_image()
    if not live:
        image.unpublish()
    notes = {**NOTES, f"corrections-0-{field}": ""}
    address = f"/admin/pages/{image.pk}/edit/"
    response = send_form(admin, address, **notes, **{"action-publish": "publish"})
    assert "required" in str(response.context["form"].formsets["corrections"].errors)
    assert "The year was wrong." in response.content.decode()
    assert send_form(admin, address, **notes).status_code == 200


def test_corrections_of_one_day_stand_with_the_later_one_first(site):
    image = make_shown_image()
    for text in ("One.", "Two."):
        image.corrections.add(Correction(made_on=date(2026, 5, 4), text=text))
    assert [note.text for note in image.corrections_newest_first()] == ["Two.", "One."]
