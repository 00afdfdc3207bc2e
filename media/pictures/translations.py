"""The words of a picture in further languages."""

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from media.descriptions.lengths import LONGEST_LANGUAGE, AltTextField
from media.descriptions.rules import CAPTION_FEATURES, check_alt_text, check_caption
from media.descriptions.text_fields import LineField, MarkupField, ProseField
from media.descriptions.words import LABELS


class ImageText(Orderable):
    """The words of one picture in another language, drafted with the page."""

    page = ParentalKey("media.ImagePage", on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(
        max_length=LONGEST_LANGUAGE, help_text="BCP 47 code: fr, de, pt-BR …"
    )
    title = LineField(max_length=255)
    alt_text = AltTextField(LABELS["alt_text"])
    long_description = ProseField(LABELS["long_description"])
    caption = MarkupField(features=CAPTION_FEATURES, blank=True)

    panels = [
        FieldPanel("language"),
        FieldPanel("title"),
        FieldPanel("alt_text"),
        FieldPanel("long_description"),
        FieldPanel("caption"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["page", "language"], name="image_text_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    def clean(self):
        super().clean()
        errors = {
            **check_alt_text(self.alt_text, title=self.title, file_name=""),
            **check_caption(self.caption),
        }
        if errors:
            raise ValidationError(errors)
