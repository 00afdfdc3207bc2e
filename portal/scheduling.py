"""Publication and withdrawal at the time that editors set."""

import logging
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from media.models import ImagePage
from media.release.withdrawing import end_agreement

logger = logging.getLogger("perigee.schedule")

FAILED = "portal.scheduled_publication_failed"


def follow_schedule() -> Iterator[str]:
    """Publish and unpublish what is due, each page for itself; yield a sentence for each."""
    for revision in Revision.page_revisions.filter(
        approved_go_live_at__lte=timezone.now()
    ).order_by("approved_go_live_at", "pk"):
        yield publish(revision)
    for page in Page.objects.live().filter(expire_at__lt=timezone.now()):
        yield unpublish(page.specific, set_expired=True)
    for page in ImagePage.objects.live().filter(use_until__lt=timezone.localdate()):
        with transaction.atomic():
            end_agreement(page)
        yield f"Withdrew “{page}”: its last day of use has passed."


def publish(revision: Revision) -> str:
    """Publish one revision; a page that may not be published is unscheduled, with a log entry."""
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
