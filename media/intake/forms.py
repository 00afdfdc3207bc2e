"""The forms through which a picture file comes in."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from wagtail.images.forms import BaseImageForm

from media.files.inspection import what_is_taken
from media.intake.incoming import HERE_BUT_UNSEEN, Incoming
from media.intake.versions import AssetVersion
from media.pages.sight import sees_all
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage


class AssetFileField(forms.FileField):
    """A picture file; the form does not look at its name but at what is in it."""

    widget = BaseImageForm.Meta.widgets["file"].__class__

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            Incoming(file).judge()
        return file


FILE_STAYS = (
    "The file of a picture is never changed in its place, because pages and their earlier versions "
    "name it. Open the picture's page and choose “Replace the file”: that keeps this one."
)


class AssetForm(BaseImageForm):
    """Takes a file, once, and its focal point; the file's own name is its title."""

    file = AssetFileField(label="File", help_text=lazy(what_is_taken, str)())

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.user = user
        if self.instance.pk:
            self.fields.pop("file", None)

    def clean_file(self):
        incoming = Incoming(self.cleaned_data["file"])
        incoming.refuse_if_on_a_page(self.user)
        if asset := incoming.assets_here().first():
            if asset.uploaded_by_user != self.user and not sees_all(self.user):
                raise ValidationError(HERE_BUT_UNSEEN)
            raise ValidationError(
                f"This file is already here, as “{asset.title}”, and no page has it yet. Choose "
                "that one."
            )
        return incoming.file

    def clean(self):
        if self.instance.pk and self.files.get(self.add_prefix("file")):
            raise ValidationError(FILE_STAYS)
        return super().clean()

    def _post_clean(self):
        uploaded = self.cleaned_data.get("file")
        if isinstance(uploaded, UploadedFile):
            self.instance.title = Incoming(uploaded).title
        super()._post_clean()


class ReplacementForm(forms.ModelForm):
    """Another file for a picture, and why; refuses the file that it has, or that another has."""

    file = AssetFileField(label="New file", help_text=lazy(what_is_taken, str)())
    field_order = ("file", "reason")

    class Meta:
        model = AssetVersion
        fields = ("reason",)

    def __init__(self, *args, page: ImagePage, current: ImageAsset, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.page, self.current, self.user = page, current, user

    def clean_file(self) -> Incoming:
        incoming = Incoming(self.cleaned_data["file"])
        if incoming.sha256 == self.current.sha256:
            raise ValidationError("This is the file that the picture has already.")
        if not self.page.own_files().filter(sha256=incoming.sha256).exists():
            incoming.refuse_if_on_a_page(self.user)
        return incoming
