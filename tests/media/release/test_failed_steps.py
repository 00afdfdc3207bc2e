"""One bad item never stops the queue: it is tried again after growing pauses, and shown until then."""

import errno
import os
import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from media.files import child_process
from media.files.child_process import EncodingFailed
from media.models import FailedStep, ImageAsset, ImagePage, Release, WorkerProcess
from media.pictures.failed_steps import LONG, SHORT, attempt, each, pause_after
from media.pictures.workers import SILENT_FOR, let_go, take
from media.release import opening, preparing, working_copies
from media.release.opening import reconcile
from portal.scheduling import follow_schedule
from tests.factories import look_thoroughly, make_asset, make_image, make_mission, release_all
from tests.quick_releases import make_shown_image, note_prepared, small_asset

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

Step, State = FailedStep.Step, Release.State


def full(*_args, **_named):
    raise OSError(errno.ENOSPC, "No space left on device")


def an_hour_ago() -> None:
    """Let every pause be over."""
    FailedStep.objects.try_now()


# --- One step ---------------------------------------------------------------------------------


def test_what_fails_for_one_holds_up_no_other_and_is_noted(caplog):
    done = []

    def work(item: str) -> str:
        if item == "bad":
            raise ValueError("No such thing.")
        done.append(item)
        return item

    said = list(each(Step.STRAYS, ["a", "bad", "b"], work, key=str))
    assert done == ["a", "b"]
    assert said == ["a", "", "b"]
    sentence = "What no public picture names could not be removed from bad: No such thing."
    assert str(FailedStep.objects.get()) == sentence
    assert sentence in caplog.text


@pytest.mark.parametrize(("step", "longest"), [(Step.OPEN, SHORT), (Step.PREPARE, LONG)])
def test_pauses_grow_to_a_limit(step, longest):
    pauses = [pause_after(attempts, step) for attempts in range(1, 40)]
    assert pauses[:4] == [timedelta(seconds=seconds) for seconds in (0, 10, 20, 40)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == longest


def test_it_is_not_tried_before_its_time_by_whatever_worker_and_goes_when_it_is_done(monkeypatch):
    tried = []

    def fail():
        tried.append(1)
        full()

    for _ in range(3):
        attempt(Step.CLEAN_UP, "Old sessions", fail)
    assert len(tried) == 2, "After the second failure there is a pause"
    list(each(Step.CLEAN_UP, ["Old sessions"], lambda item: fail(), key=str))
    assert len(tried) == 2
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(seconds=11))
    attempt(Step.CLEAN_UP, "Old sessions", fail)
    step = FailedStep.objects.get()
    assert (len(tried), step.attempts) == (3, 3)
    assert step.next_try_at - step.tried_at == timedelta(seconds=20)
    an_hour_ago()
    attempt(Step.CLEAN_UP, "Old sessions", lambda: None)
    assert not FailedStep.objects.exists()


def test_what_is_no_longer_to_be_done_is_no_longer_shown():
    list(each(Step.TILES, ["gone", "bad"], lambda item: full(), key=str, is_all=True))
    assert FailedStep.objects.count() == 2
    list(each(Step.TILES, ["bad"], lambda item: full(), key=str, is_all=True))
    assert [step.key for step in FailedStep.objects.all()] == ["bad"]


# --- Each step of a look ----------------------------------------------------------------------

# The function that does a step, and what the look is called without which it does not come.
PARTS = [
    (opening, "withdraw_what_is_not_live"),
    (opening, "open_prepared"),
    (opening, "make_working_copies"),
    (opening, "look_at_leftovers"),
    (opening, "note_lost_working_copies"),
    (opening, "look_at_drafts"),
    (opening, "clear_superseded"),
    (opening, "make_lost_files"),
    (opening, "note_lost_tiles"),
    (opening, "remove_strays"),
    (opening, "make_wanted_tiles"),
]


def test_a_look_goes_on_behind_whichever_part_of_it_breaks(subtests, monkeypatch):
    def broken(*_args, **_named):
        raise ValueError("A fault in the program.")
        yield

    for module, name in PARTS:
        with subtests.test(name), monkeypatch.context() as patch:
            patch.setattr(module, name, broken)
            page = make_image(
                f"Behind {name.replace('_', ' ')}", asset=small_asset(), release=False
            )
            look_thoroughly()
            assert ImagePage.objects.get(pk=page.pk).release.state == State.PUBLIC
            assert "A fault in the program." in FailedStep.objects.get(step=Step.ROUND).error
        look_thoroughly()
        assert not FailedStep.objects.exists()


