"""Changing the latest draft of a page outside its own form, by its rules."""

from collections.abc import Callable
from html import unescape

from django.db import transaction
from django.utils.html import strip_tags
from wagtail.models import Page, Revision


class DraftLocked(Exception):
    """Nobody, or not this person, may change the draft now; the text says why."""


class DraftChanged(Exception):
    """Somebody saved the page since it was looked at."""


def edition_of(page: Page) -> str:
    """What changes with every save of a draft; autosaves keep the revision and change its time."""
    moment = page.latest_revision_created_at
    return f"{page.latest_revision_id} {moment.isoformat()}" if moment else ""


def lock_on(page: Page, user) -> str:
    """Why `user` may not change the draft of `page` now, as a sentence; empty if they may."""
    lock = page.get_lock()
    if not lock or not lock.for_user(user):
        return ""
    return unescape(strip_tags(lock.get_message(user) or "This page is locked.")).strip()


@transaction.atomic
def change_draft(
    page: Page,
    change: Callable[[Page], None],
    user,
    *,
    seen: str | None = None,
    publish: bool = False,
) -> Revision:
    """Let `change` alter the latest draft of `page` and keep it as a new revision.

    What visitors see stays as it is; the row of a page that nobody sees follows its draft, as it
    does when the form is saved. `publish` publishes the draft if it holds nothing else that
    visitors do not see yet, and if `user` may. Raises DraftLocked where the form would be locked,
    DraftChanged if `seen` is not the edition that is there.
    """
    page = Page.objects.select_for_update().get(pk=page.pk).specific
    if sentence := lock_on(page, user):
        raise DraftLocked(sentence)
    if seen is not None and seen != edition_of(page):
        raise DraftChanged
    is_settled = page.live and not page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    change(draft)
    if not page.live:
        draft.save()
    revision = draft.save_revision(user=user, log_action=True, clean=False)
    if publish and is_settled and page.permissions_for_user(user).can_publish():
        revision.publish(user=user)
    return revision
