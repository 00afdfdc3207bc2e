"""The form through which a picture file comes in, and what it refuses."""

import hashlib
import warnings
from pathlib import PurePosixPath

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, UnidentifiedImageError
from wagtail.images.forms import BaseImageForm

from media.models.versions import AssetVersion
from media.models.withdrawals import Withdrawal

# What each format may be called; a file whose content is another format is refused.
SUFFIXES = {
    "AVIF": {"avif"},
    "GIF": {"gif"},
    "JPEG": {"jpg", "jpeg"},
    "MPO": {"jpg", "jpeg"},
    "PNG": {"png"},
    "TIFF": {"tif", "tiff"},
    "WEBP": {"webp"},
}
# Pillow opens an MPO as a JPEG first, and knows no opener of that name until all are loaded.
OPENERS = [format for format in SUFFIXES if format != "MPO"]
# JPEG ends at 65,535 pixels a side; WebP, which a browser may be given later, at 16,383.
LONGEST_SIDE = 32_768
KINDS = "a JPEG, PNG, WebP, AVIF, TIFF or GIF file"


def check_picture(file: UploadedFile) -> None:
    """Raise ValidationError, with a sentence for an editor, unless `file` is a sound picture.

    Size first, then the header, then the whole file is decoded once.
    """
    if file.size == 0:
        raise ValidationError("The file is empty. Choose it again, or export it anew.")
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if file.size > limit:
        raise ValidationError(
            f"The file is {file.size / 2**20:.0f} MB large; {limit // 2**20} MB are allowed."
        )
    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(file, formats=OPENERS) as image:
                check_header(image, file.name)
                decode(image)
        except UnidentifiedImageError:
            raise ValidationError(
                f"This is not a picture that can be shown: upload {KINDS}."
            ) from None
        except Image.DecompressionBombError:
            raise ValidationError(too_many_pixels()) from None
        except ValidationError:
            raise
        except Exception:
            raise ValidationError(
                "The file is damaged: it could not be decoded to its end. Export it anew."
            ) from None
        finally:
            file.seek(0)


def check_header(image: Image.Image, name: str) -> None:
    """Refuse by what the header says, before anything large is decoded."""
    suffix = PurePosixPath(name).suffix.lower().lstrip(".")
    if suffix not in SUFFIXES[image.format]:
        raise ValidationError(f"The file “{name}” holds {image.format}. Give it its right ending.")
    frames = getattr(image, "n_frames", 1) if image.format in ("GIF", "WEBP", "AVIF", "PNG") else 1
    if image.width * image.height * frames > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise ValidationError(too_many_pixels(image.width, image.height, frames))
    if max(image.size) > LONGEST_SIDE or max(image.size) > 100 * min(image.size):
        raise ValidationError(
            f"The picture measures {image.width} × {image.height} pixels. Its longer side may be "
            f"{LONGEST_SIDE:,} pixels, and 100 times the shorter one, at most."
        )


def decode(image: Image.Image) -> None:
    """Read the picture to its end; a JPEG at an eighth of its size, which reads all of it too."""
    image.draft(None, (image.width // 8 or 1, image.height // 8 or 1))
    image.load()


def too_many_pixels(width: int = 0, height: int = 0, frames: int = 1) -> str:
    limit = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
    size = f"{width:,} × {height:,}" + (f" × {frames:,} frames" if frames > 1 else "")
    said = f"The picture has {size} pixels" if width else "The picture has too many pixels"
    return f"{said}; {limit} megapixels are allowed. Upload a smaller version."


class AssetFileField(forms.FileField):
    """A picture file; the form does not look at its name but at what is in it."""

    widget = BaseImageForm.Meta.widgets["file"].__class__

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            check_picture(file)
        return file


FILE_STAYS = (
    "The file of a picture is never changed in its place, because pages and their earlier versions "
    "name it. Open the picture's page and choose “Replace the file”: that keeps this one."
)


class AssetForm(BaseImageForm):
    """Takes a file, once, and its focal point; the file's own name is its title."""

    file = AssetFileField(
        label="File", help_text=f"A picture of any size up to 100 megapixels: {KINDS}."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("file", None)

    def clean(self):
        if self.instance.pk and self.files.get(self.add_prefix("file")):
            raise ValidationError(FILE_STAYS)
        return super().clean()

    def _post_clean(self):
        uploaded = self.cleaned_data.get("file")
        if isinstance(uploaded, UploadedFile):
            self.instance.title = PurePosixPath(uploaded.name).name[:255]
        super()._post_clean()


class WithdrawalForm(forms.ModelForm):
    """Why a picture is withdrawn: a sentence for visitors, a note for colleagues."""

    class Meta:
        model = Withdrawal
        fields = ("reason", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class ReplacementForm(forms.ModelForm):
    """Another file for a picture, and why; refuses the file that it has."""

    file = AssetFileField(
        label="New file", help_text=f"A picture of any size up to 100 megapixels: {KINDS}."
    )
    field_order = ("file", "reason")

    class Meta:
        model = AssetVersion
        fields = ("reason",)

    def __init__(self, *args, current, **kwargs):
        super().__init__(*args, **kwargs)
        self.current = current

    def clean_file(self):
        file = self.cleaned_data["file"]
        if hashlib.file_digest(file.file, "sha256").hexdigest() == self.current.sha256:
            raise ValidationError("This is the file that the picture has already.")
        file.seek(0)
        return file
