"""A disk without room, a database that somebody holds: visitors go on reading."""

import resource
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from django.db import OperationalError, connection, connections, transaction
from django.db.backends.sqlite3 import base

from media.models import LikeCount
from portal.sqlite.base import ROOM, DatabaseWrapper
from tests.factories import make_mission
from tests.servers import serving_process

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
OURS = {"Sec-Fetch-Site": "same-origin"}
PAGES = ["/", "/missions/", "/missions/smile/", "/search/?q=wind", "/healthz"]


@pytest.fixture
def mission(site):
    return make_mission()


def like(address: str, mission) -> int:
    return requests.put(f"{address}/likes/{mission.pk}/", headers=OURS, timeout=60).status_code


def read(address: str) -> list[int]:
    return [requests.get(f"{address}{page}", timeout=60).status_code for page in PAGES]


def without_room(pid: int) -> None:
    """From now on no file that this process or one it has begun writes to may grow, or be there at all."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for one in (pid, *map(int, children)):
        resource.prlimit(one, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="Linux limits other processes")
def test_pages_are_read_while_no_file_can_be_written(mission):
    with serving_process(workers=1) as (address, server):
        without_room(server.pid)
        for _ in range(2):
            assert read(address) == [200] * len(PAGES)
        answer = like(address, mission)
        if connection.vendor == "sqlite":  # another machine's disk may have room
            assert answer == 503
            assert not LikeCount.objects.exists()
        assert read(address) == [200] * len(PAGES)


@contextmanager
def held_database():
    """Somebody writes for long: on SQLite all of it is held, on PostgreSQL the table of counts, for writing."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            yield
            cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {LikeCount._meta.db_table} IN EXCLUSIVE MODE")
            yield


def test_reading_goes_on_while_twelve_likes_wait_for_the_database(mission):
    connections.close_all()
    with serving_process(workers=1) as (address, _server), ThreadPoolExecutor(12) as visitors:
        assert read(address) == [200] * len(PAGES)
        with held_database():
            likes = [visitors.submit(like, address, mission) for _ in range(12)]
            for _ in range(5):
                assert read(address) == [200] * len(PAGES)
            assert {one.result() for one in likes} == {503}  # while it is still held
        assert like(address, mission) == 201


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of SQLite's files")
def test_a_full_disk_keeps_room_for_the_opening(tmp_path, monkeypatch):
    """After a restart SQLite has to make a file before it can read."""
    file = tmp_path / "some.sqlite3"
    file.touch()
    room = file.with_name("some.sqlite3-room")
    opened = DatabaseWrapper({**connections["default"].settings_dict, "NAME": str(file)})
    opened.connect()
    opened.close()
    assert room.stat().st_size == ROOM

    def open_where_there_is_room(self, params):
        if room.exists():
            raise OperationalError("disk I/O error")
        return real(self, params)

    real = base.DatabaseWrapper.get_new_connection
    monkeypatch.setattr(base.DatabaseWrapper, "get_new_connection", open_where_there_is_room)
    monkeypatch.setattr("os.urandom", lambda _bytes: throw(OSError(28, "No space left on device")))
    for _ in range(2):
        opened.connect()
        opened.close()
    assert not list(tmp_path.glob("*-room*"))
    monkeypatch.undo()
    opened.connect()
    opened.close()
    assert room.exists()


def throw(error: Exception):
    raise error
