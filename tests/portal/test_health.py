"""What a monitor asks: does the process live, and does the portal do its work."""

import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from media.models import WorkerProcess
from portal.page_cache.triggers import make_triggers, remove_triggers
from portal.views import health

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def room(monkeypatch):
    """A disk with room, whatever this machine has."""
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(2**40, 0, 2**40))


@pytest.fixture
def worker():
    return WorkerProcess.objects.create()


def lines() -> tuple[int, dict[str, str]]:
    answer = Client().get("/readyz", headers={"Host": "10.0.0.3:8000"})
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, dict(line.split(": ", 1) for line in answer.text.splitlines())


def test_a_portal_that_works_is_ready(room, worker):
    assert lines() == (200, dict.fromkeys(("database", "disk", "worker", "page cache"), "ok"))


def test_without_a_worker_it_is_not(room):
    status, said = lines()
    assert status == 503
    assert said["worker"].startswith("no worker runs")
    assert (said["database"], said["disk"]) == ("ok", "ok")


def test_a_silent_worker_counts_as_none(room, worker):
    WorkerProcess.objects.update(beat_at=timezone.now() - timedelta(seconds=30))
    assert lines()[0] == 503
    worker.beat()
    assert lines()[0] == 200


def test_a_worker_that_was_taken_for_dead_comes_back(room, worker):
    WorkerProcess.objects.update(beat_at=timezone.now() - timedelta(seconds=30))
    assert WorkerProcess.objects.bury() == 1
    worker.beat()
    assert lines()[0] == 200


def test_a_disk_that_fills_up_is_said(worker, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(2**40, 2**40, 100 * 2**20))
    status, said = lines()
    assert status == 503
    assert said["disk"] == "100 MB are free, 512 are needed"


def test_a_migration_that_broke_off_is_said(room, worker):
    remove_triggers(connection)
    status, said = lines()
    assert status == 503
    assert said["page cache"].endswith("run migrate again")
    make_triggers(connection)
    assert lines()[0] == 200


def test_a_database_that_is_away_is_said_and_no_error(room, monkeypatch):
    def away(*args, **kwargs):
        raise DatabaseError("away")

    monkeypatch.setattr(connection, "cursor", away)
    status, said = lines()
    assert status == 503
    assert said["database"] == "does not answer"
    assert said["worker"].startswith("unknown")


def test_liveness_asks_for_none_of_this(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(health, "CHECKS", {})
    with django_assert_num_queries(0):
        assert Client().get("/healthz").text == "ok\n"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_that_ends_leaves_no_row(site):
    call_command("worker", once=True)
    assert not WorkerProcess.objects.exists()
