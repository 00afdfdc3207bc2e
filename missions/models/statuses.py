"""Where a mission or a spacecraft stands in its life."""

from django.db import models


class Status(models.TextChoices):
    """Where a mission stands in its life."""

    CONCEPT = "concept", "Concept"
    STUDY = "study", "In study"
    DEVELOPMENT = "development", "In development"
    READY = "ready", "Ready for launch"
    OPERATING = "operating", "Operating"
    EXTENDED = "extended", "Operating, extended"
    UNKNOWN = "unknown", "Not known"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"
    LOST = "lost", "Lost"


class Stage(models.TextChoices):
    """Statuses gathered as visitors ask for them."""

    COMING = "coming", "Coming"
    FLYING = "flying", "Flying"
    PAST = "past", "Past"
    UNKNOWN = "unknown", "Not known"

    @property
    def statuses(self) -> list[Status]:
        return {
            Stage.COMING: [Status.CONCEPT, Status.STUDY, Status.DEVELOPMENT, Status.READY],
            Stage.FLYING: [Status.OPERATING, Status.EXTENDED],
            Stage.PAST: [Status.COMPLETED, Status.CANCELLED, Status.LOST],
            Stage.UNKNOWN: [Status.UNKNOWN],
        }[self]


# Statuses that began on a day worth saying: an end, or the last news.
DATED = [*Stage.PAST.statuses, *Stage.UNKNOWN.statuses]
