"""The editing form of an image page: what it demands of the words and of the file."""

from django.conf import settings
from django.core.exceptions import ValidationError

from media.descriptions.approvals import NOT_APPROVED, DescriptionApprovalTask
from media.descriptions.words import Words, said_by, words_of
from media.pages.sight import seen_by, sees_all
from media.pages.subjected import SubjectedPageForm
from media.pictures.aliases import folded_alias, refused
from media.pictures.assets import ImageAsset

SAVE_FIRST = (
    "You changed these words just now. Save them as a draft: then somebody else can approve them."
)

FILE_UNSEEN = (
    "This file is not yours, and its picture is not released. Upload the file that you have."
)

REPLACE_BY_ACT = (
    "Give a picture that was published its new file by “Replace the file” in the page's “…” menu: "
    "that asks why, and keeps the earlier file."
)


class ImagePageForm(SubjectedPageForm):
    """Says in the form what the page would refuse later, so that nothing typed is lost."""

    def clean_asset(self):
        asset, page = self.cleaned_data["asset"], self.instance
        if asset and asset.pk != page.asset_id and not self.sees(asset):
            # The form that is shown again would show it.
            self.data = self.data.copy()
            self.data[self.add_prefix("asset")] = page.asset_id or ""
            raise ValidationError(FILE_UNSEEN)
        if asset and page.first_published_at and not page.own_files().filter(pk=asset.pk).exists():
            raise ValidationError(REPLACE_BY_ACT)
        return asset

    def sees(self, asset: ImageAsset) -> bool:
        """Whether the person may look at a file: their own, or that of a picture which they see."""
        user = self.for_user
        if user is None or sees_all(user) or asset.uploaded_by_user_id == user.pk:
            return True
        if self.instance.pk and self.instance.own_files().filter(pk=asset.pk).exists():
            return True
        return seen_by(user, asset.image_pages.all()).exists()

    def clean(self):
        cleaned = super().clean()
        self.check_aliases()
        words = self.words(cleaned)
        if self.is_approving and words.words_hash != words_of(self.instance).words_hash:
            self.add_error(None, SAVE_FIRST)
        if settings.APPROVE_DESCRIPTIONS and self.is_publishing and words.source.is_whole:
            asset = cleaned.get("asset")
            if not self.instance.may_publish(words.words_hash, asset.sha256 if asset else ""):
                self.add_error(None, NOT_APPROVED)
        return cleaned

    def check_aliases(self) -> None:
        """Say which alias the picture cannot have, and which stands there twice."""
        seen = set()
        for form in self.formsets["known_as"].forms:
            if not form.is_valid() or not form.cleaned_data or form.cleaned_data.get("DELETE"):
                continue
            name = form.cleaned_data.get("name") or ""
            said = folded_alias(name)
            refusal = "This alias stands there twice." if said in seen else ""
            if name and (refusal := refusal or refused(name, self.instance.pk)):
                form.add_error("name", refusal)
            seen.add(said)

    @property
    def is_publishing(self) -> bool:
        return bool(self.data.get("action-publish"))

    @property
    def is_approving(self) -> bool:
        """Whether the button was that of our task."""
        return (
            bool(self.data.get("action-workflow-action"))
            and self.data.get("workflow-action-name") == "approve"
            and isinstance(self.instance.current_workflow_task, DescriptionApprovalTask)
        )

    def words(self, cleaned: dict) -> Words:
        """The words as they were typed."""
        rows = [
            form.cleaned_data
            for form in self.formsets["texts"].forms
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        return Words(
            said_by(settings.LANGUAGE_CODE, cleaned),
            tuple(said_by(row.get("language") or "", row) for row in rows),
        )
