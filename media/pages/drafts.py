"""Changing the latest draft of a page outside its own form, by its rules."""

from collections.abc import Callable
from copy import copy
from html import unescape

from django.db import transaction
from django.utils.html import strip_tags
from wagtail.locks import BaseLock, ScheduledForPublishLock
from wagtail.models import Page, Revision


class DraftLocked(Exception):
    """Nobody, or not this person, may change the draft now; the text says why."""


class DraftChanged(Exception):
    """Somebody saved the page since it was looked at."""


def edition_of(page: Page) -> str:
    """What changes with every save of a draft; autosaves keep the revision and change its time."""
    moment = page.latest_revision_created_at
    return f"{page.latest_revision_id} {moment.isoformat()}" if moment else ""


def lock_on(page: Page, user, *, beside_schedule: bool = False) -> str:
    """Why `user` may not change the draft of `page` now, as a sentence; empty if they may.

    A program, which has no user, passes no lock. `beside_schedule` is for who changes the schedule
    itself: its own lock does not count then.
    """
    lock = page.get_lock()
    if beside_schedule and isinstance(lock, ScheduledForPublishLock):
        lock = lock_below_schedule(page)
    if not lock or (user and not lock.for_user(user)):
        return ""
    message = lock.get_message(user) if user else ""
    return unescape(strip_tags(message or "This page is locked.")).strip()


def lock_below_schedule(page: Page) -> BaseLock | None:
    """The lock that would hold if the page were not scheduled, of which Wagtail thinks first."""
    page = copy(page)
    page._approved_schedule = False  # as `annotate_approved_schedule` leaves it
    return page.get_lock()


def hold(page: Page, user, *, seen: str | None = None, beside_schedule: bool = False) -> Page:
    """`page` as it is now; nobody else saves it before the transaction that is open ends.

    Raises DraftLocked where its form would be locked, DraftChanged if `seen` is not the edition
    that is there.
    """
    page = Page.objects.select_for_update().get(pk=page.pk).specific
    if sentence := lock_on(page, user, beside_schedule=beside_schedule):
        raise DraftLocked(sentence)
    if seen is not None and seen != edition_of(page):
        raise DraftChanged
    return page


@transaction.atomic
def change_draft(
    page: Page,
    change: Callable[[Page], None],
    user,
    *,
    seen: str | None = None,
    publish: bool = False,
    beside_schedule: bool = False,
    log_action: bool = True,
) -> Revision:
    """Let `change` alter the latest draft of `page` and keep it as a new revision.

    What visitors see stays as it is; the row of a page that nobody sees follows its draft, as it
    does when the form is saved. `publish` publishes the draft if it holds nothing else that
    visitors do not see yet; whether `user` may, is asked before. `log_action` is False for acts
    that the page's history tells in words of their own. Raises what `hold` raises.
    """
    page = hold(page, user, seen=seen, beside_schedule=beside_schedule)
    is_settled = page.live and not page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    change(draft)
    if not page.live:
        draft.save()
    revision = draft.save_revision(user=user, log_action=log_action, clean=False)
    if publish and is_settled:
        revision.publish(user=user)
    return revision
