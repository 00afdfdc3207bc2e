"""What stands between a draft of a picture and its publication, and its release at a set moment."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.locks import ScheduledForPublishLock
from wagtail.models import Page

from media.descriptions.approvals import NOT_APPROVED
from media.descriptions.words import words_of
from media.pictures.images import ImagePage


def problems_of(draft: ImagePage) -> list[str]:
    """Why the form would refuse to publish `draft`, as sentences; empty if it would not."""
    try:
        draft.full_clean()
    except ValidationError as error:
        return [sentence for name in error.message_dict for sentence in named(draft, name, error)]
    return words_of(draft).half_languages()


def named(draft: ImagePage, name: str, error: ValidationError) -> list[str]:
    """The messages about one field, with the field's name before each."""
    messages = error.message_dict[name]
    if name not in {field.name for field in draft._meta.get_fields()}:
        return messages
    label = str(draft._meta.get_field(name).verbose_name).capitalize()
    return [f"{label}: {message}" for message in messages]


# --- Release at a set moment ------------------------------------------------------------------


def why_not_scheduled(page: ImagePage, user, moment: datetime | None = None) -> str:
    """Why `user` cannot let the latest version of `page` be released at `moment`; empty if they can.

    Without a moment, only what no moment would change.
    """
    if page.alias_of_id or not page.latest_revision:
        return "It has no version of its own yet. Open its form and save it once."
    if sentence := why_locked(page, user):
        return sentence
    if page.live and not page.has_unpublished_changes:
        return "Its latest version is published already."
    draft = page.latest_revision.as_object()
    if problems := problems_of(draft):
        return " ".join(problems)
    if settings.APPROVE_DESCRIPTIONS and not draft.may_publish(*draft.description_key):
        return NOT_APPROVED
    return why_not_then(draft, moment) if moment else ""


def why_locked(page: ImagePage, user) -> str:
    """Why `user` may not set or clear the moment; a schedule's own lock does not count."""
    if not page.permissions_for_user(user).can_publish():
        return "You may not publish it."
    lock = page.get_lock()
    if lock and not isinstance(lock, ScheduledForPublishLock) and lock.for_user(user):
        return "It is locked. Unlock it first, or let its workflow end."
    return ""


def why_not_then(draft: ImagePage, moment: datetime) -> str:
    """Why the moment is too late for `draft`; empty if it is not."""
    if draft.use_until and draft.use_until < timezone.localdate(moment):
        return f"The agreement to show it ends before, on {draft.use_until:%-d %B %Y}."
    if draft.expire_at and draft.expire_at <= moment:
        return f"It expires before, on {timezone.localtime(draft.expire_at):%-d %B %Y, %H:%M}."
    return ""


def schedule(page: ImagePage, moment: datetime, user) -> None:
    """Let the latest version of `page` go live at `moment`, as its form would."""
    draft = page.get_latest_revision_as_object()
    draft.go_live_at = moment
    draft.save_revision(user=user, log_action=True).publish(user=user)


@transaction.atomic
def unschedule(page: ImagePage, user) -> bool:
    """Clear the moment at which `page` would go live; False if there was none."""
    revision = page.scheduled_revision
    if revision is None:
        return False
    revision.approved_go_live_at = None
    revision.save(user=user, update_fields=["approved_go_live_at"])
    draft = page.get_latest_revision_as_object()
    draft.go_live_at = None
    draft.save_revision(user=user, clean=False, log_action=True)
    if not page.live:
        # As the form does: the row of a page that nobody sees follows its draft.
        Page.objects.filter(pk=page.pk).update(go_live_at=None)
    return True
