"""Dates of reduced precision: "2026", "2026-05" or "2025-01-21" (ISO 8601, 5.2.2)."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import dateformat

FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def validate_reduced_date(value: str) -> None:
    """Refuse what is not a year, a year and month, or a day that exists."""
    match = FORM.fullmatch(value)
    try:
        if not match:
            raise ValueError
        year, month, day = (int(part) if part else 1 for part in match.groups())
        datetime.date(year, month, day)
    except ValueError:
        raise ValidationError(
            "“%(value)s” is not a date. Write 2026, 2026-05 or 2025-01-21: only what is known.",
            params={"value": value},
            code="reduced_date",
        ) from None


def date_in_words(value: str) -> str:
    """“2026”, “May 2026” or “21 January 2025”; an empty text for an empty date."""
    match = FORM.fullmatch(value or "")
    if not match:
        return ""
    year, month, day = match.groups()
    if not month:
        return year
    date = datetime.date(int(year), int(month), int(day or 1))
    return dateformat.format(date, "j F Y" if day else "F Y")


class ReducedDateField(models.CharField):
    """A date known to the day, the month or the year; sorts as text in the order of time."""

    default_validators = [validate_reduced_date]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)
