"""What could not be drawn and was left out of a page is reported, and never at a visitor's cost."""

import re
import sqlite3
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.template import Context, Template
from django.urls import resolve, reverse
from django.utils import timezone

from media.models import LeftOut
from media.visitors import left_out
from media.visitors.left_out import MOST_KINDS, forget_left_out
from missions.models import MissionPage
from tests.factories import make_mission

pytestmark = pytest.mark.django_db


class Failing:
    """In the place of a card's template: one page has none."""

    error: Exception = LookupError("many words\nnothing of that name")

    def __get__(self, page, kind):
        if page is not None and page.title == "Broken":
            raise self.error
        return "missions/mission_card.html"


@pytest.fixture
def broken(site, monkeypatch, settings):
    """A mission whose card cannot be drawn; each answer writes what it left out."""
    monkeypatch.setattr(left_out, "PAUSE", 0)
    settings.ADMINS = [("Ops", "ops@example.org")]
    page = make_mission("Broken")
    monkeypatch.setattr(MissionPage, "card_template", Failing())
    return page


def test_a_kind_of_fault_is_one_row_that_says_where_why_since_when_and_how_often(broken, client):
    for address in ("/missions/", "/missions/", "/"):
        assert client.get(address).status_code == 200
    cards, home = LeftOut.objects.order_by("pk")
    assert (cards.what, cards.page.specific, cards.count) == (f"MissionPage {broken.pk}", broken, 2)
    assert re.fullmatch(r"missions/\w+\.html:\d+|components/cards\.html:\d+", cards.template)
    assert (cards.raised, cards.error) == ("LookupError", "LookupError: nothing of that name")
    assert (cards.address, home.address) == ("/missions/", "/")
    assert cards.first_at < cards.last_at
    assert [message.to for message in mail.outbox] == [["ops@example.org"]] * 2  # one a kind
    assert str(cards) in mail.outbox[0].body and "/admin/left-out/" in mail.outbox[0].body


def test_a_page_that_is_whole_writes_nothing(broken, client, django_assert_num_queries):
    broken.unpublish()
    client.get("/missions/")
    with django_assert_num_queries(0):
        left_out.write_what_was_left_out()
    assert not LeftOut.objects.exists()


def test_one_process_writes_now_and_then_and_counts_meanwhile(broken, client, monkeypatch):
    monkeypatch.setattr(left_out, "PAUSE", 60)
    for _ in range(3):
        client.get("/missions/")
    assert LeftOut.objects.get().count == 1
    left_out.waiting.next_write_at = 0
    client.get("/missions/")
    assert LeftOut.objects.get().count == 4


def test_rows_and_what_waits_for_a_row_are_bounded_and_the_latest_stay(broken, client):
    for number in range(MOST_KINDS + 5):
        left_out.left_out(None, f"Thing {number}", "a.html:1", ValueError("x" * 900), "/" * 900)
    assert len(left_out.waiting.faults) == MOST_KINDS
    left_out.write_what_was_left_out()
    client.get("/missions/")
    assert LeftOut.objects.count() == MOST_KINDS
    assert LeftOut.objects.filter(page=broken).exists()


def test_a_mail_server_that_is_away_costs_nobody_anything(broken, client, monkeypatch):
    def away(*_args, **_named):
        raise OSError("no route")

    monkeypatch.setattr(left_out, "mail_admins", away)
    assert client.get("/missions/").status_code == 200
    assert LeftOut.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite's one lock, and its files")
def test_a_database_that_is_held_or_takes_nothing_costs_no_time_and_no_page(broken, client):
    held = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    begun = timezone.now()
    try:
        assert client.get("/missions/").status_code == 200
    finally:
        held.close()
    assert timezone.now() - begun < timedelta(seconds=2)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)
        cursor.execute("PRAGMA query_only = ON")
        try:
            assert client.get("/missions/").status_code == 200
        finally:
            cursor.execute("PRAGMA query_only = OFF")
    assert not LeftOut.objects.exists()
    client.get("/missions/")
    assert LeftOut.objects.get().page.specific == broken


def test_the_token_of_a_press_link_stands_neither_in_a_row_nor_in_the_log(rf, caplog):
    request = rf.get(reverse("press_preview", args=["a-secret"]))
    request.resolver_match = resolve(request.path)
    page = Template("{% load guarded %}a{% guarded what %}{% include None %}{% endguarded %}b")
    assert page.render(Context({"what": "a word", "request": request})) == "ab"
    left_out.write_what_was_left_out()
    assert LeftOut.objects.get().address == "/preview/<str:token>/"
    assert "/preview/<str:token>/" in caplog.text and "a-secret" not in caplog.text


def test_administrators_read_it_in_the_admin_and_a_fault_of_last_week_is_forgotten(broken, admin):
    def home() -> str:
        return admin.get("/admin/").content.decode()

    assert "/admin/left-out/" in home()  # in the menu
    assert "left out of pages</a>" not in home()
    admin.get("/missions/")
    assert "1 thing could not be drawn and was left out of pages" in home()
    listing = admin.get("/admin/left-out/").content.decode()
    for words in ("Broken", "nothing of that name", "Last missing from /missions/"):
        assert words in listing
    assert f"/admin/pages/{broken.pk}/edit/" in listing
    LeftOut.objects.update(last_at=timezone.now() - timedelta(days=2))
    assert "left out of pages</a>" not in home()
    assert (forget_left_out(), LeftOut.objects.count()) == (0, 1)
    LeftOut.objects.update(last_at=timezone.now() - timedelta(days=8))
    assert (forget_left_out(), LeftOut.objects.count()) == (1, 0)
