"""Press links: who outside may look at one version of a picture before its release, and until when."""

import secrets
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import Revision

from media.descriptions.text_fields import LineField

LASTS = timedelta(days=7)
LASTS_AT_MOST = timedelta(days=90)


def new_key() -> str:
    return secrets.token_urlsafe(12)


def keep_shown_revisions(collector, field, links, using):
    """What happens to the links of a revision that is deleted (an `on_delete` of Django's).

    While one of them is valid, the revision goes only along with its page.
    """
    alone = isinstance(collector.origin, Revision) or (
        isinstance(collector.origin, models.QuerySet) and collector.origin.model is Revision
    )
    valid = links.filter(pk__in=PressLink.objects.valid().values("pk"))
    handle = models.PROTECT if alone and valid.exists() else models.CASCADE
    handle(collector, field, links, using)


class PressLinkQuerySet(models.QuerySet):
    def valid(self):
        """Those that open something now."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def revoke(self, user=None) -> int:
        """End those that are valid; answers how many."""
        return self.valid().update(revoked_at=timezone.now(), revoked_by=user)

    def note_opened(self) -> None:
        """Remember that they were opened, to the minute; nothing is kept about by whom."""
        now = timezone.now()
        a_minute_ago = now - timedelta(minutes=1)
        unnoted = self.filter(Q(last_opened_at=None) | Q(last_opened_at__lt=a_minute_ago))
        unnoted.update(last_opened_at=now)


class PressLink(models.Model):
    """An address at which somebody without an account sees one version of an unreleased picture."""

    page = models.ForeignKey(
        "media.ImagePage", on_delete=models.CASCADE, related_name="press_links", editable=False
    )
    revision = models.ForeignKey(
        Revision, on_delete=keep_shown_revisions, related_name="+", editable=False
    )
    # What the address signs (`media.release.press_addresses`): the row alone opens nothing.
    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    note = LineField(
        "for whom",
        max_length=250,
        help_text="Whom you give it to, so that colleagues know what they would revoke. "
        "Only editors see it.",
    )
    expires_at = models.DateTimeField("expires")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    last_opened_at = models.DateTimeField(null=True, editable=False)

    objects = PressLinkQuerySet.as_manager()

    # A link for the press is no use of a picture: Wagtail's lists of uses leave it out.
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="press_link_expires_later", condition=Q(expires_at__gt=F("made_at"))
            ),
            models.CheckConstraint(name="press_link_is_for_somebody", condition=~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.note}, until {self.expires_at:%Y-%m-%d %H:%M}"

    def clean(self):
        super().clean()
        if not self.expires_at:
            return
        latest = self.made_at + LASTS_AT_MOST
        if self.expires_at <= timezone.now():
            raise ValidationError(
                {"expires_at": "This moment has passed. Choose one in the future."}
            )
        if self.expires_at > latest:
            day = f"{timezone.localtime(latest):%-d %B %Y, %H:%M %Z}"
            raise ValidationError(
                {
                    "expires_at": f"A link lasts {LASTS_AT_MOST.days} days at most, which is until "
                    f"{day}. Choose an earlier moment, and make another link later."
                }
            )

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def is_agreement_over(self) -> bool:
        """Whether the last day on which the picture may be shown, by its revision, has passed."""
        last_day = self.revision.content.get("use_until")
        return bool(last_day) and date.fromisoformat(last_day) < timezone.localdate()
