"""The like: once per visitor, with script and without, and every way it can be refused."""

import datetime
import time
from unittest.mock import Mock

import pytest
from django.core.signing import b62_encode, get_cookie_signer
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from media.housekeeping import forget_old_likes
from media.models import Like, LikeCount
from media.visitors import like_view
from media.visitors.identity import COOKIE, SALT
from media.visitors.likes import like_count
from missions.models import MissionPage
from tests.factories import make_gallery, make_image, make_mission, make_story

HALF_A_YEAR = datetime.timedelta(days=180)
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}
pytestmark = pytest.mark.django_db


def count(page) -> int:
    row = LikeCount.objects.filter(pk=page.translation_key).first()
    return row.count if row else 0


@pytest.fixture
def mission(site):
    return make_mission()


def test_a_first_like_answers_201_and_a_second_200_and_counts_once(mission, client):
    first = client.put(f"/likes/{mission.pk}/", **OURS)
    second = client.put(f"/likes/{mission.pk}/", **OURS)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json() == {"liked": True, "count": 1}


def test_two_visitors_count_two(mission):
    for _ in range(2):
        Client().put(f"/likes/{mission.pk}/", **OURS)
    assert count(mission) == 2


def test_a_like_counts_for_its_own_page_and_is_taken_back_from_that_and_by_its_visitor(site):
    smile, juice = make_mission("Smile"), make_mission("Juice")
    one, other = Client(), Client()
    for visitor in (one, other):
        for page in (smile, juice):
            visitor.put(f"/likes/{page.pk}/", **OURS)
    assert (count(smile), count(juice)) == (2, 2)
    one.delete(f"/likes/{smile.pk}/", **OURS)
    assert (count(smile), count(juice)) == (1, 2)
    assert one.put(f"/likes/{juice.pk}/", **OURS).status_code == 200
    assert other.put(f"/likes/{smile.pk}/", **OURS).status_code == 200


def test_a_count_that_was_lost_does_not_fall_below_zero(mission, client):
    client.put(f"/likes/{mission.pk}/", **OURS)
    LikeCount.objects.update(count=0)
    assert client.delete(f"/likes/{mission.pk}/", **OURS).json() == {
        "liked": False,
        "was_known": True,
        "count": 0,
    }


def test_pages_of_every_type_can_be_liked(site, client):
    image = make_image()
    for page in (site, image, make_gallery(images=[image]), make_story(), make_mission()):
        assert client.put(f"/likes/{page.pk}/", **OURS).status_code == 201


def test_a_like_can_be_taken_back_and_given_again(mission, client):
    client.put(f"/likes/{mission.pk}/", **OURS)
    gone = client.delete(f"/likes/{mission.pk}/", **OURS)
    assert (gone.status_code, gone.json()) == (200, {"liked": False, "was_known": True, "count": 0})
    assert client.put(f"/likes/{mission.pk}/", **OURS).status_code == 201


def test_the_form_leads_to_a_page_that_thanks_and_then_says_that_once_is_all(mission, client):
    first = client.post(f"/likes/{mission.pk}/", **OURS)
    assert first.status_code == 303
    assert "Thank you for liking" in client.get(first["Location"]).text
    second = client.post(f"/likes/{mission.pk}/", **OURS)
    said = client.get(second["Location"]).text
    assert "already" in said and "Thank you" not in said
    assert count(mission) == 1


def test_the_page_after_the_form_names_the_page_with_its_count_and_offers_the_way_back(
    mission, client
):
    address = f"/likes/{mission.pk}/"
    before = client.get(address).text
    assert "You have not liked this page" in before and "0 likes" not in before
    assert "“Smile”" in before and f'href="{mission.url}"' in before
    assert "take_back" not in before
    client.post(address, **OURS)
    after = client.get(address).text
    assert "You like this page already" in after and "1 like<" in after
    assert 'name="take_back"' in after
    assert client.get(f"{address}?outcome=taken-back").text.count("You like this page already") == 1


def test_a_refusal_is_a_page_for_the_form_and_a_sentence_for_the_script(mission, client):
    sentence = "A like counts only from this site's own pages."
    page = client.post(f"/likes/{mission.pk}/")
    assert "The like was not saved" in page.text and f'href="{mission.url}"' in page.text
    assert "own pages" in page.text
    for method in ("put", "delete"):
        answer = getattr(client, method)(f"/likes/{mission.pk}/")
        assert answer.json() == {"error": sentence}


def test_a_like_that_is_not_known_is_not_said_to_be_taken_back_and_the_count_stays(mission, client):
    Client().put(f"/likes/{mission.pk}/", **OURS)
    answer = client.delete(f"/likes/{mission.pk}/", **OURS)
    assert answer.json() == {"liked": False, "was_known": False, "count": 1}
    by_form = client.post(f"/likes/{mission.pk}/", {"take_back": "1"}, **OURS, follow=True)
    assert "There was no like to take back" in by_form.text and "1 like<" in by_form.text
    assert "was taken back" not in by_form.text


