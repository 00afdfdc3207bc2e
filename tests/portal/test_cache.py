"""Redis may be away: that is a miss, never an error."""

import pytest

from portal.cache import ForgivingRedisCache
from tests.factories import make_mission

NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def cache():
    options = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}
    return ForgivingRedisCache(NOBODY, {"OPTIONS": options})


def test_a_cache_that_is_away_is_empty(cache):
    assert cache.get("key") is None
    assert cache.get("key", "default") == "default"
    assert cache.get("key", default="default") == "default"
    assert cache.get_many(["key"]) == {}
    assert cache.add("key", 1) is True
    assert not cache.has_key("key")
    for forgotten in (lambda: cache.set("key", 1), lambda: cache.delete("key"), cache.clear):
        assert not forgotten()


def test_pages_and_likes_work_while_redis_is_away(site, client, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "portal.cache.ForgivingRedisCache",
            "LOCATION": NOBODY,
            "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2},
        }
    }
    mission = make_mission()
    assert client.get(mission.url).status_code == 200
    liked = client.put(f"/likes/{mission.pk}/", HTTP_SEC_FETCH_SITE="same-origin")
    assert liked.status_code == 201
