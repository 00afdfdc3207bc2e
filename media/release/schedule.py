"""What stands between a draft of a picture and its publication, and its release at a set moment."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from media.descriptions.approvals import NOT_APPROVED
from media.descriptions.words import words_of
from media.pages.drafts import change_draft
from media.pictures.images import ImagePage

NO_MOMENT = "It has no release moment."


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


def why_not_scheduled(page: ImagePage, moment: datetime | None = None) -> str:
    """Why the latest version of `page` cannot be released at `moment`; empty if it can.

    Without a moment, only what no moment would change. Who may do it, and what locks the page, is
    asked apart from this.
    """
    if page.alias_of_id or not page.latest_revision:
        return "It has no version of its own yet. Open its form and save it once."
    if page.live and not page.has_unpublished_changes:
        return "Its latest version is published already."
    draft = page.latest_revision.as_object()
    if problems := problems_of(draft):
        return " ".join(problems)
    if settings.APPROVE_DESCRIPTIONS and not draft.may_publish(*draft.description_key):
        return NOT_APPROVED
    return why_not_then(draft, moment) if moment else ""


def why_not_then(draft: ImagePage, moment: datetime) -> str:
    """Why the moment is too late for `draft`; empty if it is not."""
    if draft.use_until and draft.use_until < timezone.localdate(moment):
        return f"The agreement to show it ends before, on {draft.use_until:%-d %B %Y}."
    if draft.expire_at and draft.expire_at <= moment:
        return f"It expires before, on {timezone.localtime(draft.expire_at):%-d %B %Y, %H:%M %Z}."
    return ""


@transaction.atomic
def schedule(page: ImagePage, moment: datetime, user) -> None:
    """Let the latest version of `page` go live at `moment`, as its form would.

    Raises DraftLocked, or ValidationError where the draft could not be released then.
    """

    def set_moment(draft: ImagePage) -> None:
        draft.go_live_at = moment
        if problems := problems_of(draft) or why_not_then(draft, moment):
            raise ValidationError(problems)

    change_draft(page, set_moment, user, beside_schedule=True).publish(user=user)


def unschedule(page: ImagePage, user) -> None:
    """Clear the moment at which `page` would go live.

    Raises DraftLocked, or ValidationError where there is no such moment.
    """

    def clear_moment(draft: ImagePage) -> None:
        revision = draft.scheduled_revision
        if revision is None:
            raise ValidationError(NO_MOMENT)
        revision.approved_go_live_at = None
        revision.save(user=user, update_fields=["approved_go_live_at"])
        draft.go_live_at = None

    change_draft(page, clear_moment, user, beside_schedule=True)
