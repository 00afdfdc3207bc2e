"""Tasks whose worker died, or that failed: taken up by another, tried again, shown meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from media.models import FailedStep, WorkerProcess
from media.pictures.workers import SILENT_FOR, this_process
from portal.tasks import ATTEMPTS, take_up_interrupted_tasks, try_failed_tasks_again

pytestmark = pytest.mark.django_db


def make_task(status: str, *holders: object, **fields) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=status,
        task_path="media.release.waking.look_for_releases",
        args_kwargs={"args": [], "kwargs": {}},
        worker_ids=[str(holder) for holder in holders],
        backend_name="default",
        run_after=timezone.now(),
        exception_class_path="",
        traceback=fields.pop("traceback", ""),
        **fields,
    )


def test_the_tasks_of_the_dead_are_given_back_and_those_of_the_living_are_not():
    alive, dead = WorkerProcess.objects.create(), WorkerProcess.objects.create()
    WorkerProcess.objects.filter(pk=dead.pk).update(beat_at=timezone.now() - SILENT_FOR)
    expected = {
        make_task("RUNNING", alive.pk).pk: "RUNNING",
        make_task("RUNNING", this_process().pk).pk: "RUNNING",
        make_task("RUNNING", dead.pk).pk: "READY",
        make_task("RUNNING", alive.pk, "of a worker without a row").pk: "READY",
        make_task("RUNNING", *[dead.pk] * ATTEMPTS).pk: "FAILED",  # it kills its workers
        make_task("SUCCESSFUL", dead.pk).pk: "SUCCESSFUL",
        make_task("READY").pk: "READY",
    }
    assert take_up_interrupted_tasks() == 3
    assert dict(DBTaskResult.objects.values_list("pk", "status")) == expected


def test_a_task_that_failed_is_shown_and_tried_again_after_growing_pauses():
    task = make_task(
        "FAILED", "a worker", "a worker", finished_at=timezone.now(), traceback="…\nOSError: full"
    )
    try_failed_tasks_again()
    step = FailedStep.objects.get()
    assert str(step) == "The task look_for_releases failed: OSError: full"
    assert step.next_try_at - step.tried_at == timedelta(seconds=10)
    assert DBTaskResult.objects.get().status == "FAILED"
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(seconds=11))
    try_failed_tasks_again()
    assert DBTaskResult.objects.get().status == "READY"
    assert FailedStep.objects.exists(), "It is not done yet"
    task.refresh_from_db()
    task.set_successful(None)
    try_failed_tasks_again()
    assert not FailedStep.objects.exists()


def test_a_task_that_fails_again_and_again_is_left_and_stays_shown():
    long_ago = timezone.now() - timedelta(days=1)
    make_task("FAILED", *["a worker"] * ATTEMPTS, finished_at=long_ago)
    try_failed_tasks_again()
    assert DBTaskResult.objects.get().status == "FAILED"
    assert FailedStep.objects.get().attempts == ATTEMPTS
    DBTaskResult.objects.all().delete()  # as the clean-up does after a fortnight
    try_failed_tasks_again()
    assert not FailedStep.objects.exists()
