"""Leftovers: private files whose rows are gone, until they are gone themselves."""

from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db import models, transaction

from media.pictures.failed_steps import FailedStep, each


class Leftover(models.Model):
    """One file of the private store that nothing names any more, still to be removed.

    The row is written in the transaction that deletes what named the file: with that it comes or
    does not come, and what a crash leaves undone after it the worker finds here.
    """

    name = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


def leave_behind(names: Iterable[str]) -> None:
    """Let these files be removed once the transaction at hand has been committed."""
    rows = [Leftover(name=name) for name in names]
    Leftover.objects.bulk_create(rows, ignore_conflicts=True)
    transaction.on_commit(remove_leftovers, robust=True)


def remove_leftover(leftover: Leftover) -> None:
    """Remove one file; raises OSError where the store refuses, and the row stays."""
    default_storage.delete(leftover.name)
    leftover.delete()


def remove_leftovers() -> None:
    """Remove the files that were left behind; what fails is tried again by the worker."""
    for _done in each(FailedStep.Step.LEFTOVER, Leftover.objects.order_by("pk"), remove_leftover):
        pass
