"""The worker as a process of its own: it releases, publishes on time, ends politely, recovers."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from wagtail.models import PageLogEntry

from media.models import ImagePage, Release
from portal.management.commands.worker import Command
from portal.scheduling import follow_schedule
from tests.factories import make_asset, make_image, make_mission
from tests.servers import database_url

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@contextmanager
def working():
    """A worker process on the test's own database and stores."""
    connections.close_all()
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.server_settings",
            "DATABASE_URL": database_url(),
        },
    )
    try:
        yield worker
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def eventually(condition, seconds: int = 65) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def test_the_worker_releases_what_is_published_and_ends_when_told_to(site):
    make_image(release=False)
    with working() as worker:
        assert eventually(Release.objects.public().exists)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0


def test_a_worker_killed_in_the_middle_is_followed_by_one_that_finishes(site, client):
    image = make_image(release=False, asset=make_asset(size=(4000, 3000)))
    with working() as worker:
        assert eventually(Release.objects.filter(state="preparing").exists)
        worker.kill()
        worker.wait()
    assert client.get(image.url).status_code == 404
    assert not [path for path in (settings.DATA_DIR / "public").rglob("*") if path.is_file()]
    Release.objects.update(started_at=timezone.now() - timedelta(hours=1))
    with working():
        assert eventually(Release.objects.public().exists)
    assert client.get(image.url).status_code == 200


def test_a_scheduled_page_appears_on_time(site, client):
    mission = make_mission(publish=False)
    mission.go_live_at = timezone.now() + timedelta(seconds=1)
    mission.save_revision().publish()
    assert client.get(mission.url).status_code == 404
    with working():
        assert eventually(lambda: client.get(mission.url).status_code == 200)


def test_a_page_that_may_not_be_published_does_not_hold_up_the_next(site):
    bad, good = make_image("Bad", publish=False, alt_text=""), make_mission(publish=False)
    for page in (bad, good):
        page.go_live_at = timezone.now() - timedelta(minutes=1)
        page.save_revision(clean=False, approved_go_live_at=page.go_live_at)
    sentences = list(follow_schedule())
    assert any("Could not publish “Bad”" in sentence for sentence in sentences)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.live, bad.live) == (True, False)
    entry = PageLogEntry.objects.get(page=bad.pk, action="portal.scheduled_publication_failed")
    assert entry.message.startswith("Scheduled publication failed")
    assert list(follow_schedule()) == []


def test_a_picture_whose_consent_has_ended_withdraws_by_itself(site, client):
    image = make_image(use_until=timezone.localdate())
    assert client.get(image.url).status_code == 200
    ImagePage.objects.update(use_until=timezone.localdate() - timedelta(days=1))
    call_command("worker", "--once")
    assert client.get(image.url).status_code == 410
    assert not Release.objects.public().exists()


def test_a_full_disk_ends_no_loop_of_the_worker(caplog):
    worker = Command()
    worker.stopping = threading.Event()
    worker.stopping.set()

    def write():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    worker.guarded(write)
    assert "No space left on device" in caplog.text
