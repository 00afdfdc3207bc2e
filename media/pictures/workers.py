"""Worker processes and their heartbeat: who holds a claim, and whether it still lives."""

import uuid
from datetime import timedelta
from functools import cache

from django.db import models
from django.db.models import Q
from django.utils import timezone

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
