"""Corrections: what was wrong on an image page and was put right, for visitors to see."""

from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from media.descriptions.text_fields import LineField


class Correction(models.Model):
    """One note on an image page that says what was put right, drafted with the page."""

    page = ParentalKey("media.ImagePage", on_delete=models.CASCADE, related_name="corrections")
    made_on = models.DateField("date", default=timezone.localdate)
    text = LineField(
        max_length=300,
        help_text="What was wrong, in one sentence: “The caption named the wrong crater.” Visitors "
        "see it on the page, below the caption.",
    )

    panels = [FieldPanel("made_on"), FieldPanel("text")]

    def __str__(self) -> str:
        return f"{self.made_on:%Y-%m-%d}: {self.text}"