def test_a_disk_that_is_full_fails_nothing_for_good(monkeypatch):
    first, second = (make_image(name, asset=small_asset(), release=False) for name in "ab")
    draft = make_image("c", asset=small_asset(), publish=False)
    ImagePage.objects.filter(pk=draft.pk).update(
        latest_revision_created_at=timezone.now() - timedelta(minutes=5)
    )
    with monkeypatch.context() as patch:
        patch.setattr(child_process, "run", full)
        release_all()
        steps = FailedStep.objects.order_by("key").values_list("step", "key")
        asked = {(Step.PREPARE, str(page.pk)) for page in (first, second)}
        asked |= {(Step.COPY, str(page.asset_id)) for page in (first, second, draft)}
        asked |= {(Step.PREPARE_DRAFT, str(draft.latest_revision_id))}
        assert set(steps) == asked
        assert {step.error for step in FailedStep.objects.all()} == {
            "[Errno 28] No space left on device"
        }
        assert not ImageAsset.objects.exclude(encoding_error="").exists()
    an_hour_ago()
    release_all()
    assert not FailedStep.objects.exists()
    assert set(Release.objects.values_list("page", "state")) == {
        (first.pk, State.PUBLIC),
        (second.pk, State.PUBLIC),
        (draft.pk, State.PREPARED),
    }
    assert all(asset.working_copy for asset in ImageAsset.objects.all())


def test_an_encoder_without_room_on_the_disk_says_so_and_the_picture_is_not_to_blame(monkeypatch):
    class Done:
        returncode = 1
        stdout = b""
        stderr = b"Traceback\nOSError: [Errno 28] No space left on device\n"

    with pytest.raises(OSError, match="No space left"), monkeypatch.context() as patch:
        patch.setattr(child_process.subprocess, "run", lambda *_args, **_named: Done)
        child_process.run.func.__globals__["encode"]("media.files.encoder", {})
    Done.stderr = b"ValueError: broken data stream\n"
    with pytest.raises(EncodingFailed), monkeypatch.context() as patch:
        patch.setattr(child_process.subprocess, "run", lambda *_args, **_named: Done)
        child_process.run.func.__globals__["encode"]("media.files.encoder", {})


def test_a_page_due_that_breaks_holds_up_neither_the_next_nor_those_that_end(monkeypatch):
    bad, good = make_mission("Bad", publish=False), make_mission("Good", publish=False)
    for page in (bad, good):
        page.go_live_at = timezone.now() - timedelta(minutes=1)
        page.save_revision(approved_go_live_at=page.go_live_at)
    ended = make_shown_image("Ended", use_until=timezone.localdate() - timedelta(days=1))
    real = Page.save

    def save(self, *args, **named):
        if self.title == "Bad" and self.live:
            full()
        return real(self, *args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Page, "save", save)
        list(follow_schedule())
    assert FailedStep.objects.get().sentence == "“Bad” could not be published on time"
    live = dict(Page.objects.values_list("title", "live"))
    assert (live["Bad"], live["Good"], live["Ended"]) == (False, True, False)
    assert ImagePage.objects.get(pk=ended.pk).withdrawals.standing().exists()
    list(follow_schedule())
    assert Page.objects.get(pk=bad.pk).live
    assert not FailedStep.objects.exists()


def test_live_pages_come_before_quiet_drafts_and_before_tiles(monkeypatch):
    order, late = [], []
    drafts = [make_image(f"Draft {n}", asset=small_asset(), publish=False) for n in range(3)]
    ImagePage.objects.filter(pk__in=[draft.pk for draft in drafts]).update(
        latest_revision_created_at=timezone.now() - timedelta(minutes=5)
    )
    real = preparing.prepare

    def prepare(release, page, moment):
        order.append(page.title)
        if page.title.startswith("Draft") and not late:  # while the first draft is made
            late.append(make_image("Late", asset=small_asset(), release=False))
        return real(release, page, moment)

    monkeypatch.setattr(preparing, "prepare", prepare)
    make_image("Live", asset=small_asset(), release=False)
    release_all()
    assert order[0] == "Live"
    assert order.index("Late") == 2, "It waits for one draft, not for all"
    assert len(order) == 5


def test_a_live_page_waits_for_one_working_copy_and_the_others_wait_for_it(monkeypatch):
    order = []
    for module, name in ((preparing, "prepare"), (working_copies, "make_working_copy")):
        real = getattr(module, name)

        def noted(*args, real=real, name=name):
            order.append(name)
            if len(order) == 2:  # meanwhile
                make_image("Late", asset=small_asset(), release=False)
            return real(*args)

        monkeypatch.setattr(module, name, noted)
    for number in range(3):
        make_asset(size=(8, 6 + number))
    make_image("Live", asset=small_asset(), release=False)
    release_all()
    assert order[0] == "prepare"
    assert "prepare" in order[2:4], "What is published meanwhile does not wait for all copies"
    release_all()
    assert order.count("make_working_copy") == 5


