"""The small picture by which an editor knows a file, for one and for a whole list."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.templatetags.static import static
from wagtail.images.models import SourceImageIOError

from media.pictures.assets import THUMBNAIL, ImageAsset, ImageRendition


@dataclass(frozen=True)
class Thumbnail:
    """An address in the admin with the size of the picture there."""

    url: str
    width: int
    height: int

    def within(self, pixels: int) -> "Thumbnail":
        """The same file, drawn no larger than a square of `pixels`."""
        scale = min(1, pixels / max(self.width, self.height))
        return Thumbnail(self.url, round(self.width * scale), round(self.height * scale))


def with_thumbnails(rows, asset: str = "asset"):
    """`rows` with the thumbnail of each at hand, in one further query for all.

    `asset` is the way from a row to its picture file, as in a filter: `page__asset`.
    """
    made = ImageRendition.objects.filter(filter_spec=THUMBNAIL)
    return rows.select_related(asset).prefetch_related(
        Prefetch(f"{asset}__renditions", queryset=made, to_attr="prefetched_renditions")
    )


def thumbnail_of(asset: ImageAsset | None) -> Thumbnail:
    """The small picture of a file; that of a placeholder where there is none, or none yet."""
    if asset is None:
        return nothing()
    try:
        rendition = asset.get_rendition(THUMBNAIL)
    except SourceImageIOError:  # the file is not where it should be
        return nothing()
    return Thumbnail(rendition.url, rendition.width, rendition.height)


def nothing() -> Thumbnail:
    return Thumbnail(static("media/no-picture.svg"), 160, 160)
