"""Limits: they count networks, over all processes, and forget."""

import threading

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from media.housekeeping import forget_tallies
from media.models import LikeCount, Tally
from media.visitors import tallies, turns
from media.visitors.network import network_of
from portal.cache import ForgivingRedisCache
from tests.factories import make_mission

OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def mission(site):
    return make_mission()


def request_from(address: str):
    return RequestFactory().get("/", REMOTE_ADDR=address)


def likes(mission, *addresses: str) -> list[int]:
    return [
        Client().put(f"/likes/{mission.pk}/", REMOTE_ADDR=address, **OURS).status_code
        for address in addresses
    ]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::"),
        ("2001:db8:1:3::9", "2001:db8:1:3::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_an_ipv6_address_counts_as_its_network(address, network):
    assert network_of(request_from(address)) == network


def test_all_addresses_of_an_ipv6_network_share_one_limit(mission, settings):
    settings.LIKES_PER_MINUTE = 2
    same = [f"2001:db8:1:2::{number:x}" for number in range(3)]
    assert likes(mission, *same) == [201, 201, 429]
    assert likes(mission, "2001:db8:1:3::1") == [201]


def test_the_limit_of_a_day_holds_when_that_of_a_minute_does_not(mission, settings, monkeypatch):
    settings.LIKES_PER_MINUTE, settings.LIKES_PER_DAY = 100, 3
    moment = 1_790_000_000
    monkeypatch.setattr(tallies.time, "time", lambda: moment)
    assert likes(mission, "203.0.113.1", "203.0.113.1") == [201, 201]
    moment += 10 * 60
    assert likes(mission, "203.0.113.1", "203.0.113.1") == [201, 429]
    refused = Client().put(f"/likes/{mission.pk}/", REMOTE_ADDR="203.0.113.1", **OURS)
    assert int(refused["Retry-After"]) > 3600
    assert "tomorrow" in refused.json()["error"]
    moment += 24 * 60 * 60
    assert likes(mission, "203.0.113.1") == [201]


def test_the_limit_holds_over_processes_that_share_no_memory(mission, settings):
    settings.LIKES_PER_MINUTE = 2
    answers = []
    for _ in range(3):
        answers += likes(mission, "203.0.113.1")
        cache.clear()  # what another process would not see
    assert answers == [201, 201, 429]


def test_a_shared_cache_counts_in_place_of_the_database(mission, settings):
    settings.CACHE_IS_SHARED, settings.LIKES_PER_MINUTE = True, 2
    assert likes(mission, *["203.0.113.1"] * 3) == [201, 201, 429]
    assert not Tally.objects.exists()


def test_the_database_counts_while_the_shared_cache_is_away(mission, settings, monkeypatch):
    settings.CACHE_IS_SHARED, settings.LIKES_PER_MINUTE = True, 2
    away = ForgivingRedisCache("redis://127.0.0.1:1", {})  # nothing listens there
    monkeypatch.setattr(tallies, "cache", away)
    assert likes(mission, *["203.0.113.1"] * 3) == [201, 201, 429]


def test_a_tally_tells_neither_who_came_nor_for_what(mission):
    likes(mission, "203.0.113.1")
    assert {field.name for field in Tally._meta.fields} == {"key", "count", "ends_at"}
    for row in Tally.objects.all():
        assert len(row.key) == 64
        assert set(row.key) <= set("0123456789abcdef")


def test_tallies_are_forgotten_once_their_time_is_over(mission, monkeypatch):
    monkeypatch.setattr(tallies.time, "time", lambda: 1_700_000_000)  # 2023
    likes(mission, "203.0.113.1")
    monkeypatch.undo()
    likes(mission, "203.0.113.1")
    assert forget_tallies() == 2
    assert Tally.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_both_counted(transactional_db):
    barrier = threading.Barrier(4)
    counts = []

    def count():
        barrier.wait()
        counts.append(tallies.counted("a deed", 4_000_000_000))
        connection.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Tally.objects.get().count == 4
    assert max(counts) == 4


# --- Turns ------------------------------------------------------------------------------------


def test_a_like_gives_up_while_others_wait_for_the_database(mission, monkeypatch):
    monkeypatch.setattr(turns, "turns", turns.Turns(1))
    monkeypatch.setattr(turns, "STUCK_AFTER", 0)
    with turns.a_turn():
        answer = Client().put(f"/likes/{mission.pk}/", **OURS)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert not LikeCount.objects.exists()
    assert likes(mission, "203.0.113.1") == [201]


def test_a_like_waits_for_those_who_are_only_before_it(monkeypatch):
    one_at_once = turns.Turns(1)
    first = one_at_once.take()
    second = []
    waiting = threading.Thread(target=lambda: second.append(one_at_once.take()))
    waiting.start()
    one_at_once.give_back(first)
    waiting.join(10)
    assert one_at_once.begun == second
    assert len(second) == 1


def test_a_turn_is_given_back_when_the_writing_fails(db):
    for _ in range(turns.AT_ONCE + 1):
        with pytest.raises(OperationalError, match="away"), turns.a_turn():
            raise OperationalError("away")


def test_a_visitor_waits_shorter_for_the_lock_than_an_editor(db):
    asked = "PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SHOW lock_timeout"

    def patience():
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return cursor.fetchone()[0]

    usual = patience()
    with turns.short_wait_for_the_lock():
        assert patience() in (4000, "4s")
    assert patience() == usual
