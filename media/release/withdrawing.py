"""Taking a picture back from the public, with a reason that stands at its address from then on."""

from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log

from media.pictures.images import ImagePage
from media.release.withdrawals import AGREEMENT_ENDED, Withdrawal

WITHDRAWN = "media.withdrawn"


def was_shown(page: ImagePage) -> bool:
    """Whether visitors have ever seen the picture; of others nobody may learn that they exist."""
    return page.releases.exclude(opened_at=None).exists()


def withdraw_for(page: ImagePage, reason: str, *, note: str = "", user=None) -> None:
    """Unpublish a picture that visitors have seen, and keep the reason for them.

    A withdrawal that stands keeps its day and gets the new words. The files leave the public
    store when the transaction ends. Whether `user` may do this is asked before.
    """
    with transaction.atomic():
        words = {"reason": reason, "note": note}
        Withdrawal.objects.update_or_create(
            page=page,
            ended_at=None,
            defaults=words,
            create_defaults={**words, "withdrawn_by": user},
        )
        unpublish = UnpublishPageAction(page, user=user, log_action=False)
        unpublish.execute(skip_permission_checks=True)
        log(instance=page, action=WITHDRAWN, user=user, data={"reason": reason})


def end_agreement(page: ImagePage) -> None:
    """Withdraw a picture whose last day of use has passed; one that nobody saw just goes."""
    if was_shown(page):
        withdraw_for(page, AGREEMENT_ENDED)
    else:
        page.unpublish(log_action="wagtail.unpublish.scheduled")


def end_withdrawal(page: ImagePage) -> None:
    """Note that a picture is published again."""
    page.withdrawals.standing().update(ended_at=timezone.now())
