"""The parts of a mission: milestones, instruments, partners."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from media.pages.date_fields import FirstDay, LastDay, ReducedDateField
from media.pages.dates import date_in_words


class Milestone(Orderable):
    """Something that happened, or is planned, in a mission's life."""

    mission = ParentalKey(
        "missions.MissionPage", on_delete=models.CASCADE, related_name="milestones"
    )
    date = ReducedDateField(blank=False)
    date_first = FirstDay(of="date")
    date_last = LastDay(of="date")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)

    panels = [FieldRowPanel([FieldPanel("date"), FieldPanel("title")]), FieldPanel("text")]

    class Meta:
        ordering = ["date_first", "-date_last", "sort_order"]

    def __str__(self) -> str:
        return f"{self.date_in_words}: {self.title}"

    @property
    def date_in_words(self) -> str:
        return date_in_words(self.date)


class Instrument(Orderable):
    """What a mission measures with."""

    mission = ParentalKey(
        "missions.MissionPage", on_delete=models.CASCADE, related_name="instruments"
    )
    name = models.CharField(max_length=60, help_text="As people say it: SXI.")
    full_name = models.CharField(max_length=150, blank=True)
    measures = models.TextField(help_text="What it measures, in one or two sentences.")

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("full_name")]),
        FieldPanel("measures"),
    ]

    def __str__(self) -> str:
        return self.name


class Partner(Orderable):
    """Who builds, flies or pays for a mission, and what part is theirs."""

    mission = ParentalKey("missions.MissionPage", on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=250)
    share = models.CharField(
        max_length=60, blank=True, help_text="“half”, “12 %”; empty if unknown."
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("share")]),
        FieldPanel("role"),
    ]

    def __str__(self) -> str:
        return self.name
