"""Likes over HTTP against two server processes, many at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.db import connections

from media.models import Like, LikeCount
from media.visitors import identity
from tests.factories import make_mission
from tests.servers import serving

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def mission(site):
    return make_mission()


@pytest.fixture
def address(mission):
    connections.close_all()
    with serving(
        workers=2, PERIGEE_LIKES_PER_MINUTE="100000", PERIGEE_LIKES_PER_DAY="100000"
    ) as server:
        yield f"{server}/likes/{mission.pk}/"


def test_a_hundred_likes_at_once_by_one_visitor_count_once(mission, address):
    first = requests.put(address, headers=OURS, timeout=30)
    requests.delete(address, headers=OURS, cookies=first.cookies, timeout=30)

    def like(_number):
        return requests.put(address, headers=OURS, cookies=first.cookies, timeout=60).status_code

    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(like, range(100)))
    assert sorted(answers) == [200] * 99 + [201]
    assert LikeCount.objects.get(pk=mission.translation_key).count == 1
    assert Like.objects.count() == 1


def test_a_thousand_visitors_at_once_count_a_thousand(mission, address):
    def like(_number):
        return requests.put(address, headers=OURS, timeout=60)

    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(like, range(1000)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.cookies[identity.COOKIE] for answer in answers}) == 1000
    assert LikeCount.objects.get(pk=mission.translation_key).count == 1000
    assert Like.objects.count() == 1000
