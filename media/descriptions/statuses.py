"""Descriptions: where the words of each picture stand on their way."""

from django.conf import settings
from django.db import models

from media.descriptions.lengths import LONGEST_LANGUAGE


class DescriptionQuerySet(models.QuerySet):
    def counts(self) -> dict[str, int]:
        """How many descriptions have each status, in one query; statuses nobody has count 0."""
        found = dict(self.order_by().values_list("status").annotate(models.Count("pk")))
        return {status: found.get(status, 0) for status in Description.Status.values}


class Description(models.Model):
    """Where the words in the latest draft of one image page stand.

    The first of these that fits is the status:

    - *missing*: the alt text or the image description is not there (in the source language).
    - *stale*: both are there, but were written for another file than the one the draft shows.
      Words written before the first file was chosen count as written for that one. To write the
      words in the source language anew, to confirm or to approve them makes them fit again.
    - *draft*: both are there, but no picture file is; or the form would refuse them (an alt text
      that repeats the title, a language half written); or exactly these words have neither been
      published nor approved.
    - *approved*: somebody who did not write them approved exactly these words for this file.
    - *described*: the live page, or a withdrawn one at its last publication, has exactly these
      words, and nobody has approved them.

    A row is an extract of the page, its revisions and approvals. `media.pictures.ledger` writes it,
    nobody else. It also remembers what no revision tells: for which file the words were
    written.
    """

    class Status(models.TextChoices):
        MISSING = "missing", "Description missing"
        DRAFT = "draft", "Description in draft"
        DESCRIBED = "described", "Described"
        APPROVED = "approved", "Description approved"
        STALE = "stale", "Description stale"

    page = models.OneToOneField(
        "media.ImagePage", on_delete=models.CASCADE, primary_key=True, related_name="description"
    )
    status = models.CharField(max_length=9, choices=Status, db_index=True)
    words_hash = models.CharField(max_length=64)
    source_hash = models.CharField(max_length=64)
    # The bits that the words describe; empty while there are no words or no file.
    asset_sha256 = models.CharField(max_length=64, blank=True)
    # The file that the latest draft shows.
    asset = models.ForeignKey(
        "media.ImageAsset", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField("words last changed")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approval = models.ForeignKey(
        "media.DescriptionApproval", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = DescriptionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.get_status_display()


class DescriptionLanguage(models.Model):
    """That the latest draft of a picture is wholly described in one further language."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(max_length=LONGEST_LANGUAGE, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["description", "language"], name="description_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.language
