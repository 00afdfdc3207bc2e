"""Changes: what last happened to each picture that visitors ever saw, in the order in which they saw it.

A mirror asks for what came after the last number it knows. One row a picture is enough for that, and
the table grows with the archive, not with its years. `media.archive.keeping` writes it, in the
transaction that changes the catalogue.
"""

from collections.abc import Iterable

from django.db import connection, models
from django.db.models import Max
from django.utils import timezone

# Whoever numbers changes on PostgreSQL holds this lock to the end of the transaction, so that nobody
# meets a number before a lower one. SQLite has one writer at a time anyway.
LOCK = 0x5045524947454501


class ChangeQuerySet(models.QuerySet):
    def since(self, number: int):
        """What came after the change with this number, in order; 0 for everything."""
        return self.filter(number__gt=number).order_by("number")


class Change(models.Model):
    """The last thing that happened to a picture, as far as visitors could see."""

    class Kind(models.TextChoices):
        CREATED = "created", "Shown for the first time, or again"
        # Its words, in some language.
        DESCRIBED = "described", "Described in other words"
        UPDATED = "updated", "Changed otherwise"
        WITHDRAWN = "withdrawn", "Shown no more"

    identifier = models.CharField(max_length=80, primary_key=True)
    number = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=9, choices=Kind)
    changed_at = models.DateTimeField(db_index=True)

    objects = ChangeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.number}: {self.identifier} {self.kind}"

    @property
    def is_withdrawn(self) -> bool:
        return self.kind == self.Kind.WITHDRAWN


def note_changes(kinds: Iterable[tuple[str, "Change.Kind"]]) -> None:
    """Note what happened to pictures, as (identifier, kind), within the transaction that did it."""
    kinds = dict(kinds)
    if not kinds:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = Change.objects.aggregate(last=Max("number"))["last"] or 0
    now = timezone.now()
    Change.objects.bulk_create(
        [
            Change(identifier=identifier, number=number, kind=kind, changed_at=now)
            for number, (identifier, kind) in enumerate(kinds.items(), last + 1)
        ],
        update_conflicts=True,
        unique_fields=["identifier"],
        update_fields=["number", "kind", "changed_at"],
    )