def test_what_encoders_of_killed_workers_left_behind_goes_in_time(tmp_path, monkeypatch):
    monkeypatch.setattr(child_process.tempfile, "tempdir", str(tmp_path))
    for name, hours in (("perigee-encoding-a", 3), ("perigee-encoding-b", 0), ("other", 3)):
        (tmp_path / name / "files").mkdir(parents=True)
        moment = time.time() - hours * 60 * 60
        os.utime(tmp_path / name, (moment, moment))
    assert child_process.remove_abandoned() == 1
    assert {path.name for path in tmp_path.iterdir()} == {"perigee-encoding-b", "other"}


# --- Who holds what ---------------------------------------------------------------------------


def test_what_is_held_is_free_once_the_holder_is_silent_and_only_one_takes_it():
    release = note_prepared(make_image(publish=False, asset=small_asset()))
    rows = Release.objects.filter(pk=release.pk)
    other = WorkerProcess.objects.create()
    rows.update(holder=other)
    assert not take(rows)
    WorkerProcess.objects.filter(pk=other.pk).update(beat_at=timezone.now() - SILENT_FOR)
    assert take(rows)
    assert take(rows), "What this process holds it may take again"
    assert rows.get().holder_id != other.pk
    let_go(rows)
    assert rows.get().holder is None
    assert WorkerProcess.objects.bury() == 1


def test_a_worker_that_was_taken_for_dead_while_it_encoded_leaves_the_files_to_its_heir(
    monkeypatch,
):
    page = make_image(asset=small_asset(), release=False)
    real = preparing.files_of
    moved = []

    def files_of(of_page):
        heir = WorkerProcess.objects.create()
        Release.objects.update(holder=heir)
        return real(of_page)

    monkeypatch.setattr(preparing, "files_of", files_of)
    monkeypatch.setattr(preparing, "move_into_store", lambda *args: moved.append(args))
    working_copies_made = list(working_copies.make_working_copies())
    assert working_copies_made
    release_all()
    assert moved == []
    assert Release.objects.get(page=page).state == State.PREPARING


# --- What editors see -------------------------------------------------------------------------


def test_a_page_of_the_admin_says_what_failed_until_it_is_done(admin, monkeypatch):
    page = make_image("A crater", asset=small_asset(), release=False)
    with monkeypatch.context() as patch:
        patch.setattr(child_process, "run", full)
        release_all()
        release_all()
    said = admin.get("/admin/failed-steps/").content.decode()
    assert "The files of “A crater” could not be made" in said
    assert "No space left on device" in said
    assert "tried 2 times" in said
    assert f"/admin/pages/{page.pk}/edit/" in said
    assert "/admin/failed-steps/" in admin.get("/admin/").content.decode()
    form = admin.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "It is tried again" in form
    admin.post(f"/admin/pages/{page.pk}/make-files/")
    release_all()
    assert not FailedStep.objects.exists()
    assert "Nothing waits to be tried again" in admin.get("/admin/failed-steps/").content.decode()
    assert "/admin/failed-steps/" in admin.get("/admin/").content.decode(), "It stays in the menu"


def test_an_editor_sees_what_failed_for_pages_of_their_own(client, monkeypatch):
    mine, theirs = make_shown_image("Mine"), make_shown_image("Theirs")
    group = Group.objects.create(name="Some")
    GroupPagePermission.objects.create(group=group, page=mine.page_ptr, permission_type="change")
    group.permissions.add(
        *Group.objects.get(name="Editors").permissions.filter(codename="access_admin")
    )
    someone = User.objects.create_user("someone", password="a long secret")
    someone.groups.add(group)
    client.force_login(someone, backend="django.contrib.auth.backends.ModelBackend")
    for page in (mine, theirs):
        attempt(Step.PREPARE, page.pk, full, about=f"“{page}”", page=page.pk)
    attempt(Step.LEFTOVER, 7, full, about="assets/7/a-secret-name.jpg")
    said = client.get("/admin/failed-steps/").content.decode()
    assert "“Mine”" in said
    assert "“Theirs”" not in said
    assert "a-secret-name" not in said


def test_private_files_that_cannot_be_removed_after_opening_go_later(monkeypatch):
    page = make_image(asset=small_asset(), release=False)
    release = note_prepared(page)
    with monkeypatch.context() as patch:
        real = FileSystemStorage.delete
        patch.setattr(
            FileSystemStorage,
            "delete",
            lambda self, name: full() if self is default_storage._wrapped else real(self, name),
        )
        list(opening.open_prepared())
    assert Release.objects.get(pk=release.pk).state == State.PUBLIC
    assert default_storage.exists(f"{release.private_folder}/{release.files[0]['name']}")
    list(reconcile(thorough=True))
    assert not default_storage.exists(f"{release.private_folder}/{release.files[0]['name']}")
