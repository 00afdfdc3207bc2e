"""The spacecraft of a mission that has several, and what the mission's own dates follow from."""

from datetime import date

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from media.descriptions.text_fields import LineField
from media.pages.dates import first_day, last_day
from missions.models.flights import Flight
from missions.models.statuses import Stage, Status


class Spacecraft(Flight, Orderable):
    """One of the spacecraft of a mission, with a flight of its own.

    What a row leaves empty is as the mission says.
    """

    mission = ParentalKey(
        "missions.MissionPage", on_delete=models.CASCADE, related_name="spacecraft"
    )
    name = LineField(max_length=80, help_text="As people say it: Sentinel-1A.")

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("status"), FieldPanel("status_since")]),
        FieldRowPanel(
            [FieldPanel("launch_date"), FieldPanel("launcher"), FieldPanel("launch_site")]
        ),
        FieldRowPanel([FieldPanel("cospar"), FieldPanel("norad")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name_plural = "spacecraft"

    def __str__(self) -> str:
        return self.name


def first_launch(craft) -> str:
    """The earliest launch of the spacecraft, as it is stored; "" if none of them says one."""
    launches = [one.launch_date for one in craft if one.status != Status.CANCELLED]
    known = [launch for launch in launches if first_day(launch)]
    return min(known, key=lambda launch: (first_day(launch), last_day(launch)), default="")


def end_of_all(craft) -> str:
    """The end of the last of them, as it is stored; "" unless all are over and say when."""
    craft = list(craft)
    if not craft or any(one.status not in Stage.PAST.statuses for one in craft):
        return ""
    return max((one.status_since for one in craft), key=lambda end: last_day(end) or date.max)
