"""Image files as they were uploaded: technical, always private."""

import logging
import uuid
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.db import DatabaseError, models
from django.db.models import Q
from django.templatetags.static import static
from django.utils.text import get_valid_filename
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    SourceImageIOError,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)

from media.files.digests import sha256_of
from media.files.inspection import QUICK_BYTES, QUICK_PIXELS, inspected
from media.files.likeness import MOST_BITS, distance, signed
from media.pictures.look_alikes import fingerprint_band, in_a_common_band

logger = logging.getLogger("perigee.thumbnails")

# The picture in the grids of the admin: sharp on a dense screen, some 25 kB.
THUMBNAIL = "max-400x400"


def private_path(folder: str, name: str) -> str:
    """A path in the private store that nobody can guess: `folder`/<32 hex digits>/name."""
    name = get_valid_filename(PurePosixPath(name).name)
    stem, dot, suffix = name.rpartition(".")
    return f"{folder}/{uuid.uuid4().hex}/{(stem or suffix)[:40]}{dot}{suffix[:5] if dot else ''}"


class AssetFieldFile(WagtailImageFieldFile):
    """Knows its size from the inspection; Wagtail would decode the whole picture to learn it."""

    def get_image_dimensions(self) -> tuple[int, int]:
        found = inspected(self.file)
        return found.width, found.height


class AssetField(WagtailImageField):
    """The file of an asset. To migrations it is Wagtail's field: the column is the same."""

    attr_class = AssetFieldFile

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.images.models.WagtailImageField", args, kwargs


class ImageAsset(AbstractImage):
    """The bits of one picture with their checksum, size and focal point."""

    file = AssetField(
        verbose_name="file", upload_to=get_upload_to, width_field="width", height_field="height"
    )

    sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    working_copy = models.FileField(
        max_length=200,
        blank=True,
        editable=False,
        help_text="2,048 pixels at most, made by the worker; the admin's thumbnails come from it.",
    )
    encoding_error = models.TextField(blank=True, editable=False)
    # What the file said about its picture when it came in: `Carried` as a dict.
    found = models.JSONField(default=dict, blank=True, editable=False)
    # 64 bits that are nearly the same for pictures that look the same; made with the working copy.
    fingerprint = models.BigIntegerField(null=True, editable=False)
    band_0 = fingerprint_band(0)
    band_1 = fingerprint_band(1)
    band_2 = fingerprint_band(2)
    band_3 = fingerprint_band(3)
    band_4 = fingerprint_band(4)
    band_5 = fingerprint_band(5)
    band_6 = fingerprint_band(6)
    band_7 = fingerprint_band(7)
    changed_at = models.DateTimeField(auto_now=True)

    admin_form_fields = (
        "file",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = "picture file"
        default_permissions = ("add", "change", "view")
        permissions = [("choose_image", "Can choose image")]
        # A file of the private store is asked for by its name.
        indexes = [
            models.Index(fields=["file"], name="asset_of_file"),
            models.Index(fields=["working_copy"], name="asset_of_working_copy"),
        ]

    def get_upload_to(self, filename: str) -> str:
        return private_path("assets", filename)

    def _set_image_file_metadata(self) -> None:
        """Called by Wagtail whenever the file changes."""
        super()._set_image_file_metadata()
        seen = inspected(self.file.file)
        self.found = asdict(seen.carried)
        self.working_copy = ""
        self.fingerprint = None if seen.fingerprint is None else signed(seen.fingerprint)
        self.encoding_error = ""

    def file_names(self) -> list[str]:
        """The names of all files that are nobody else's: of the picture, its copy and thumbnails."""
        thumbnails = [rendition.file.name for rendition in self.renditions.all()]
        return [name for name in (self.file.name, self.working_copy.name, *thumbnails) if name]

    def look_alikes(self) -> list[int]:
        """Keys of the other files with the same bits or nearly the same fingerprint."""
        near = Q(sha256=self.sha256) & ~Q(sha256="")
        if self.fingerprint is not None:
            near |= in_a_common_band(self.fingerprint)
        rows = ImageAsset.objects.filter(near).exclude(pk=self.pk)
        return [
            key
            for key, sha256, fingerprint in rows.values_list("pk", "sha256", "fingerprint")
            if (self.sha256 and sha256 == self.sha256)
            or (fingerprint is not None and distance(fingerprint, self.fingerprint) <= MOST_BITS)
        ]

    @property
    def default_alt_text(self) -> str:
        # Thumbnails in the admin stand beside the file's name.
        return ""

    @property
    def is_quick(self) -> bool:
        """Whether a thumbnail can be made now; those of large pictures wait for the working copy."""
        is_small = self.width * self.height <= QUICK_PIXELS and (self.file_size or 0) <= QUICK_BYTES
        return bool(self.working_copy) or is_small

    @contextmanager
    def open_file(self):
        """The file from which renditions are made: the working copy as soon as there is one."""
        if not self.working_copy:
            with super().open_file() as file:
                yield file
            return
        with default_storage.open(self.working_copy.name) as file:
            yield file

    def _set_file_hash(self) -> None:
        """Called by Wagtail, whose own digest has 40 digits and is only compared: ours will do."""
        self.sha256 = sha256_of(self.file.file)
        self.file_hash = self.sha256[:40]

    def get_rendition(self, filter):
        return self._drawn(super().get_rendition, filter) or self._placeholder(filter)

    def get_renditions(self, *filters):
        drawn = self._drawn(super().get_renditions, *filters)
        return drawn or {
            getattr(filter, "spec", filter): self._placeholder(filter) for filter in filters
        }

    def _drawn(self, draw, *filters):
        """What Wagtail draws in this request; None if it would take long, or Wagtail cannot."""
        if not self.is_quick:
            return None
        try:
            return draw(*filters)
        except (SourceImageIOError, DatabaseError):
            raise
        except Exception:  # a kind of picture that Wagtail does not know: the worker's copy will do
            logger.exception("No thumbnail of %s could be made", self.file.name)
            return None

    def _placeholder(self, filter) -> "ImageRendition":
        spec = getattr(filter, "spec", filter)
        return ImageRendition(image=self, filter_spec=spec, width=160, height=160)


class ImageRendition(AbstractRendition):
    """A thumbnail or preview for the admin; never shown to visitors."""

    image = models.ForeignKey(ImageAsset, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        indexes = [models.Index(fields=["file"], name="rendition_of_file")]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once"
            )
        ]

    def get_upload_to(self, filename: str) -> str:
        return private_path("thumbnails", filename)

    @property
    def url(self) -> str:
        """Its address; that of a placeholder until the worker has made the working copy."""
        return self.file.url if self.file else static("media/being-prepared.svg")
