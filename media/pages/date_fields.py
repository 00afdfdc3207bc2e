"""Columns for dates as they are known, and the first and last day that each may mean."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from media.pages.dates import LONGEST, first_day, last_day
from media.pages.typed_dates import shown_for_typing, stored_form

HELP = "As it is known: 2026, May 2026, 3 September 2026, Q3 2026, early 2027, about 2030 …"


class ReducedDateFormField(forms.CharField):
    """Takes words and the stored form; shows words where they say more."""

    def to_python(self, value):
        return stored_form(super().to_python(value) or "")

    def prepare_value(self, value):
        return shown_for_typing(value) if isinstance(value, str) else value


class ReducedDateField(models.CharField):
    """A date as it is known; whatever words came in, the stored form is what is kept.

    It does not sort as text: a model whose lists are in the order of time has a `FirstDay` beside,
    which follows only when the row is saved (see `DayOf`).
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", LONGEST)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs.setdefault("help_text", HELP)
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        return stored_form(super().to_python(value) or "")

    def formfield(self, **kwargs):
        # Words may be longer than what is stored.
        return super().formfield(
            **{"form_class": ReducedDateFormField, **kwargs, "max_length": None}
        )


class DayOf(models.DateField):
    """A day made from the date in another field of the row, whatever is set here.

    It is made as the row is saved. `QuerySet.update()`, `bulk_update()` and
    `save(update_fields=…)` write only the columns they name: who changes the date by one of
    them names the day too, or saves the whole row.
    """

    def __init__(self, of: str, **kwargs):
        self.of = of
        kwargs.update(null=True, blank=True, editable=False)
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for given in ("null", "blank", "editable"):
            kwargs.pop(given, None)
        return name, path, args, {**kwargs, "of": self.of}

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, self.attname, Computed(self))

    def day_in(self, row) -> object:
        text = getattr(row, self.of)
        try:
            return self.day(stored_form(text or ""))
        except ValidationError:
            return None

    def pre_save(self, model_instance, add):
        return self.day_in(model_instance)


class FirstDay(DayOf):
    """The first day that the date may mean."""

    day = staticmethod(first_day)


class LastDay(DayOf):
    """The last day that the date may mean."""

    day = staticmethod(last_day)


class Computed:
    """The attribute of a `DayOf`: always what the other field says at this moment."""

    def __init__(self, field: DayOf):
        self.field = field

    def __get__(self, instance, cls=None):
        return self if instance is None else self.field.day_in(instance)

    def __set__(self, instance, value):
        # Django asks the dictionary which columns were loaded.
        instance.__dict__[self.field.attname] = value
