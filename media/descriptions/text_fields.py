"""Fields for what people write: whatever way a value comes, it passes the gate (`characters`) first.

To migrations they are the fields of Django and Wagtail that they extend: the columns are the same.
"""

import html
import re

from django import forms
from django.conf import settings
from django.db import models
from wagtail.fields import RichTextField

from media.descriptions.characters import ANY_LANGUAGE, Cleaned, cleaned

# Characters that editors of markup write as names or numbers, and that the gate judges.
ENTITIES = re.compile(r"&(?:nbsp|shy|zwj|zwnj|lrm|rlm|#x?0*(?:a0|ad|160|173|feff|65279));", re.I)


def gated(
    value: str, language: str | None = None, *, is_line: bool = False, is_markup: bool = False
) -> Cleaned:
    """`value` as the portal keeps it, and what was changed.

    `language` is that of the words; None for the site's. A line has no line breaks.
    """
    language = settings.LANGUAGE_CODE if language is None else language
    if is_markup:
        value = ENTITIES.sub(lambda found: html.unescape(found[0]), value)
    found = cleaned(value, language)
    if is_line:
        found.text = " ".join(found.text.split("\n")).strip()
    return found


def gated_texts(value):
    """The same within lists and mappings, as JSON has them; what is no text stays."""
    if isinstance(value, str):
        return gated(value, is_markup=True).text
    if isinstance(value, list | tuple):
        return [gated_texts(item) for item in value]
    if isinstance(value, dict):
        return {key: gated_texts(item) for key, item in value.items()}
    return value


class GatedFormField(forms.CharField):
    """A form's field of typed text. `changes` says what the gate changed that could matter.

    A form does not know yet of which language a row is: spaces that any language needs stay until the
    row is saved.
    """

    is_line = is_markup = False
    changes: list[str] = []

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return text
        found = gated(text, ANY_LANGUAGE, is_line=self.is_line, is_markup=self.is_markup)
        self.changes = found.changes
        return found.text.strip() if self.strip else found.text


def changed_characters(form: forms.BaseForm) -> list[str]:
    """What the gate changed in a form that was sent and in its rows, as sentences."""
    fields = [field for field in form.fields.values() if isinstance(field, GatedFormField)]
    found = [
        f"{field.label}: {change}. Please look whether it is still what you mean."
        for field in fields
        for change in field.changes
    ]
    for formset in getattr(form, "formsets", {}).values():
        found += [sentence for row in formset.forms for sentence in changed_characters(row)]
    return found


class LineFormField(GatedFormField):
    is_line = True


class MarkupFormField(GatedFormField):
    is_markup = True


class Gated:
    """A model's field of written text."""

    form_class: type[GatedFormField] = GatedFormField

    def gated(self, value, row):
        """The value of `row` as it is kept; a row may say in which `language` its words are."""
        if not isinstance(value, str) or not value:
            return value
        language = getattr(row, "language", None)
        kind = self.form_class
        return gated(value, language, is_line=kind.is_line, is_markup=kind.is_markup).text

    def clean(self, value, model_instance):
        return super().clean(self.gated(value, model_instance), model_instance)

    def pre_save(self, model_instance, add):
        kept = self.gated(super().pre_save(model_instance, add), model_instance)
        setattr(model_instance, self.attname, kept)
        return kept

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": self.form_class, **kwargs})


class LineField(Gated, models.CharField):
    """Written text of one line."""

    form_class = LineFormField

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class ProseField(Gated, models.TextField):
    """Written text of several lines."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class MarkupField(Gated, RichTextField):
    """Written text with markup."""

    form_class = MarkupFormField

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.RichTextField", args, kwargs
