"""Spreadsheets of the admin, Wagtail's own included: words stay words, and none is empty."""

import csv
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Page, Site

from media.models import DescriptionReport
from tests.factories import make_story
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db

FORMULA = "=HYPERLINK(1)"
BEGINNINGS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1"]


def rows(client, address: str) -> list[list[str]]:
    """The rows below the headings of a listing's spreadsheet; the same in both kinds of file."""
    sent = b"".join(client.get(f"{address}?export=csv").streaming_content).decode()
    found = list(csv.reader(io.StringIO(sent, newline="")))
    sent = b"".join(client.get(f"{address}?export=xlsx").streaming_content)
    sheet = load_workbook(io.BytesIO(sent)).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"], address
    assert sheet.max_row == len(found)
    for cell in cells:
        assert not str(cell.value).startswith(tuple("=+@\t\r\n")), (address, cell.value)
    return found[1:]


def test_no_cell_of_wagtails_reports_begins_a_formula(site, admin, editor):
    for number, title in enumerate(BEGINNINGS):
        story = make_story(f"Story {number}")
        Page.objects.filter(pk=story.pk).update(
            title=title, draft_title=title, locked=True, locked_by=editor, locked_at=timezone.now()
        )
        story.refresh_from_db()
        log(story, "wagtail.edit", user=editor)
        Redirect.objects.create(
            old_path=f"/{story.pk}", redirect_link=title, site=Site.objects.get()
        )
    escaped = {f"'{title}" for title in BEGINNINGS}
    for report in ("site-history", "aging-pages", "locked"):
        words = {cell for row in rows(admin, f"/admin/reports/{report}/") for cell in row}
        assert escaped <= words, report
    links = {cell for row in rows(admin, "/admin/redirects/") for cell in row}
    assert escaped <= links


def test_agreements_are_exported_with_their_last_day(site, admin):
    make_shown_image(FORMULA, use_until=timezone.localdate())
    [row] = rows(admin, "/admin/agreements/")
    assert row[:3] == [f"'{FORMULA}", str(timezone.localdate()), "today is the last day"]
    assert "export=csv" in admin.get("/admin/agreements/").text


def test_reports_are_exported_without_the_visitors_addresses(site, admin):
    page = make_shown_image("Shown")
    DescriptionReport.objects.create(
        page=page, problem="wrong", words=FORMULA, email="visitor@example.org"
    )
    [row] = rows(admin, "/admin/description-reports/")
    assert {"Shown", "Something is wrong", f"'{FORMULA}", "Open"} <= set(row)
    assert "visitor@example.org" not in "".join(row)


def test_no_listing_offers_a_spreadsheet_without_columns(site, admin):
    make_shown_image("Shown")
    for address in (
        "/admin/agreements/", "/admin/coverage/", "/admin/description-reports/",
        "/admin/snippets/media/subject/", "/admin/snippets/media/licence/", "/admin/users/",
        "/admin/reports/page-types-usage/", "/admin/reports/aging-pages/",
        "/admin/reports/site-history/", "/admin/redirects/",
    ):  # fmt: skip
        if "export=csv" in admin.get(address).text:
            sent = b"".join(admin.get(f"{address}?export=csv").streaming_content).decode()
            assert sent.strip(), address
