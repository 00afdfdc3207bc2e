"""Steps of the worker that failed: which, why, and when each is tried again."""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.db import connection, models
from django.utils import timezone
from wagtail.models import Page

logger = logging.getLogger("perigee.worker")

FIRST_PAUSE = timedelta(seconds=10)
# What the public sees, or must not see, is tried every minute at least.
SHORT = timedelta(minutes=1)
LONG = timedelta(minutes=15)


class FailedStepQuerySet(models.QuerySet):
    def keys_of(self, step: str) -> list[str]:
        """What that step failed for."""
        return list(self.filter(step=step).values_list("key", flat=True))

    def waits(self, step: str, key: object) -> bool:
        """Whether it is too early to try that once more."""
        return self.filter(step=step, key=key, next_try_at__gt=timezone.now()).exists()

    def try_now(self) -> None:
        """Let no pause hold them up."""
        self.update(next_try_at=timezone.now())


class FailedStep(models.Model):
    """Something that the worker could not do yet, and tries again until it is done.

    It tries at its next look, then after 10, 20, 40 seconds and so on: a minute at most where files
    are opened or withdrawn, a quarter of an hour at most for everything else. The row stays through
    a restart, and goes when the step is done or there is nothing to do any more.
    """

    class Step(models.TextChoices):
        """What was tried; the label becomes a sentence with what it was tried for."""

        WITHDRAW = "withdraw", "The public files of {} could not be removed yet"
        OPEN = "open", "The files of {} could not be made public"
        PREPARE = "prepare", "The files of {} could not be made"
        PREPARE_DRAFT = "prepare draft", "The files of the draft {} could not be made"
        COPY = "working copy", "The thumbnails of {} could not be made"
        TILES = "tiles", "The tiles of {} for the zoom viewer could not be made"
        RESTORE = "restore", "Lost files of {} could not be made again"
        LOST_TILES = "lost tiles", "Nobody could look whether tiles of {} are lost"
        STRAYS = "strays", "What no public picture names could not be removed from {}"
        LEFTOVER = "leftover", "The file {} could not be removed"
        PUBLISH = "publish", "{} could not be published on time"
        EXPIRE = "expire", "{} could not be unpublished on time"
        END_AGREEMENT = "end agreement", "{} could not be withdrawn at the end of its agreement"
        DESCRIBE = "describe", "The row of descriptions of {} could not be written"
        REFERENCES = "references", "What the draft {} names could not be noted"
        TASK = "task", "The task {} failed"
        CLEAN_UP = "clean up", "{} could not be cleaned up"
        ROUND = "round", "The worker's look at {} ended early"

    step = models.CharField(max_length=20, choices=Step)
    # The key of the row for which it was tried, or a name.
    key = models.CharField(max_length=200)
    about = models.CharField(max_length=255)
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    error = models.TextField()
    attempts = models.PositiveIntegerField(default=1)
    failed_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)

    objects = FailedStepQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "key"], name="failed_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sentence}: {self.error}"

    @property
    def sentence(self) -> str:
        return self.get_step_display().format(self.about)


def pause_after(attempts: int, step: str) -> timedelta:
    """How long nobody tries after so many failures in a row; none after the first."""
    if attempts < 2:
        return timedelta(0)
    urgent = step in (FailedStep.Step.WITHDRAW, FailedStep.Step.OPEN)
    return min(FIRST_PAUSE * 2 ** min(attempts - 2, 10), SHORT if urgent else LONG)


def note_failure(step: str, key: object, error: Exception, about: str = "", page=None) -> None:
    """Keep what failed and until when nobody tries, and log it.

    Raises DatabaseError if the database is away, which is no failure of this step.
    """
    if connection.errors_occurred and not connection.in_atomic_block and not connection.is_usable():
        connection.close()  # the next query opens another
    said = str(error) or type(error).__name__
    now: datetime = timezone.now()
    about = (about or str(key))[:255]
    row, is_new = FailedStep.objects.get_or_create(
        step=step,
        key=str(key)[:200],
        defaults={"about": about, "page_id": page, "error": said, "tried_at": now},
    )
    if not is_new:
        row.about, row.error, row.tried_at, row.page_id = about, said, now, page
        row.attempts += 1
        row.next_try_at = now + pause_after(row.attempts, step)
        row.save()
    logger.error("%s: %s", row.sentence, said, exc_info=not isinstance(error, OSError))


def attempt(
    step: str, key: object, work: Callable[[], str | None], *, about: str = "", page=None
) -> str:
    """Do `work` unless it failed just now; what it says. A failure is noted and raises nothing."""
    failed = FailedStep.objects.filter(step=step, key=str(key)[:200])
    earlier = failed.values_list("next_try_at", flat=True).first()
    if earlier and earlier > timezone.now():
        return ""
    try:
        said = work()
    except Exception as error:
        note_failure(step, key, error, about, page)
        return ""
    if earlier:
        failed.delete()
    return said or ""


# How `each` names what it works on, and the page of that.
OF_PAGES = {"about": lambda page: f"“{page}”", "page": lambda page: page.pk}
OF_REVISIONS = {
    "about": lambda revision: f"“{revision.object_str}”",
    "page": lambda revision: int(revision.object_id),
}
OF_RELEASES = {
    "about": lambda release: f"“{release.page or release.identifier}”",
    "page": lambda release: release.page_id,
}


def each(
    step: str,
    items: Iterable,
    work: Callable[..., str | None],
    *,
    key: Callable = lambda item: item.pk,
    about: Callable = str,
    page: Callable = lambda item: None,
    is_all: bool = False,
) -> Iterator[str]:
    """Do `work` for each item by itself; yield what it says, "" where it says nothing.

    What fails for one is noted and holds up no other; what failed before waits for its time.
    `key`, `about` and `page` tell an item's key, its name for editors, and the key of its page.
    If the items are all that there is to do, failures of others are forgotten: nobody waits for them.
    """
    failed = dict(FailedStep.objects.filter(step=step).values_list("key", "next_try_at"))
    seen = set()
    for item in items:
        name = str(key(item))[:200]
        seen.add(name)
        if name in failed and failed[name] > timezone.now():
            continue
        try:
            said = work(item)
        except Exception as error:
            note_failure(step, name, error, about(item), page(item))
            said = ""
        else:
            if name in failed:
                FailedStep.objects.filter(step=step, key=name).delete()
        yield said or ""
    if is_all and (over := failed.keys() - seen):
        FailedStep.objects.filter(step=step, key__in=over).delete()
