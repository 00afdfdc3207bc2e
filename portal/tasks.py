"""Tasks that were interrupted or failed: who died with one in hand leaves it to the others."""

from datetime import datetime

from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from media.models import FailedStep, WorkerProcess
from media.pictures.failed_steps import pause_after
from media.pictures.workers import this_process

# A task that fails so often, or kills its worker so often, stays failed.
ATTEMPTS = 8


def take_up_interrupted_tasks() -> int:
    """Give back the tasks of workers that died; answers how many.

    The library never does: a task stays "running" for good once its worker was killed.
    """
    alive = {str(pk) for pk in WorkerProcess.objects.alive().values_list("pk", flat=True)}
    alive.add(str(this_process().pk))
    given_back = 0
    for pk, holders in DBTaskResult.objects.running().values_list("pk", "worker_ids"):
        if holders and holders[-1] in alive:
            continue
        is_over = len(holders) >= ATTEMPTS
        given_back += (
            DBTaskResult.objects.running()
            .filter(pk=pk)
            .update(
                status=TaskResultStatus.FAILED if is_over else TaskResultStatus.READY,
                finished_at=timezone.now() if is_over else None,
            )
        )
    return given_back


def try_failed_tasks_again() -> None:
    """Put tasks that failed into the queue once more, after growing pauses, and show them meanwhile."""
    failed = DBTaskResult.objects.failed().exclude(finished_at=None)
    shown = FailedStep.objects.filter(step=FailedStep.Step.TASK)
    noted = dict(shown.values_list("key", "attempts"))
    for task in failed:
        attempts = len(task.worker_ids)
        next_try_at = task.finished_at + pause_after(attempts, FailedStep.Step.TASK)
        if noted.get(str(task.pk)) != attempts:
            show(task, attempts, next_try_at)
        if attempts < ATTEMPTS and next_try_at <= timezone.now():
            failed.filter(pk=task.pk).update(status=TaskResultStatus.READY, finished_at=None)
    if noted:
        unfinished = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL)
        left = {str(pk) for pk in unfinished.filter(pk__in=noted).values_list("pk", flat=True)}
        shown.filter(key__in=noted.keys() - left).delete()


def is_in_hand(path: str) -> bool:
    """Whether a task of this name waits, runs, or failed and is tried again."""
    unfinished = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL)
    return unfinished.filter(task_path=path).exists()


def show(task: DBTaskResult, attempts: int, next_try_at: datetime) -> None:
    """Note a failed task where editors and operators look for what failed."""
    last_line = task.traceback.strip().rpartition("\n")[2]
    FailedStep.objects.update_or_create(
        step=FailedStep.Step.TASK,
        key=str(task.pk),
        defaults={
            "about": task.task_path.rpartition(".")[2],
            "error": last_line or "Its worker died.",
            "attempts": attempts,
            "tried_at": task.finished_at,
            "next_try_at": next_try_at,
        },
    )
