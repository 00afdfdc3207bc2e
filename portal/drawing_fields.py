"""The field that holds a drawing, in the database as checked text and in a form as an uploaded file."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from portal.drawings import MOST_BYTES, icon_of, png_of, read_drawing


def sound_drawing(text: str) -> str:
    """The drawing as it is kept: written anew from what was understood. Raises ValidationError."""
    drawing = read_drawing(text)
    try:
        png_of(icon_of(drawing, colour="black", paper="white"), 32)
    except ValueError as error:
        raise ValidationError(f"The drawing cannot be drawn: {error}.") from None
    return drawing.text


class DrawingInput(forms.ClearableFileInput):
    """Shows the drawing that is there, takes another one, or takes it away."""

    template_name = "portal/admin/drawing_input.html"

    def __init__(self, attrs=None):
        super().__init__({"accept": ".svg,image/svg+xml", **(attrs or {})})

    def is_initial(self, value) -> bool:
        return isinstance(value, str) and bool(value)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if self.is_initial(value):
            label = "The sign as it is now"
            context["drawing"] = read_drawing(value).markup(
                "form", label, classes="drawing-now", height=64
            )
        return context


class DrawingFormField(forms.FileField):
    """An uploaded file of SVG, as text. Nothing uploaded leaves what was there."""

    widget = DrawingInput

    def clean(self, data, initial=None) -> str:
        found = super().clean(data, initial)
        if not isinstance(found, UploadedFile):
            return found or ""
        if found.size > MOST_BYTES:
            raise ValidationError(
                f"The file is larger than {MOST_BYTES // 1024} KB. "
                "Export it without metadata, embedded pictures and hidden layers."
            )
        try:
            return sound_drawing(found.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError("The file is no SVG: it is not written in UTF-8.") from None


class DrawingField(models.TextField):
    """A checked drawing in SVG, or nothing."""

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        return sound_drawing(value) if value else ""

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        kept = read_drawing(value).text if value else ""
        setattr(model_instance, self.attname, kept)
        return kept

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(
            **{**kwargs, "form_class": DrawingFormField, "widget": DrawingInput}
        )
