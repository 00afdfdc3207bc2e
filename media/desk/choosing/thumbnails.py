"""Image pages with the small picture by which an editor knows them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch
from django.templatetags.static import static
from wagtail.images.models import SourceImageIOError

from media.pages.visibility import is_visible
from media.pictures.assets import THUMBNAIL, ImageAsset, ImageRendition
from media.pictures.images import ImagePage
from media.pictures.releases import Release


@dataclass(frozen=True)
class Thumbnail:
    """An address in the admin with the size of the picture there."""

    url: str
    width: int
    height: int


def with_thumbnails(images):
    """`images` with what a thumbnail and a mark need at hand, in one further query for all."""
    made = ImageRendition.objects.filter(filter_spec=THUMBNAIL)
    releases = Release.objects.filter(page=OuterRef("pk"))
    return (
        images.annotate(
            is_visible=is_visible(),
            has_failed=Exists(releases.filter(state=Release.State.FAILED)),
        )
        .annotate_approved_schedule()
        .select_related("asset")
        .prefetch_related(
            Prefetch("asset__renditions", queryset=made, to_attr="prefetched_renditions")
        )
    )


def thumbnail(page: ImagePage) -> Thumbnail:
    """The small picture of `page`; that of a placeholder where there is none, or none yet."""
    return of_asset(page.asset) if page.asset else placeholder("media/no-picture.svg")


def of_asset(asset: ImageAsset) -> Thumbnail:
    try:
        rendition = asset.get_rendition(THUMBNAIL)
    except SourceImageIOError:  # the file is not where it should be
        return placeholder("media/no-picture.svg")
    return Thumbnail(rendition.url, rendition.width, rendition.height)


def placeholder(name: str) -> Thumbnail:
    return Thumbnail(static(name), 160, 160)