def test_the_form_takes_a_like_back(mission, client):
    client.post(f"/likes/{mission.pk}/", **OURS)
    answer = client.post(f"/likes/{mission.pk}/", {"take_back": "1"}, **OURS)
    assert answer.status_code == 303
    assert "taken back" in client.get(answer["Location"]).text
    assert count(mission) == 0


def test_nobody_is_thanked_for_a_like_that_was_not_given(mission, client):
    said = client.get(f"/likes/{mission.pk}/?outcome=thanks").text
    assert "Thank you" not in said and "already" not in said


def test_neither_sentence_is_in_a_page_before_the_visitor_acts(mission, client):
    said = client.get(mission.url).text
    assert "Thank you for liking" not in said and "You like this page already" not in said


def test_no_cookie_is_set_before_the_click_and_a_careful_one_after_it(mission, client):
    client.get(mission.url)
    client.get(f"/likes/{mission.pk}/")
    assert not client.cookies
    client.put(f"/likes/{mission.pk}/", **OURS)
    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert cookie["max-age"] == HALF_A_YEAR.total_seconds()
    secure = Client()
    secure.put(f"/likes/{mission.pk}/", secure=True, **OURS)
    assert secure.cookies[COOKIE]["secure"]


def test_the_database_keeps_neither_the_number_nor_the_address(mission, client):
    client.put(f"/likes/{mission.pk}/", REMOTE_ADDR="203.0.113.9", **OURS)
    number = client.cookies[COOKIE].value.split(":")[0]
    row = Like.objects.get()
    assert len(row.visitor) == 64
    kept = "".join(str(getattr(row, field.attname)) for field in Like._meta.fields)
    assert number not in kept and "203.0.113" not in kept


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_REFERER": "https://elsewhere.example/page"},
        {"HTTP_REFERER": "http://testserver.elsewhere.example/"},
        {},
    ],
)
def test_a_like_from_another_site_is_refused(mission, client, headers):
    for method in ("put", "post", "delete"):
        assert getattr(client, method)(f"/likes/{mission.pk}/", **headers).status_code == 403
    assert not client.cookies
    assert count(mission) == 0


@pytest.mark.parametrize(
    "headers", [{"HTTP_ORIGIN": "http://testserver"}, {"HTTP_REFERER": "http://testserver/x/"}]
)
def test_an_older_browser_without_fetch_metadata_can_like(mission, client, headers):
    assert client.put(f"/likes/{mission.pk}/", **headers).status_code == 201


def test_what_visitors_cannot_see_cannot_be_liked(site, client):
    draft = make_mission("Secret", publish=False)
    unreleased = make_image(release=False)
    root = site.get_parent()
    for pk in (draft.pk, unreleased.pk, root.pk, 999_999, 10**17):
        for method in ("put", "post", "delete", "get"):
            answer = getattr(client, method)(f"/likes/{pk}/", **OURS)
            assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")
    assert client.put(f"/likes/{10**30}/", **OURS).status_code == 404


def test_other_methods_are_refused(mission, client):
    for method in ("patch", "options", "trace"):
        answer = getattr(client, method)(f"/likes/{mission.pk}/", **OURS)
        assert answer.status_code == 405
        assert "PUT" in answer["Allow"]


def test_every_answer_forbids_storing(mission, client):
    for method in ("get", "head", "put", "post", "delete", "patch"):
        assert (
            getattr(client, method)(f"/likes/{mission.pk}/", **OURS)["Cache-Control"] == "no-store"
        )
    assert client.put(f"/likes/{mission.pk}/")["Cache-Control"] == "no-store"


def test_a_forged_or_old_cookie_is_a_new_visitor_and_no_error(mission, client):
    client.cookies[COOKIE] = "forged:1u:signature"
    assert client.put(f"/likes/{mission.pk}/", **OURS).status_code == 201
    assert client.get(f"/likes/{mission.pk}/").status_code == 200


def signed_earlier(number: str, days: int) -> str:
    """The cookie as it was set `days` ago."""
    signer = get_cookie_signer(salt=f"{COOKIE}{SALT}")
    moment = int(time.time() - datetime.timedelta(days).total_seconds())
    signer.timestamp = lambda: b62_encode(moment)
    return signer.sign(number)


@pytest.mark.parametrize(("days", "status"), [(179, 200), (181, 201)])
def test_a_visitor_is_known_for_half_a_year(mission, client, days, status):
    client.put(f"/likes/{mission.pk}/", **OURS)
    number = client.cookies[COOKIE].value.split(":")[0]
    returning = Client()
    returning.cookies[COOKIE] = signed_earlier(number, days)
    answer = returning.put(f"/likes/{mission.pk}/", **OURS)
    assert (answer.status_code, answer.json()["count"]) == (status, status - 199)


