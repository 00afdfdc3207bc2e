"""Withdrawals: which pictures were taken back from the public, when and why."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from media.descriptions.text_fields import LineField, ProseField

AGREEMENT_ENDED = "The agreement to show this picture has ended."


class WithdrawalQuerySet(models.QuerySet):
    def standing(self):
        """Those that hold: the picture has not been published again."""
        return self.filter(ended_at=None)


class Withdrawal(models.Model):
    """A picture that visitors had seen, taken back from its day until it is published again."""

    page = models.ForeignKey(
        "media.ImagePage", on_delete=models.CASCADE, related_name="withdrawals", editable=False
    )
    reason = LineField(
        max_length=250,
        help_text="One sentence for visitors; it stands at the picture's address instead of the "
        "picture. Name nobody, and do not say what the picture showed.",
    )
    note = ProseField(
        "internal note", blank=True, help_text="For colleagues only; visitors never see it."
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    withdrawn_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=models.Q(ended_at=None),
                name="withdrawal_one_standing_per_page",
            ),
            models.CheckConstraint(name="withdrawal_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.withdrawn_at:%Y-%m-%d}: {self.reason}"
