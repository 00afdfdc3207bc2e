"""Versions: the files that a picture had before, with who replaced them, when and why."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from media.descriptions.text_fields import LineField
from media.pictures.assets import ImageAsset


class AssetVersion(models.Model):
    """An earlier file of a picture, kept when another file took its place."""

    page = models.ForeignKey(
        "media.ImagePage", on_delete=models.CASCADE, related_name="asset_versions"
    )
    asset = models.ForeignKey(ImageAsset, on_delete=models.PROTECT, related_name="versions")
    successor = models.ForeignKey(ImageAsset, on_delete=models.PROTECT, related_name="replaced")
    reason = LineField(
        max_length=250,
        help_text="Why the earlier file is replaced, in one sentence for colleagues.",
    )
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="version_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="version_is_another_file", condition=~models.Q(asset=models.F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset}, replaced {self.replaced_at:%Y-%m-%d}: {self.reason}"
