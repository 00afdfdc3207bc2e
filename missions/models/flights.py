"""A flight: its status, its launch and its numbers, which may not contradict each other."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from media.descriptions.text_fields import LineField
from media.pages.date_fields import HELP, FirstDay, LastDay, ReducedDateField
from media.pages.dates import (
    date_in_words,
    ends_before,
    has_passed,
    lies_ahead,
    planned_in_words,
)
from missions.models.statuses import DATED, Stage, Status


class Flight(models.Model):
    """What is known of the flight of a mission, or of one of its spacecraft."""

    status = models.CharField(max_length=12, choices=Status, default=Status.STUDY)
    status_since = ReducedDateField(
        "since when",
        help_text="The end of what is over, or the day of the last news of what is not known. "
        "Empty for everything else.",
    )
    launch_date = ReducedDateField(help_text=f"{HELP} For a launch to come, the plan.")
    launch_first = FirstDay(of="launch_date")
    launch_last = LastDay(of="launch_date")
    launcher = LineField(max_length=100, blank=True)
    launch_site = LineField(max_length=150, blank=True)
    cospar = models.CharField(
        "COSPAR identifier",
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{4}-[0-9]{3}[A-Z]{1,3}\Z", "Write it like 2023-053A.")],
        help_text="Given at launch: 2023-053A.",
    )
    norad = models.PositiveIntegerField("NORAD catalogue number", null=True, blank=True)

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if errors := self.contradictions():
            raise ValidationError(errors)

    def contradictions(self) -> dict[str, str]:
        """What cannot hold together, as {field: a sentence that says what to change}."""
        errors, status = {}, self.get_status_display()
        if self.launch_is_past and lies_ahead(self.launch_date):
            errors["launch_date"] = (
                f"The launch lies ahead ({self.launch_day}), but the status is “{status}”. "
                "Correct the date or the status."
            )
        for field in ("cospar", "norad"):
            if getattr(self, field) and self.is_coming:
                errors[field] = (
                    f"This is given at launch, but the status is “{status}”. "
                    "Leave it empty, or correct the status."
                )
        if not self.status_since:
            return errors
        since = date_in_words(self.status_since)
        if self.status not in DATED:
            errors["status_since"] = (
                f"Only what is over or not known has this date, and the status is “{status}”. "
                "Leave it empty, or correct the status."
            )
        elif lies_ahead(self.status_since):
            errors["status_since"] = (
                f"{since[:1].upper()}{since[1:]} lies ahead, but the status is “{status}”. "
                "Correct the date or the status."
            )
        elif self.launch_is_past and ends_before(self.status_since, self.launch_date):
            errors["status_since"] = (
                f"“{status}” in {since} is before the launch ({self.launch_day}). "
                "Correct one of the two dates."
            )
        return errors

    @property
    def is_coming(self) -> bool:
        """Whether the status says that the launch is still to come."""
        return self.status in Stage.COMING.statuses

    @property
    def launch_is_past(self) -> bool:
        """Whether the status says that the launch has been."""
        return not self.is_coming and self.status != Status.CANCELLED

    @property
    def launch_is_unconfirmed(self) -> bool:
        """Whether the planned launch has passed and nobody said what came of it."""
        return self.is_coming and has_passed(self.launch_date)

    @property
    def launch_day(self) -> str:
        return date_in_words(self.launch_date)

    @property
    def launch_in_words(self) -> str:
        """“Launched 19 May 2026”, “Launch planned for early 2027, not confirmed”; "" if unsaid."""
        if not self.launch_date:
            return ""
        if self.launch_is_past:
            return f"Launched {self.launch_day}"
        unconfirmed = ", not confirmed" if self.launch_is_unconfirmed else ""
        return f"Launch planned{planned_in_words(self.launch_date)}{unconfirmed}"

    @property
    def status_in_words(self) -> str:
        """“Operating”, “Completed, 15 September 2017”, “Not known since 30 September 2025”."""
        said, since = self.get_status_display(), date_in_words(self.status_since)
        if not since:
            return said
        return f"{said} since {since}" if self.status == Status.UNKNOWN else f"{said}, {since}"
