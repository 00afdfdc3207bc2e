"""Approvals of descriptions: the record, the workflow's task, and who may not approve."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import AbstractGroupApprovalTask, Revision

from media.descriptions.statuses import Description
from media.descriptions.text_fields import ProseField
from media.descriptions.words import NO_WORDS, words_in, words_of

OWN_WORDS = (
    "You changed the alt text or the image description since the last approval, so somebody else "
    "must approve them."
)
NOBODY = "An approval needs a person: say who approves."
NOTHING = "There is nothing to approve yet: alt text, image description or picture is missing."
NOT_APPROVED = (
    "Nobody has approved exactly these words for this picture. Submit the page for approval by "
    "somebody who did not write them; then it can be published."
)


class DescriptionApprovalQuerySet(models.QuerySet):
    def covering(self, page_pk: int | None, words_hash: str, asset_sha256: str):
        """The approvals of exactly these words for exactly this file."""
        if page_pk is None:  # a page that was never saved; approvals of deleted pages have no page
            return self.none()
        return self.filter(page=page_pk, words_hash=words_hash, asset_sha256=asset_sha256)


class DescriptionApproval(models.Model):
    """The record that somebody approved exactly these words for exactly this file; it stays."""

    page = models.ForeignKey(
        "media.ImagePage", null=True, on_delete=models.SET_NULL, related_name="approvals"
    )
    identifier = models.CharField(max_length=80)
    words_hash = models.CharField(max_length=64)
    asset_sha256 = models.CharField(max_length=64)
    approved_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Their name outlives the account.
    approver = models.CharField(max_length=310)
    comment = ProseField(blank=True)

    objects = DescriptionApprovalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["page", "words_hash", "asset_sha256"], name="approval_of_words")
        ]

    def __str__(self) -> str:
        return f"{self.identifier}: approved by {self.approver}"


class DescriptionApprovalTask(AbstractGroupApprovalTask):
    """A step of a workflow at which somebody who did not write the words approves them.

    For pages that are no pictures it is Wagtail's own approval by a group.
    """

    class Meta:
        verbose_name = "Description approval"
        verbose_name_plural = "Description approvals"

    def get_actions(self, obj, user):
        actions = super().get_actions(obj, user)
        if actions and is_described(obj) and user.pk in authors_since_approval(obj.pk):
            return [action for action in actions if action[0] != "approve"]
        return actions

    @classmethod
    def get_description(cls):
        return (
            "Members of the chosen groups approve alt text and image description, but nobody "
            "approves their own words"
        )


def is_described(page) -> bool:
    """Whether pages of this type carry words that are approved, as pictures do."""
    return getattr(page.specific_class, "carries_description", False)


def authors_since_approval(page_pk: int) -> set[int]:
    """The keys of all who saved a change of the words since the last approval, undone or not."""
    last = DescriptionApproval.objects.filter(page=page_pk).order_by("-approved_at").first()
    revisions = Revision.page_revisions.filter(object_id=str(page_pk))
    rows = Description.objects.filter(page=page_pk).exclude(words_hash=NO_WORDS)
    if last:
        revisions = revisions.filter(created_at__gt=last.approved_at)
        rows = rows.filter(changed_at__gt=last.approved_at)
    before = last.words_hash if last else NO_WORDS
    # What the row remembers holds even where old revisions were thinned out.
    authors = set(rows.values_list("changed_by", flat=True))
    saved = revisions.order_by("created_at", "pk").values_list("content", "user")
    for content, user in saved.iterator():
        words_hash = words_in(content).words_hash
        if words_hash != before:
            authors.add(user)
        before = words_hash
    return authors - {None}


def approve(page, user, comment: str = "") -> DescriptionApproval:
    """Record that `user` approves the words and the file of the page's latest draft.

    Raises ValidationError, with a sentence for an editor, for the words' own authors.
    """
    if user is None:
        raise ValidationError(NOBODY)
    with transaction.atomic():
        draft = page.specific.get_latest_revision_as_object()
        words = words_of(draft)
        if not (words.source.is_whole and draft.asset and draft.asset.sha256):
            raise ValidationError(NOTHING)
        if user.pk in authors_since_approval(page.pk):
            raise ValidationError(OWN_WORDS)
        return DescriptionApproval.objects.create(
            page_id=page.pk,
            identifier=draft.identifier,
            words_hash=words.words_hash,
            asset_sha256=draft.asset.sha256,
            approved_by=user,
            approver=user.get_full_name() or user.get_username(),
            comment=comment,
        )
