"""Worker processes and their heartbeat: who holds a claim, and whether it still lives."""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache

from django.db import close_old_connections, connection, models
from django.db.models import Q
from django.utils import timezone

logger = logging.getLogger("perigee.worker")

BEATS_EVERY = 2  # seconds
# A worker that was silent for so long is dead; what it held is free.
SILENT_FOR = timedelta(seconds=10)


class WorkerProcessQuerySet(models.QuerySet):
    def alive(self):
        return self.filter(beat_at__gt=timezone.now() - SILENT_FOR)

    def bury(self) -> int:
        """Delete the rows of the dead, which frees what they held. Answers how many."""
        silent = self.filter(beat_at__lte=timezone.now() - SILENT_FOR)
        return silent.delete()[1].get(self.model._meta.label, 0)


class WorkerProcess(models.Model):
    """One running worker; what it holds in hand is free again when its heart stops."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = WorkerProcessQuerySet.as_manager()

    def __str__(self) -> str:
        return f"worker since {self.started_at}"

    def beat(self) -> None:
        """Say that this process lives; its row is made anew if somebody took it for dead."""
        now = timezone.now()
        if not WorkerProcess.objects.filter(pk=self.pk).update(beat_at=now):
            self.beat_at = now
            self.save(force_insert=True)

    def end(self) -> None:
        """What it held is free from now on."""
        WorkerProcess.objects.filter(pk=self.pk).delete()


@cache
def this_process() -> WorkerProcess:
    """The row of the process that asks, which is in the table once it has beaten."""
    return WorkerProcess()


@contextmanager
def beating(take_up: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Let this process live as long as the block runs, whatever its loops are busy with.

    It buries the dead, too, and calls `take_up` when somebody's claims became free so.
    """
    finished = threading.Event()

    def beat() -> None:
        try:
            close_old_connections()
            this_process().beat()
            if WorkerProcess.objects.bury():
                logger.warning("A worker died; what it held is taken up.")
                take_up()
        except Exception as error:
            logger.error("The heart skipped a beat: %s", error)

    def run() -> None:
        while not finished.wait(BEATS_EVERY):
            beat()
        try:
            this_process().end()
        except Exception as error:
            logger.error("A worker ended without a word: %s", error)
        connection.close()

    beat()  # before anything is held
    heart = threading.Thread(target=run, name="heart")
    heart.start()
    try:
        yield
    finally:
        finished.set()
        heart.join()


def is_free() -> Q:
    """Rows of which `holder` is nobody, a dead worker or this process.

    The living are asked first, so that the condition names columns of the row alone: PostgreSQL
    looks at those once more when another worker has changed the row meanwhile, at a join it does
    not.
    """
    others = WorkerProcess.objects.alive().exclude(pk=this_process().pk)
    return ~Q(holder__in=list(others.values_list("pk", flat=True)))


def take(rows: models.QuerySet, **changes) -> int:
    """Take those of `rows` in hand that are free, and change them so. Answers how many.

    Of two that do so at once one gets the row. Only columns of the row may stand in the condition.
    """
    this_process().beat()
    return rows.filter(is_free()).update(holder=this_process().pk, **changes)


def is_held() -> Q:
    """Rows that this process has in hand."""
    return Q(holder=this_process().pk)


def let_go(rows: models.QuerySet) -> None:
    """Others may take those of `rows` that this process holds."""
    rows.filter(is_held()).update(holder=None)
