"""What answers carry: caching, cookies, content policy; and that all visitors get the same bytes."""

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from tests.drafts import make_draft
from tests.factories import make_gallery, make_mission, make_state, make_story, make_topic
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(site) -> list[str]:
    """One address of every type of page, and those that are no pages."""
    image = make_shown_image()
    pages = [
        image,
        make_gallery("Craters", [image]),
        make_mission(lead_image=image),
        make_story(lead_image=image),
        make_topic(),
        make_state(),
    ]
    indexes = [page.url for page in site.get_children()]
    others = ["/search/", "/search/?q=crater", "/sitemap.xml", "/sitemap-pages.xml", "/robots.txt"]
    return ["/", *indexes, *(page.url for page in pages), *others]


def varies(response) -> set[str]:
    return {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}


# --- Caching ----------------------------------------------------------------------------------


def test_public_pages_set_no_cookie_and_vary_on_nothing_that_visitors_have(addresses, client):
    for address in [*addresses, "/no-such-page/"]:
        response = client.get(address)
        assert not response.cookies, address
        assert not varies(response) & {"cookie", "accept-language", "user-agent"}, address


def test_public_pages_may_be_kept_for_a_minute_at_the_edge(addresses, client):
    for address in [*addresses, "/no-such-page/"]:
        directives = client.get(address)["Cache-Control"].split(", ")
        assert {"public", "s-maxage=60", "max-age=0"} <= set(directives), address
        assert "private" not in directives


def test_a_page_that_did_not_change_is_not_sent_again(addresses, client):
    for address in addresses:
        etag = client.get(address)["ETag"]
        response = client.get(address, headers={"If-None-Match": etag})
        assert (response.status_code, response.content) == (304, b""), address
        assert response["ETag"] == etag
        response = client.get(address, headers={"If-None-Match": '"another"'})
        assert response.status_code == 200


def test_a_page_that_changed_is_sent_again(site, client):
    story = make_story()
    etag = client.get(story.url)["ETag"]
    story.summary = "Screw by screw."
    story.save_revision().publish()
    response = client.get(story.url, headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert response["ETag"] != etag


def test_all_visitors_get_the_same_bytes(addresses):
    other = Client(
        headers={"Accept-Language": "fr", "User-Agent": "Something else", "Referer": "http://x/"}
    )
    fan = Client(headers={"Sec-Fetch-Site": "same-origin"})
    image = next(address for address in addresses if address.startswith("/images/a-"))
    number = fan.get(image).context["page"].pk
    assert fan.put(f"/likes/{number}/").status_code == 201
    assert fan.cookies
    for address in addresses:
        answers = [client.get(address) for client in (Client(), other, fan)]
        assert len({answer.content for answer in answers}) == 1, address
        assert len({answer["Cache-Control"] for answer in answers}) == 1
        assert len({answer["ETag"] for answer in answers}) == 1


def test_a_question_asked_with_head_has_the_same_headers(addresses, client):
    for address in addresses:
        asked, told = client.head(address), client.get(address)
        assert (asked.status_code, asked.content) == (200, b"")
        assert asked["Cache-Control"] == told["Cache-Control"]


def test_whoever_is_signed_in_gets_private_answers(addresses, admin):
    for address in addresses:
        response = admin.get(address)
        assert response["Cache-Control"] == "private, no-store", address
        assert "ETag" not in response


def test_a_session_cookie_alone_makes_an_answer_private(site, client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "made-up"
    assert client.get("/")["Cache-Control"] == "private, no-store"


def test_the_admin_is_never_kept(site, client, admin):
    assert "private" in admin.get("/admin/")["Cache-Control"]
    for address in ("/admin/", "/admin/login/", "/admin/files/x.jpg"):
        assert "public" not in Client().get(address).get("Cache-Control", "")


def test_only_editors_see_the_bar_for_editing(site, client):
    story = make_story()
    assert "userbar" not in client.get(story.url).content.decode()
    user = get_user_model().objects.create_superuser("writer", "writer@example.org", "a secret")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert "userbar" in client.get(story.url).content.decode()


# --- Policies ---------------------------------------------------------------------------------


def policy(response) -> dict[str, list[str]]:
    directives = response["Content-Security-Policy"].split(";")
    return {name: values for name, *values in (directive.split() for directive in directives)}


def test_public_pages_run_nothing_but_the_sites_own_scripts(addresses, client):
    for address in [*addresses, "/no-such-page/"]:
        rules = policy(client.get(address))
        assert rules["default-src"] == ["'none'"]
        assert rules["script-src"] == rules["style-src"] == ["'self'"]
        assert rules["object-src"] == rules["base-uri"] == ["'none'"]
        assert not [value for values in rules.values() for value in values if "unsafe" in value]
        assert "http:" not in str(rules)
        assert "*" not in str(rules)


def test_the_admin_alone_has_a_looser_policy(site, admin):
    page = make_draft("A crater at noon")
    rules = policy(admin.get(f"/admin/pages/{page.pk}/edit/"))
    assert "'unsafe-inline'" in rules["script-src"]
    assert "'unsafe-eval'" not in rules["script-src"]
    assert "'unsafe-inline'" not in policy(admin.get("/"))["script-src"]


def test_scripts_in_the_page_run_on_no_page_of_the_admin_that_needs_none(site, admin):
    page = make_draft("A crater at noon")
    for client, address in (
        (Client(), "/admin/login/"),
        (admin, "/admin/"),
        (admin, "/admin/coverage/"),
        (admin, f"/admin/coverage/describe/{page.pk}/"),
        (admin, "/admin/archive/upload/"),
        (admin, "/admin/description-reports/"),
        (admin, "/admin/agreements/"),
        (admin, "/admin/passed-dates/"),
        (admin, f"/admin/pages/{page.pk}/replace-file/"),
        (admin, "/admin/account/"),
        (admin, "/admin/no-such-page/"),
    ):
        rules = policy(client.get(address))
        assert rules["script-src"] == ["'self'"], address
        assert rules["style-src"] == ["'self'", "'unsafe-inline'"], address


def test_every_answer_says_what_browsers_must_not_do(addresses, client):
    for address in [*addresses, "/no-such-page/", "/admin/login/"]:
        response = client.get(address)
        assert response["X-Content-Type-Options"] == "nosniff", address
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_sign_in_cookies_are_closed_to_scripts(site, client):
    get_user_model().objects.create_superuser("editor", "editor@example.org", "a long secret")
    response = client.post("/admin/login/", {"username": "editor", "password": "a long secret"})
    cookie = response.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


# --- Health -----------------------------------------------------------------------------------


def test_health_needs_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_health_is_told_to_any_host(client):
    assert client.get("/healthz", headers={"Host": "10.0.0.3:8000"}).status_code == 200


def test_health_is_never_redirected(settings):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/robots.txt").status_code == 301


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize(
    "address", ["/healthz", "/search/", "/robots.txt", "/sitemap.xml", "/oembed/", "/llms.txt"]
)
def test_what_can_only_be_read_refuses_to_be_written(site, client, method, address):
    assert getattr(client, method)(address).status_code == 405
