"""What visitors were not given: cards and blocks that failed and were left out, by kind of fault."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings
from django.core.mail import mail_admins
from django.core.signals import request_finished
from django.db import models, transaction
from django.db.models import F
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from media.visitors.turns import short_wait_for_the_lock

logger = logging.getLogger("perigee.pages")

# More kinds at once are one fault everywhere, which its first hundred rows tell as well.
MOST_KINDS = 100
# How often one process writes.
PAUSE = 10  # seconds
# A page is drawn every minute, as long as somebody asks for it: what is mended is seen no more.
FORGOTTEN_AFTER = timedelta(days=7)


class LeftOut(models.Model):
    """A kind of fault: which thing could not be drawn, where, and what was raised.

    The row goes when the fault was not seen for a week.
    """

    # How the log names the thing: “MissionPage 12”.
    what = models.CharField(max_length=200)
    # Where in the templates it was to be drawn: “components/cards.html:5”.
    template = models.CharField(max_length=200)
    # The class of what was raised; the last line of the latest.
    raised = models.CharField(max_length=100)
    error = models.CharField(max_length=500)
    # The latest page from which it was missing; the page of the thing itself, if it is one.
    address = models.CharField(max_length=500)
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    count = models.PositiveBigIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "template", "raised"], name="left_out_once"),
        ]

    def __str__(self) -> str:
        return f"{self.what} was left out of {self.address}: {self.error}"


@dataclass
class Fault:
    """One kind of fault as this process met it since it last wrote."""

    address: str
    error: str
    page: int | None
    count: int
    first_at: datetime
    last_at: datetime


class Waiting:
    """The faults of this process that stand in no row yet."""

    def __init__(self):
        self.lock = Lock()
        self.clear()

    def clear(self) -> None:
        self.faults: dict[tuple[str, str, str], Fault] = {}
        self.next_write_at = 0.0

    def add(self, kind: tuple[str, str, str], address: str, error: str, page: int | None) -> None:
        now = timezone.now()
        with self.lock:
            if fault := self.faults.get(kind):
                fault.address, fault.error, fault.last_at = address, error, now
                fault.count += 1
            elif len(self.faults) < MOST_KINDS:
                self.faults[kind] = Fault(address, error, page, 1, now, now)

    def take(self) -> dict[tuple[str, str, str], Fault]:
        """What waits, if it is time to write; it waits no more."""
        if not self.faults:
            return {}
        with self.lock:
            if time.monotonic() < self.next_write_at:
                return {}
            self.next_write_at = time.monotonic() + PAUSE
            taken, self.faults = self.faults, {}
            return taken


waiting = Waiting()


def left_out(what: object, name: str, template: str, error: Exception, address: str) -> None:
    """Keep in mind that `what` could not be drawn; the end of the request writes it."""
    raised = type(error).__name__
    lines = str(error).strip().splitlines()
    kind = (name[:200], template[:200], raised[:100])
    page = what.pk if isinstance(what, Page) else getattr(what, "page_id", None)
    waiting.add(kind, address[:500], f"{raised}: {lines[-1] if lines else ''}"[:500], page)


@receiver(request_finished)
def write_what_was_left_out(**_signal) -> None:
    """Write the faults once the answer is sent, in a transaction of their own.

    Where the database is held by others, or takes nothing, this neither waits nor raises: what goes
    on failing is met again.
    """
    if not (faults := waiting.take()):
        return
    try:
        with short_wait_for_the_lock(0.001), transaction.atomic():
            new = [row for kind, fault in faults.items() if (row := written(kind, fault))]
            newest = LeftOut.objects.order_by("-last_at", "-pk").values("pk")[:MOST_KINDS]
            LeftOut.objects.exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()
    except Exception as error:
        logger.warning("What was left out of pages could not be noted: %s", error)
        return
    for row in new:
        tell_administrators(row)


def written(kind: tuple[str, str, str], fault: Fault) -> LeftOut | None:
    """Note one kind of fault; its row, if that is new."""
    what, template, raised = kind
    latest = {"address": fault.address, "error": fault.error, "last_at": fault.last_at}
    same = LeftOut.objects.filter(what=what, template=template, raised=raised)
    if same.update(count=F("count") + fault.count, page_id=fault.page, **latest):
        return None
    row, is_new = LeftOut.objects.get_or_create(
        what=what,
        template=template,
        raised=raised,
        defaults={
            "count": fault.count,
            "page_id": fault.page,
            "first_at": fault.first_at,
            **latest,
        },
    )
    return row if is_new else None


def tell_administrators(row: LeftOut) -> None:
    """A mail for each new kind, if ADMINS are named."""
    listing = f"{settings.BASE_URL}{reverse('left_out')}"
    message = f"{row}\n\nTemplate: {row.template}\nAll that is left out now: {listing}"
    try:
        mail_admins(f"Left out of a page: {row.what}", message)
    except Exception as error:  # whatever a mail server has
        logger.warning("No mail about what was left out of a page: %s", error)


def forget_left_out() -> int:
    """Delete the faults that nobody met for a week. Answers how many."""
    over = timezone.now() - FORGOTTEN_AFTER
    return LeftOut.objects.filter(last_at__lt=over).delete()[0]
