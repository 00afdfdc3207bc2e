"""Fifty pictures under embargo until one moment: nothing before, all of them in one round after it."""

import threading
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import connection
from django.test import Client
from django.utils import timezone

from media.models import ImageAsset, ImagePage, Release
from media.release.opening import open_prepared, reconcile
from media.release.press_addresses import token_of
from media.release.schedule import schedule
from portal.management.commands.worker import SCHEDULE_SECONDS, Command
from portal.scheduling import follow_schedule
from tests.factories import make_gallery, make_image, make_press_link
from tests.quick_releases import make_shown_image, note_prepared, small_asset

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

FIFTY = 50
LIMIT = 65  # seconds
WORD = "Quetzalmoon"
# What stands in a link to any of them.
MARKER = f"/images/{WORD.lower()}"
LISTS = ["/", "/images/", f"/search/?q={WORD}", "/sitemap-images.xml"]


class Killed(BaseException):
    """What happens to a process that is killed: nothing of ours catches it."""


@pytest.fixture
def shown(site) -> ImagePage:
    """A picture that was there before, beside which the others will stand."""
    return make_shown_image("Already here")


@pytest.fixture
def embargoed(shown, editor, settings):
    """A function that makes pictures due in a day, their files made. No file can be made after."""

    def make(count: int) -> list[ImagePage]:
        moment = timezone.now() + timedelta(days=1)
        asset, pages = small_asset(), []
        for number in range(count):
            page = make_image(f"{WORD} {number}", publish=False, asset=asset)
            schedule(page, moment, editor)
            note_prepared(page)
            pages.append(ImagePage.objects.get(pk=page.pk))
        make_gallery("Moons", [shown, *pages])
        copy = default_storage.save("working-copies/1/copy.jpg", ContentFile(b"a copy"))
        ImageAsset.objects.update(working_copy=copy)
        settings.ENCODER_SECONDS = 0
        return pages

    return make


@pytest.fixture
def let_a_day_pass(monkeypatch):
    """A function after which the clock of this process is a day and a second ahead."""
    now = timezone.now

    def pass_a_day():
        monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=1, seconds=1))

    return pass_a_day


def files_of(page: ImagePage) -> list[str]:
    """The public addresses of its files, whether they are there or not."""
    release = Release.objects.get(page=page)
    return [release.url_of(file) for file in release.files]


def is_hidden(page: ImagePage) -> bool:
    """Whether a visitor meets it at none of its own addresses."""
    visitor = Client()
    addresses = [page.url, f"/id/{page.identifier}", f"/download/{page.identifier}/full.jpg"]
    addresses += [f"/likes/{page.pk}/", f"/descriptions/{page.pk}/report/"]
    return {visitor.get(address).status_code for address in addresses} == {404}


def is_whole(page: ImagePage) -> bool:
    """Whether a visitor gets its page and every one of its files."""
    addresses = [page.url, *files_of(page)]
    return {Client().get(address).status_code for address in addresses} == {200}


def test_fifty_appear_in_one_round_of_the_schedule_and_nothing_before(
    embargoed, shown, let_a_day_pass
):
    fifty = embargoed(FIFTY)
    worker, link = Command(), make_press_link(fifty[0])
    preview = f"/preview/{token_of(link)}/"

    # Before: however often the worker looks, nothing is met.
    worker.look_at_schedule()
    assert list(reconcile(thorough=False)) == []
    assert not Release.objects.with_public_files().exclude(page=shown).exists()
    for page in fifty[::7]:
        assert is_hidden(page)
        assert {Client().get(address).status_code for address in files_of(page)} == {404}
    for address in [*LISTS, shown.url]:
        assert MARKER not in Client().get(address).content.decode(), address
    assert WORD not in Client().get("/galleries/moons/").content.decode()
    assert Client().get(preview).status_code == 200

    # After: one round is enough. A round begins every five seconds, and no file is made in it.
    let_a_day_pass()
    assert SCHEDULE_SECONDS < LIMIT
    worker.look_at_schedule()
    assert Release.objects.public().count() == FIFTY + 1
    archive = [Client().get(f"/images/?page={number}") for number in (1, 2, 3)]
    said = "".join(page.content.decode() for page in archive)
    for page in fifty:
        assert page.url in said
        assert Release.objects.get(page=page).error == ""
    for page in fifty[::7]:
        assert is_whole(page)
    assert Client().get(preview)["Location"] == fifty[0].url
    neighbour = Client().get(shown.url).content.decode()
    assert 'rel="prev"' in neighbour
    assert f"{WORD} 0" in neighbour
    for address in LISTS:
        assert MARKER in Client().get(address).content.decode(), address
    assert WORD in Client().get("/galleries/moons/").content.decode()
    assert not default_storage.exists("prepared") or default_storage.listdir("prepared") == ([], [])
    assert list(reconcile(thorough=False)) == []


@pytest.mark.parametrize("files_copied", [0, 3, 8 * 2 + 5])
def test_a_worker_killed_in_the_middle_leaves_nothing_half_public_and_the_next_goes_on(
    embargoed, let_a_day_pass, monkeypatch, files_copied
):
    pages = embargoed(5)
    copied, save = [], storages["public"].save

    def save_or_die(name, *args, **kwargs):
        if len(copied) == files_copied:
            raise Killed
        copied.append(name)
        return save(name, *args, **kwargs)

    let_a_day_pass()
    with monkeypatch.context() as context, pytest.raises(Killed):
        context.setattr(storages["public"], "save", save_or_die)
        Command().look_at_schedule()
    whole = [page for page in pages if is_whole(page)]
    assert len(whole) == files_copied // 8
    assert all(is_hidden(page) for page in pages if page not in whole)
    said = Client().get("/images/").content.decode()
    assert said.count(f">{WORD}") == len(whole)

    list(reconcile(thorough=False))
    assert all(is_whole(page) for page in pages)
    assert Release.objects.public().count() == len(pages) + 1


def test_two_loops_that_come_to_the_same_release_copy_its_files_once(
    embargoed, let_a_day_pass, monkeypatch
):
    """The schedule's thread and that of the releases, at the same moment."""
    pages, copied, save = embargoed(2), [], storages["public"].save

    def save_slowly(name, *args, **kwargs):
        copied.append(name)
        time.sleep(0.02)
        return save(name, *args, **kwargs)

    def open_all():
        try:
            list(open_prepared())
        finally:
            connection.close()

    let_a_day_pass()
    list(follow_schedule())
    monkeypatch.setattr(storages["public"], "save", save_slowly)
    threads = [threading.Thread(target=open_all) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(is_whole(page) for page in pages)
    assert len(copied) == len(set(copied)) == 8 * len(pages)
