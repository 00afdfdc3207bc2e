"""What visitors read when something is not there or does not work, and what the process says."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core import mail
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from portal.models import HomePage
from portal.views import errors
from tests.factories import make_story

SENTENCE = "PERIGEE_SECRET_KEY is missing or shorter than 32 characters."


def sentence_of(response) -> str:
    return " ".join(response.content.decode().split())


@contextmanager
def database_that_raises(error: Exception):
    """Every statement to the database fails with `error`."""

    def fail(execute, sql, params, many, context):
        raise error

    with connection.execute_wrapper(fail):
        yield


# --- Not found --------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/no-such-page/",
        "/images/no-such-image/",
        "/images/a/b/c/d/",
        "/id/nothing",
        "/files/a/b.jpg",
        "/download/nothing/full.jpg",
        "/.env",
        "/wp-login.php",
    ],
)
def test_what_is_not_there_is_answered_with_help(site, client, address):
    response = client.get(address, follow=True)
    assert response.status_code == 404
    said = sentence_of(response)
    assert "<h1>There is no page here</h1>" in said
    assert 'action="/search/"' in said
    assert 'href="/"' in said
    assert 'name="robots" content="noindex"' in said
    assert "<title>Page not found – Example agency</title>" in said


@pytest.mark.django_db
def test_the_page_that_says_404_still_has_the_menu(site, client):
    said = sentence_of(client.get("/no-such-page/"))
    assert '<a href="/missions/">Missions</a>' in said


@pytest.mark.django_db
def test_what_is_not_there_is_drawn_once_for_all_who_ask(site, client):
    first, second = client.get("/no-such-page/?q=zarquon"), client.get("/images/no-such-image/")
    assert first.templates and not second.templates
    assert second.content == first.content
    assert b"zarquon" not in first.content
    elsewhere = client.get("/no-such-page/", headers={"host": "testserver:81"})
    assert elsewhere.templates


@pytest.mark.django_db
def test_who_is_signed_in_gets_an_answer_of_their_own(site, admin, client):
    assert Client().get("/no-such-page/").templates
    response = admin.get("/no-such-page/")
    assert response.status_code == 404
    assert response.templates


@pytest.mark.django_db
def test_an_unpublished_page_is_not_found(site, client):
    story = make_story()
    story.unpublish()
    assert client.get(story.url).status_code == 404


@pytest.mark.django_db
def test_a_site_without_any_page_answers_404_and_no_error(client):
    assert client.get("/no-such-page/").status_code == 404


def test_an_unknown_host_is_refused_without_an_error(client):
    response = client.get("/", headers={"Host": "evil.example.com"})
    assert response.status_code == 400
    assert "evil" not in sentence_of(response)


# --- Does not work ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draw", "status", "words"),
    [
        (lambda request: errors.server_error(request), 500, "Something went wrong here"),
        (lambda request: errors.unavailable(), 503, "Back in a minute"),
        (lambda request: errors.bad_request(request, None), 400, "not understood"),
    ],
)
def test_the_pages_for_failures_ask_no_database(draw, status, words):
    # Without the django_db mark every query would fail this test.
    response = draw(RequestFactory().get("/"))
    assert response.status_code == status
    said = sentence_of(response)
    assert words in said
    assert '<html lang="en">' in said
    assert said.count("<h1>") == 1
    assert 'href="/"' in said


@pytest.mark.parametrize("error", [OperationalError("away"), InterfaceError("closed")])
def test_a_database_that_is_away_is_answered_with_503(error):
    guard = errors.UnavailableDatabaseMiddleware(lambda request: HttpResponse())
    response = guard.process_exception(RequestFactory().get("/"), error)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("error", [ValueError("a fault of ours"), DatabaseError("a fault of ours")])
def test_a_fault_of_ours_is_no_503(error):
    guard = errors.UnavailableDatabaseMiddleware(lambda request: HttpResponse())
    assert guard.process_exception(RequestFactory().get("/"), error) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/missions/", "/search/?q=crater", "/sitemap.xml", "/no-such-page/", "/id/x"]
)
def test_every_address_says_503_while_the_database_is_away(site, client, address):
    with database_that_raises(OperationalError("could not connect")):
        response = client.get(address)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "Back in a minute" in sentence_of(response)
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_fault_of_ours_is_answered_with_a_page_that_tells_nothing_of_it(site):
    client = Client(raise_request_exception=False)
    with database_that_raises(RuntimeError("a secret detail")):
        response = client.get("/")
    assert response.status_code == 500
    said = sentence_of(response)
    assert "Something went wrong here" in said
    assert "secret" not in said
    assert "public" not in response.get("Cache-Control", "")


# --- Starting ---------------------------------------------------------------------------------


def start(folder, **environment) -> subprocess.CompletedProcess:
    """`manage.py check` in an environment that holds nothing but this."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={**kept, "PERIGEE_DATA_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("environment", [{}, {"PERIGEE_SECRET_KEY": "short"}])
def test_the_portal_does_not_start_without_a_secret_and_says_what_to_do(tmp_path, environment):
    done = start(tmp_path, **environment)
    assert done.returncode != 0
    assert SENTENCE in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_demonstration_makes_a_secret_of_its_own_and_keeps_it(tmp_path):
    done = start(tmp_path, PERIGEE_DEMO="1")
    assert done.returncode == 0, done.stderr
    kept = tmp_path / "secret_key"
    assert len(kept.read_text()) > 40
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_a_mail_about_a_fault_holds_nothing_typed_and_nobodys_address(site, settings, monkeypatch):
    def fail(*_args, **_named):
        raise LookupError("nothing of that name")

    settings.ADMINS = [("Ops", "ops@example.org")]
    settings.CACHE_URL = "redis://:secret@127.0.0.1"
    monkeypatch.setattr(HomePage, "route", fail)
    client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.9")
    client.cookies["like"] = "a-visitor"
    headers = {"x-forwarded-for": "203.0.113.8", "user-agent": "A browser"}
    answer = client.post("/missions/", {"email": "kim@example.org"}, headers=headers)
    assert answer.status_code == 500
    (message,) = mail.outbox
    assert (message.to, message.subject[:10]) == (["ops@example.org"], "[Perigee] ")
    for words in ("LookupError", "nothing of that name", "/missions/", "A browser"):
        assert words in message.body
    for words in ("203.0.113", "a-visitor", "kim@example.org", "DATA_DIR", "redis://"):
        assert words not in message.body
