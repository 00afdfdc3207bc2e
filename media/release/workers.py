"""Worker processes and their heartbeat: who holds a claim, and whether it still lives."""

import uuid
from datetime import timedelta
from functools import cache

from django.db import models
from django.db.models import Q
from django.utils import timezone

BEATS_EVERY = 3  # seconds
# A worker that was silent for so long is dead; its claims are free.
SILENT_FOR = timedelta(seconds=12)


class WorkerProcessQuerySet(models.QuerySet):
    def alive(self):
        return self.filter(beat_at__gt=timezone.now() - SILENT_FOR)

    def bury(self) -> int:
        """Delete the rows of the dead, which frees what they held. Answers how many."""
        return self.exclude(pk__in=self.alive().values("pk")).delete()[0]


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


def held_by_the_living() -> Q:
    """Rows of which `holder` is a worker that lives."""
    return Q(holder__beat_at__gt=timezone.now() - SILENT_FOR)
