"""Publication and withdrawal at the time that editors set."""

import logging
from collections.abc import Iterator
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from media.models import FailedStep, ImagePage
from media.pictures.failed_steps import OF_PAGES, OF_REVISIONS, each
from media.release.withdrawing import end_agreement

logger = logging.getLogger("perigee.schedule")

Step = FailedStep.Step
FAILED = "portal.scheduled_publication_failed"


def follow_schedule() -> Iterator[str]:
    """Publish and unpublish what is due, each page for itself; yield a sentence for each.

    What fails is tried again (`FailedStep`); a page that may not be published is unscheduled.
    """
    due = Revision.page_revisions.filter(approved_go_live_at__lte=timezone.now())
    expired = Page.objects.live().filter(expire_at__lt=timezone.now())
    over = ImagePage.objects.live().filter(use_until__lt=timezone.localdate())
    steps = chain(
        each(
            Step.PUBLISH,
            due.order_by("approved_go_live_at", "pk"),
            publish,
            **OF_REVISIONS,
            is_all=True,
        ),
        each(
            Step.EXPIRE,
            expired,
            lambda page: unpublish(page.specific, set_expired=True),
            is_all=True,
            **OF_PAGES,
        ),
        each(Step.END_AGREEMENT, over, withdraw_in_time, is_all=True, **OF_PAGES),
    )
    yield from filter(None, steps)


def withdraw_in_time(page: ImagePage) -> str:
    with transaction.atomic():
        end_agreement(page)
    return f"Withdrew “{page}”: its last day of use has passed."


def publish(revision: Revision) -> str:
    """Publish one revision; a page that may not be published is unscheduled, with a log entry.

    Below a page that is not live it waits.
    """
    if not revision.content_object.get_parent().live:
        return ""
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except ValidationError as error:
        reasons = "; ".join(error.messages)
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        page = revision.content_object
        log(instance=page, action=FAILED, data={"reasons": reasons})
        logger.error("“%s” was due but could not be published: %s", page, reasons)
        return f"Could not publish “{page}”: {reasons}"
    return f"Published “{revision.object_str}” on time."


def unpublish(page: Page, *, set_expired: bool = False) -> str:
    with transaction.atomic():
        page.unpublish(set_expired=set_expired, log_action="wagtail.unpublish.scheduled")
    return f"Unpublished “{page}” on time."
