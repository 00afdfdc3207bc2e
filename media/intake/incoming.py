"""A picture file at the door: its name, what is in it, and whether the same bytes are here already."""

from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import Q

from media.files.digests import sha256_of
from media.files.inspection import inspected
from media.files.soundness import Inspection
from media.intake.versions import AssetVersion
from media.pages.sight import sees
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage

HERE_BUT_UNSEEN = (
    "This file is here already, on a picture that is not released and that you may not edit. "
    "Ask the editors of the archive."
)


class Incoming:
    """One file that somebody brings, by whichever door.

    It is judged and read when that is first asked for. The answers stay with the file, where its
    row finds them, too.
    """

    def __init__(self, file: File):
        self.file = file
        self.name = PurePosixPath(file.name).name

    @property
    def inspection(self) -> Inspection:
        """Raises ValidationError, with a sentence for an editor, unless it is a sound picture."""
        return inspected(self.file)

    @property
    def sha256(self) -> str:
        return sha256_of(self.file)

    @property
    def title(self) -> str:
        """The name of its row."""
        return self.name[: ImageAsset._meta.get_field("title").max_length]

    def judge(self) -> None:
        """Raises ValidationError, with a sentence for an editor, unless it is a sound picture."""
        inspected(self.file)

    def refuse_if_on_a_page(self, user) -> None:
        """Raises ValidationError if a page has these bytes already; it is named to who may see it."""
        if page := self.page_here():
            if not sees(user, page.pk):
                raise ValidationError(HERE_BUT_UNSEEN)
            raise ValidationError(f"This file is already here: it is that of “{page.title}”.")

    def page_here(self) -> ImagePage | None:
        """The page that shows these bytes, or has them in its draft or as an earlier version."""
        assets = list(self.assets_here().values_list("pk", flat=True))
        if not assets:
            return None
        shown = ImagePage.objects.filter(asset__in=assets).order_by("-live", "pk").first()
        if shown:
            return shown
        versions = AssetVersion.objects.filter(Q(successor__in=assets) | Q(asset__in=assets))
        version = versions.select_related("page").order_by("pk").first()
        return version.page if version else None

    def assets_here(self):
        return ImageAsset.objects.filter(sha256=self.sha256).order_by("pk")

    def new_asset(self, **given) -> ImageAsset:
        """A row for the file, not saved yet; `given` are who uploads it and its collection."""
        asset = ImageAsset(title=self.title, file=self.file, **given)
        asset._set_image_file_metadata()
        return asset
