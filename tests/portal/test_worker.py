"""The worker as a process of its own: it releases, publishes on time, ends politely, recovers."""

import errno
import os
import signal
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageLogEntry

from media.models import FailedStep, ImagePage, Release
from media.pictures.workers import BEATS_EVERY, SILENT_FOR
from portal.management.commands.worker import Command
from portal.scheduling import follow_schedule
from tests.counting import copies
from tests.factories import make_asset, make_image, make_mission
from tests.quick_releases import note_prepared
from tests.servers import eventually, working

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


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
        dead = Release.objects.get().holder_id
        worker.kill()
        worker.wait()
    assert client.get(image.url).status_code == 404
    assert not [path for path in (settings.DATA_DIR / "public").rglob("*") if path.is_file()]
    with working():
        taken_over = Release.objects.exclude(holder=None).exclude(holder=dead)
        assert eventually(taken_over.exists, SILENT_FOR.seconds + BEATS_EVERY + 3)
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


def test_an_unforeseen_fault_ends_no_loop_of_the_worker(caplog):
    worker = Command()
    worker.stopping = threading.Event()
    worker.stopping.set()
    worker.guarded(lambda: {}["no such key"])
    assert "no such key" in caplog.text


def test_two_workers_at_once_copy_nothing_twice_and_never_disagree(site):
    pages = []
    for number in range(5):  # ready to be opened, with tiles to be made
        asset = make_asset(size=(600, 500), colour=(number, 2, 3))
        page = make_image(f"Ready {number}", release=False, asset=asset)
        note_prepared(page)
        pages.append(page)
    Release.objects.update(tiles=Release.Tiles.WANTED)
    for number in range(3):  # to be made from the beginning
        asset = make_asset(size=(8, 6), colour=(number, 3, 2))
        pages.append(make_image(f"New {number}", release=False, asset=asset))
    twin = make_image("Twin of the first", release=False, asset=pages[0].asset)
    note_prepared(twin)
    Release.objects.filter(page=twin).update(tiles=Release.Tiles.WANTED)

    def is_settled() -> bool:
        settled = Release.objects.public().exclude(tiles=Release.Tiles.WANTED)
        return settled.count() == len(pages) + 1

    with working("tests.counting_settings"), working("tests.counting_settings"):
        assert eventually(is_settled)
    twice = [name for name, times in Counter(copies()).items() if times > 1]
    assert twice == []
    assert not FailedStep.objects.exists()
    assert not Release.objects.exclude(holder=None).exists()
    assert {path_of(name).exists() for name in copies()} == {True}


def path_of(name: str):
    return settings.DATA_DIR / "public" / name
