"""The report of a visitor about a description: how it is sent, refused, kept and forgotten."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from media.housekeeping import forget_addresses_of_reporters
from media.models import DescriptionReport, ImagePage
from tests.factories import make_image, make_story
from tests.quick_releases import make_shown_image

OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}
WORDS = "The shadow lies on the left <b>side</b>,\nnot on the right."
State = DescriptionReport.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def image(site) -> ImagePage:
    return make_shown_image()


def address(page) -> str:
    return f"/descriptions/{page.pk}/report/"


def send(client, page, headers=OURS, **changes):
    return client.post(address(page), {"problem": "wrong", "words": WORDS, **changes}, **headers)


def test_a_report_is_kept_and_a_page_of_its_own_thanks_for_it(image, client):
    answer = send(client, image, email="kim@example.org")
    assert answer.status_code == 303
    report = DescriptionReport.objects.get()
    assert (report.page, report.problem, report.words) == (image, "wrong", WORDS)
    assert (report.email, report.state) == ("kim@example.org", State.OPEN)
    thanks = client.get(answer["Location"])
    assert thanks.status_code == 200
    assert "Thank you for your report" in thanks.text


def test_nobody_is_thanked_for_a_report_that_was_not_sent(image, client):
    other = make_shown_image("Another crater")
    proof = send(client, other)["Location"].partition("?")[2]
    for query in ("sent=1", f"sent={image.pk}:1u:x", proof):
        said = client.get(f"{address(image)}?{query}").text
        assert "Thank you" not in said and "Send the report" in said


def test_the_page_of_a_picture_leads_to_the_form(image, client):
    assert f'href="{address(image)}"' in client.get(image.url).text


def test_no_cookie_is_set_and_nothing_about_the_visitor_is_kept(image, client):
    client.get(address(image))
    client.get(send(client, image, headers={**OURS, "REMOTE_ADDR": "203.0.113.9"})["Location"])
    assert not client.cookies
    report = DescriptionReport.objects.get()
    kept = "".join(str(getattr(report, field.attname)) for field in report._meta.fields)
    assert report.email == ""
    assert "203.0.113" not in kept


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_REFERER": "http://testserver.elsewhere.example/"},
        {},
    ],
)
def test_a_report_from_another_site_is_refused(image, client, headers):
    answer = send(client, image, headers=headers)
    assert answer.status_code == 403
    assert "only from this site" in answer.text
    assert not DescriptionReport.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"problem": ""}, "Choose what is wrong."),
        ({"problem": "spam"}, "Select a valid choice."),
        ({"words": " \r\n "}, "Write what is wrong, in a few words."),
        ({"words": "x" * 2001}, "Your text has 2001 characters; 2000 fit."),
        ({"words": "a\x00b"}, "Null characters are not allowed."),
        ({"email": "kim at home"}, "This is not an e-mail address."),
        ({"homepage": "https://spam.example"}, "A hidden field was filled in"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(image, client, changes, sentence):
    typed = {"words": "A <i>rare</i> sight.", "email": "kim@example.org", **changes}
    answer = send(client, image, **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    form = answer.context["form"]
    assert (form["words"].value(), form["email"].value()) == (typed["words"], typed["email"])
    assert not form["homepage"].value()
    assert "<i>rare" not in answer.text
    assert not DescriptionReport.objects.exists()


def test_two_thousand_characters_are_taken_however_a_line_ends(image, client):
    assert send(client, image, words="one\r\n" * 499 + "four").status_code == 303
    assert len(DescriptionReport.objects.get().words) == 2000


def test_the_same_report_sent_twice_is_kept_once(image, client):
    assert [send(client, image).status_code for _ in range(2)] == [303, 303]
    assert DescriptionReport.objects.count() == 1
    DescriptionReport.objects.all().close(State.APPLIED, None)
    send(client, image)
    assert DescriptionReport.objects.count() == 2


def test_a_flood_from_one_address_is_slowed_down_and_the_words_stay(image, settings):
    settings.REPORTS_PER_MINUTE = 2
    answers = [send(Client(), image, words=f"Word {n}") for n in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 61
    assert "Word 2" in answers[-1].text
    other = send(Client(), image, headers={**OURS, "REMOTE_ADDR": "203.0.113.9"})
    assert other.status_code == 303


def test_a_report_is_not_counted_as_a_like(image, settings):
    settings.LIKES_PER_MINUTE = 1
    for _ in range(2):
        send(Client(), image)
    assert Client().put(f"/likes/{image.pk}/", **OURS).status_code == 201


def test_one_picture_takes_only_so_many_open_reports(image, client, settings, monkeypatch):
    monkeypatch.setattr(DescriptionReport, "OPEN_AT_MOST", 2)
    answers = [send(client, image, words=f"Word {n}") for n in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert "Word 2" in answers[-1].text and "Many reports" in answers[-1].text
    assert send(client, make_shown_image("Another crater")).status_code == 303
    DescriptionReport.objects.all().close(State.DISMISSED, None, reason="No.")
    assert send(client, image).status_code == 303


def test_only_released_pictures_can_be_reported_on(site, client):
    draft = make_image("A draft", publish=False)
    unreleased = make_image("Another draft", release=False)
    for pk in (draft.pk, unreleased.pk, make_story().pk, 999_999, 10**17):
        for method in ("get", "post"):
            answer = getattr(client, method)(f"/descriptions/{pk}/report/", **OURS)
            assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")


def test_other_methods_are_refused(image, client):
    for method in ("put", "patch", "delete", "options", "trace"):
        answer = getattr(client, method)(address(image), **OURS)
        assert answer.status_code == 405
        assert "POST" in answer["Allow"]


def test_no_answer_may_be_stored_or_indexed(image, client):
    answers = [client.get(address(image)), client.put(address(image)), send(client, image)]
    answers += [send(client, image, words=""), send(client, image, headers={})]
    answers += [client.get(answers[2]["Location"]), client.get("/descriptions/999999/report/")]
    for answer in answers:
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex")


def test_nothing_of_a_report_is_public(image, client):
    send(client, image, words="Quetzalmoon", email="kim@example.org")
    for place in (image.url, address(image), "/search/?q=quetzalmoon", "/images/?q=quetzalmoon"):
        said = Client().get(place).text
        assert "kim@example.org" not in said
        assert "Quetzalmoon" not in said


def test_the_address_of_a_visitor_is_forgotten_90_days_after_the_report_was_closed(image, client):
    for n in range(3):
        send(client, image, words=f"Word {n}", email="kim@example.org")
    first, second, _open = DescriptionReport.objects.order_by("pk")
    of_these = DescriptionReport.objects.filter(pk__in=[first.pk, second.pk])
    of_these.close(State.DISMISSED, None, reason="No.")
    now = timezone.now()
    for report, days in ((first, 91), (second, 89)):
        closed_at = now - datetime.timedelta(days=days)
        DescriptionReport.objects.filter(pk=report.pk).update(closed_at=closed_at)
    DescriptionReport.objects.update(received_at=now - datetime.timedelta(days=400))
    assert forget_addresses_of_reporters() == 1
    kept = DescriptionReport.objects.order_by("pk").values_list("email", flat=True)
    assert list(kept) == ["", "kim@example.org", "kim@example.org"]
    assert forget_addresses_of_reporters() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": ""},
        {"words": "x" * 2001},
        {"problem": "spam"},
        {"state": "applied"},
        {"closed_at": timezone.now()},
        {"state": "lost", "closed_at": timezone.now()},
        {"state": "answered", "closed_at": timezone.now()},
        {"state": "dismissed", "closed_at": timezone.now()},
    ],
)
def test_the_database_refuses_a_report_that_makes_no_sense(image, wrong):
    fields = {"page": image, "problem": "other", "words": WORDS, **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        DescriptionReport.objects.create(**fields)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_with_a_read_only_database_the_report_answers_503_and_the_words_stay(site):
    image, visitor = make_shown_image(), Client()
    lock, unlock = {
        "sqlite": ("PRAGMA query_only=1", "PRAGMA query_only=0"),
        "postgresql": (
            "SET default_transaction_read_only=on",
            "SET default_transaction_read_only=off",
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(lock)
    try:
        assert visitor.get(address(image)).status_code == 200
        answer = send(visitor, image, words="A rare sight")
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert "A rare sight" in answer.text
    finally:
        with connection.cursor() as cursor:
            cursor.execute(unlock)
    assert send(visitor, image).status_code == 303
