"""The parts of a mission: milestones, instruments, partners."""

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from media.descriptions.text_fields import LineField, ProseField
from media.pages.date_fields import FirstDay, LastDay, ReducedDateField
from media.pages.dates import date_in_words, has_passed, lies_ahead
from media.pages.subjects import Subject


class Milestone(Orderable):
    """Something that is planned, happened or was cancelled, as an editor says: no date passes into
    an event by itself."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HAPPENED = "happened", "Happened"
        CANCELLED = "cancelled", "Cancelled"

    mission = ParentalKey(
        "missions.MissionPage", on_delete=models.CASCADE, related_name="milestones"
    )
    date = ReducedDateField(blank=False)
    date_first = FirstDay(of="date")
    date_last = LastDay(of="date")
    state = models.CharField(
        max_length=10,
        choices=State,
        default=State.PLANNED,
        help_text="A plan stays a plan until somebody says that it happened.",
    )
    title = LineField(max_length=120)
    text = ProseField(blank=True)

    panels = [
        FieldRowPanel([FieldPanel("date"), FieldPanel("state")]),
        FieldPanel("title"),
        FieldPanel("text"),
    ]

    class Meta:
        ordering = ["date_first", "-date_last", "sort_order"]
        constraints = [
            models.CheckConstraint(
                name="milestone_state_is_known",
                condition=models.Q(state__in=["planned", "happened", "cancelled"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.date_in_words}: {self.title}"

    def clean(self):
        super().clean()
        if self.state == self.State.HAPPENED and lies_ahead(self.date):
            raise ValidationError(
                {
                    "date": f"This lies ahead ({self.date_in_words}): it cannot have happened. "
                    "Correct the date, or let it be planned."
                }
            )

    @property
    def is_unconfirmed(self) -> bool:
        """Whether its date has passed and nobody said what came of it."""
        return self.state == self.State.PLANNED and has_passed(self.date)

    @property
    def is_event(self) -> bool:
        return self.state == self.State.HAPPENED

    @property
    def date_in_words(self) -> str:
        return date_in_words(self.date)


class Instrument(Orderable):
    """What a mission measures with."""

    mission = ParentalKey(
        "missions.MissionPage", on_delete=models.CASCADE, related_name="instruments"
    )
    name = LineField(max_length=60, help_text="As people say it: SXI.")
    full_name = LineField(max_length=150, blank=True)
    measures = ProseField(help_text="What it measures, in one or two sentences.")

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("full_name")]),
        FieldPanel("measures"),
    ]

    def __str__(self) -> str:
        return self.name


class Partner(Orderable):
    """Who builds, flies or pays for a mission, and what part is theirs."""

    mission = ParentalKey("missions.MissionPage", on_delete=models.CASCADE, related_name="partners")
    name = LineField(max_length=120)
    role = LineField(max_length=250)
    share = LineField(max_length=60, blank=True, help_text="“half”, “12 %”; empty if unknown.")
    state = models.ForeignKey(
        Subject,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The subject of the state in which it is: the pages of state and mission then "
        "name each other.",
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("share")]),
        FieldPanel("role"),
        FieldPanel("state"),
    ]

    def __str__(self) -> str:
        return self.name