def test_a_flood_from_one_address_is_slowed_down(mission, settings):
    settings.LIKES_PER_MINUTE = 5
    answers = [Client().put(f"/likes/{mission.pk}/", **OURS) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [201] * 5 + [429] * 2
    assert answers[-1]["Retry-After"]
    other = Client().put(f"/likes/{mission.pk}/", REMOTE_ADDR="203.0.113.9", **OURS)
    assert other.status_code == 201


def test_behind_a_trusted_proxy_visitors_are_told_apart_and_cannot_invent_addresses(
    mission, settings
):
    settings.LIKES_PER_MINUTE, settings.TRUSTED_PROXIES = 1, 1

    def like(forwarded):
        return Client().put(f"/likes/{mission.pk}/", HTTP_X_FORWARDED_FOR=forwarded, **OURS)

    assert like("203.0.113.1").status_code == 201
    assert like("203.0.113.2").status_code == 201
    assert like("198.51.100.7, 203.0.113.1").status_code == 429


def test_old_likes_are_forgotten_and_the_count_stays(mission, client):
    client.put(f"/likes/{mission.pk}/", **OURS)
    Like.objects.update(created_on=timezone.localdate() - datetime.timedelta(days=181))
    assert forget_old_likes() == 1
    assert not Like.objects.exists()
    assert count(mission) == 1


def test_the_count_stands_beside_the_button(mission, client):
    client.put(f"/likes/{mission.pk}/", **OURS)
    assert "1 like" in Client().get(mission.url).text


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_with_a_read_only_database_pages_are_served_and_the_like_answers_503(site):
    mission, visitor = make_mission(), Client()
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
        for address in ("/", mission.url, "/search/?q=smile", f"/likes/{mission.pk}/"):
            assert visitor.get(address).status_code == 200
        for method in ("put", "post"):
            answer = getattr(visitor, method)(f"/likes/{mission.pk}/", **OURS)
            assert (answer.status_code, answer["Retry-After"]) == (503, "60")
            assert not visitor.cookies
    finally:
        with connection.cursor() as cursor:
            cursor.execute(unlock)
    assert visitor.put(f"/likes/{mission.pk}/", **OURS).status_code == 201


# --- What belongs to one page and one visitor ---------------------------------------------------


def test_the_result_page_speaks_of_this_page_and_this_visitor_alone(site, client):
    smile, juice = make_mission("Smile"), make_mission("Juice")
    for _ in range(2):
        Client().put(f"/likes/{smile.pk}/", **OURS)
    said = client.get(f"/likes/{smile.pk}/").text
    assert "2 likes" in said and "You have not liked" in said
    client.put(f"/likes/{smile.pk}/", **OURS)
    said = client.get(f"/likes/{juice.pk}/").text
    assert "0 likes" not in said and "You have not liked" in said
    assert "3 likes" in client.get(f"/likes/{smile.pk}/").text


def test_each_page_of_many_has_its_own_count(site, client):
    smile, juice = make_mission("Smile"), make_mission("Juice")
    make_mission("Vigil")
    client.put(f"/likes/{juice.pk}/", **OURS)
    for _ in range(2):
        Client().put(f"/likes/{smile.pk}/", **OURS)
    counted = MissionPage.objects.annotate(likes=like_count()).values_list("title", "likes")
    assert dict(counted) == {"Smile": 2, "Juice": 1, "Vigil": None}


def test_the_rows_say_in_the_admin_what_they_are(mission, client):
    client.put(f"/likes/{mission.pk}/", **OURS)
    today = timezone.now().date()
    assert str(Like.objects.get()) == f"{mission.translation_key} liked on {today}"
    assert str(LikeCount.objects.get()) == f"1 likes of {mission.translation_key}"


# --- Requests as browsers and proxies send them -------------------------------------------------


def test_head_is_answered_as_get_without_a_body_and_gives_no_like(mission, client):
    answer = client.head(f"/likes/{mission.pk}/")
    assert (answer.status_code, answer.content) == (200, b"")
    assert count(mission) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(like_view, "likeable_page", Mock(side_effect=DatabaseError))
        for method in ("get", "head"):
            refused = getattr(client, method)(f"/likes/{mission.pk}/")
            assert refused.status_code == 503
            assert refused["Content-Type"].startswith("text/html")


def test_a_like_needs_no_token_of_a_form(mission):
    strict = Client(enforce_csrf_checks=True)
    assert strict.put(f"/likes/{mission.pk}/", **OURS).status_code == 201
    assert strict.post(f"/likes/{mission.pk}/", **OURS).status_code == 303


@pytest.mark.parametrize(
    ("limits", "when"), [((1, 100), "in a minute"), ((100, 1), "tomorrow")], ids=["minute", "day"]
)
def test_who_likes_too_much_is_told_when_to_come_back(mission, settings, limits, when):
    settings.LIKES_PER_MINUTE, settings.LIKES_PER_DAY = limits
    assert Client().put(f"/likes/{mission.pk}/", **OURS).status_code == 201
    refused = Client().put(f"/likes/{mission.pk}/", **OURS)
    assert refused.status_code == 429
    assert refused.json()["error"].endswith(f"Try again {when}.")
    assert int(refused["Retry-After"]) > 0
