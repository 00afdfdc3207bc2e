"""Killed at any moment, worker and web leave nothing half public, and what follows them finishes."""

import http.client
import os
import random
import signal
import threading
import time
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client

from media.models import FailedStep, ImagePage, Like, LikeCount, Release, WorkerProcess
from media.release.lost_files import INFO, tiles_of
from media.reuse.exports import latest
from tests.factories import make_asset, make_image
from tests.servers import eventually, serving_process, start_worker

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

KILLS = 20
LIMIT = 65  # seconds after the last kill
TOKEN = "a" * 32
PUBLIC = Release.State.PUBLIC


class Editor(threading.Thread):
    """Publishes and unpublishes pictures through the admin of a web process that may be killed."""

    def __init__(self, address: str, session: str, pages: list[ImagePage], chance: random.Random):
        super().__init__()
        self.address, self.pages, self.chance = urlsplit(address).netloc, pages, chance
        self.cookies = f"sessionid={session}; csrftoken={TOKEN}"
        self.over, self.answers = threading.Event(), []

    def run(self):
        while not self.over.wait(self.chance.uniform(0.3, 1.2)):
            page = self.chance.choice(self.pages)
            verb = self.chance.choice(["publish", "publish", "unpublish"])
            address = f"/admin/bulk/media/imagepage/{verb}/?id={page.pk}&next=/admin/"
            self.answers.append(self.post(address))

    def post(self, address: str) -> int:
        """The status of the answer; 0 where a killed process gave none."""
        headers = {
            "Cookie": self.cookies,
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        }
        with suppress(OSError, http.client.HTTPException):
            web = http.client.HTTPConnection(self.address, timeout=30)
            web.request("POST", address, urlencode({"csrfmiddlewaretoken": TOKEN}), headers)
            return web.getresponse().status
        return 0


class Visitors(Editor):
    """Likes pictures, each time as somebody else."""

    def run(self):
        self.cookies = ""
        while not self.over.wait(0.3):
            self.answers.append(self.post(f"/likes/{self.chance.choice(self.pages).pk}/"))


def files_in_store() -> dict[str, int]:
    """The size of every file of the public store, by its name; files and folders may go meanwhile."""
    root = Path(settings.DATA_DIR) / "public"
    found = {}
    for folder, _folders, names in os.walk(root):
        for name in names:
            path = Path(folder) / name
            with suppress(FileNotFoundError):
                found[path.relative_to(root).as_posix()] = path.stat().st_size
    return found


def sizes_of(release: Release) -> dict[str, int]:
    return {f"{release.folder}/{file['name']}": file["bytes"] for file in release.files}


def half_public() -> list[str]:
    """What a visitor is led to and does not get whole, however busy the processes are."""
    shown = list(Release.objects.public().filter(page__live=True))
    there = files_in_store()
    still = set(Release.objects.public().filter(page__live=True).values_list("pk", flat=True))
    return [
        name
        for release in shown
        if release.pk in still
        for name, size in sizes_of(release).items()
        if there.get(name) != size
    ]


def is_settled() -> bool:
    """Whether what is live is public, with its tiles, and nothing else is."""
    live = set(ImagePage.objects.live().values_list("pk", flat=True))
    public = Release.objects.public().exclude(tiles=Release.Tiles.WANTED)
    return (
        set(public.values_list("page", flat=True)) == live
        and not Release.objects.filter(state__in=["closing", "opening", "preparing"]).exists()
        and set(files_in_store()) == named()
    )


def named() -> set[str]:
    """Every file that a release names which is public, or was until a newer one came; and the export."""
    names = set()
    for release in Release.objects.with_public_files():
        names |= set(sizes_of(release))
        if release.tiles == Release.Tiles.PUBLIC:
            tiles = {INFO, *tiles_of(release)}
            names |= {f"{release.tiles_folder}/{name}" for name in tiles}
    if export := latest():
        names |= {f"exports/{name}" for name in export.names}
    return names


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def kill(process) -> None:
    process.kill()
    process.wait()


@contextmanager
def over_at_the_end(*threads: Editor):
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.over.set()
        for thread in threads:
            thread.join()


def test_twenty_kills_of_worker_and_web_leave_nothing_half_public_and_nothing_stray(site, editor):
    seed = int(os.environ.get("PERIGEE_SEED") or random.randrange(10**6))
    print(f"PERIGEE_SEED={seed} repeats these moments")  # noqa: T201
    chance = random.Random(seed)
    # One is large enough for tiles; of one colour, so that it is made quickly.
    sizes = [(2050, 2000), *[(40, 30)] * 4]
    pages = [
        make_image(
            f"Picture {number}",
            publish=number % 2 == 0,
            release=False,
            asset=make_asset(size=size, colour=(number, 90, 200)),
        )
        for number, size in enumerate(sizes)
    ]
    client = Client()
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies["sessionid"].value
    met: set[uuid.UUID] = set()

    def has_begun(number: int) -> bool:
        """Whether so many workers, and one more, have been seen to live."""
        met.update(WorkerProcess.objects.values_list("pk", flat=True))
        return len(met) > number

    connections.close_all()
    workers = [start_worker(), start_worker()]
    try:
        with serving_process(workers=2) as (address, web):
            editing = Editor(address, session, pages, random.Random(chance.random()))
            liking = Visitors(address, "", pages, random.Random(chance.random()))
            with over_at_the_end(editing, liking):
                for number in range(KILLS):
                    # The elder of the two is at work; the other is still being loaded, mostly.
                    assert eventually(lambda number=number: has_begun(number))
                    time.sleep(chance.uniform(0, 2.5))
                    assert half_public() == [], f"kill {number}, seed {seed}"
                    if number % 4 == 1 and (serving := children_of(web.pid)):
                        os.kill(chance.choice(serving), signal.SIGKILL)
                    kill(workers.pop(0))
                    workers.append(start_worker())
        for worker in workers:
            kill(worker)
        assert half_public() == []
        workers = [start_worker()]
        assert eventually(is_settled, LIMIT), (
            f"seed {seed}",
            list(Release.objects.values_list("identifier", "state", "tiles", "holder")),
            list(FailedStep.objects.all()),
            set(files_in_store()) ^ named(),
        )
        assert half_public() == []
    finally:
        for worker in workers:
            kill(worker)
    assert 302 in editing.answers
    assert not any(status >= 500 for status in editing.answers + liking.answers)
    counts = dict(LikeCount.objects.values_list("translation_key", "count"))
    likes = list(Like.objects.values_list("translation_key", flat=True))
    assert counts == {key: likes.count(key) for key in likes}
    assert len(likes) >= sum(status in (201, 303) for status in liking.answers) > 0
    connection.close()
