"""Preparations: which files were made for which revision."""

from django.db import models
from wagtail.models import Revision

from media.pictures.releases import Release


class Preparation(models.Model):
    """The release that holds the files of one revision, found without reading its words again."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="+")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="+")
    # When the revision was read for which this was found to be the right release.
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.revision}: {self.release}"
