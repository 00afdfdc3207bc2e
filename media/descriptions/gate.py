"""What an image page demands of its description before it goes public."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from media.descriptions.approvals import NOT_APPROVED, DescriptionApproval
from media.descriptions.statuses import Description
from media.descriptions.words import words_of

IN_THE_LISTING = {
    Description.Status.MISSING: "no description",
    Description.Status.DRAFT: "words in draft",
    Description.Status.DESCRIBED: "described",
    Description.Status.APPROVED: "approved",
    Description.Status.STALE: "words stale",
}
WHAT_IS_APPROVED = {"live", "asset", "alt_text", "long_description", "texts"}


class Described(models.Model):
    """A page whose words may have to be approved, and whose listing says where they stand."""

    # By which the approval knows such pages without knowing their type.
    carries_description = True

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        fields = kwargs.get("update_fields")
        if self.live and (fields is None or WHAT_IS_APPROVED & set(fields)):
            self.refuse_half_languages()
            if settings.APPROVE_DESCRIPTIONS:
                self.refuse_unapproved_words()
        super().save(*args, **kwargs)

    def refuse_half_languages(self) -> None:
        """Raise ValidationError if the words in a further language are not whole.

        The form demands them all; programs and bulk actions publish past it.
        """
        if problems := words_of(self).half_languages():
            raise ValidationError(problems)

    def refuse_unapproved_words(self) -> None:
        """Raise ValidationError if to save this live page would publish words nobody approved.

        Every publication ends in such a save: by hand, on time, by a program or a workflow. What
        is live already may be saved again as it is.
        """
        if not self.may_publish(*self.description_key):
            raise ValidationError(NOT_APPROVED)

    def may_publish(self, words_hash: str, asset_sha256: str) -> bool:
        """Whether the live page has exactly these words and file already, or they are approved."""
        key = (words_hash, asset_sha256)
        if DescriptionApproval.objects.covering(self.pk, *key).exists():
            return True
        shown = type(self).objects.live().filter(pk=self.pk).select_related("asset").first()
        return shown is not None and shown.description_key == key

    @property
    def description_key(self) -> tuple[str, str]:
        """What an approval is for: exactly these words and exactly this file."""
        return words_of(self).words_hash, self.asset.sha256 if self.asset else ""

    @property
    def is_approved(self) -> bool:
        return DescriptionApproval.objects.covering(self.pk, *self.description_key).exists()

    @property
    def may_be_opened(self) -> bool:
        """Whether the files may become public: not with words that nobody approved.

        What was public before approvals were asked for stays so.
        """
        if not settings.APPROVE_DESCRIPTIONS or self.is_approved:
            return True
        words_hash, asset_hash = self.description_key
        return self.releases.filter(
            words_hash=words_hash, asset_hash=asset_hash, opened_at__isnull=False
        ).exists()

    @property
    def status_string(self) -> str:
        """Wagtail's word for the page's state; in the archive's listing with the description's."""
        status = getattr(self, "description_status", "")
        if not status:
            return super().status_string
        return f"{super().status_string} · {IN_THE_LISTING[status]}"
