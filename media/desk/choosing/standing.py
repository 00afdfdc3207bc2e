"""Where a picture stands for visitors, said beside it wherever an editor chooses one."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format

from media.pages.visibility import is_visible
from media.pictures.images import ImagePage
from media.pictures.releases import Release


@dataclass(frozen=True)
class Standing:
    """A word for the mark on the picture, and the sentence that says what it means."""

    mark: str
    meaning: str


def with_standing(images):
    """`images` with what `standing` needs at hand, in no further query."""
    releases = Release.objects.filter(page=OuterRef("pk"))
    return images.annotate(
        is_visible=is_visible(),
        has_failed=Exists(releases.filter(state=Release.State.FAILED)),
    ).annotate_approved_schedule()


def standing(page: ImagePage) -> Standing | None:
    """Why visitors do not see `page`, which comes from `with_standing`; None if they do."""
    if page.is_visible:
        return None
    if page.live:
        return of_live_page(page)
    if page.approved_schedule and page.go_live_at:
        moment = date_format(timezone.localtime(page.go_live_at), "j F Y, H:i T")
        return Standing("Scheduled", f"Visitors see it only after {moment}.")
    if page.expired:
        return Standing("Expired", "Visitors see it only after it is published with a later end.")
    if page.first_published_at:
        return Standing("Unpublished", "Visitors see it only after it is published again.")
    return Standing("Draft", "Visitors see it only after it is published.")


def of_live_page(page: ImagePage) -> Standing:
    if page.has_failed or (page.asset and page.asset.encoding_error):
        return Standing("Files failed", "Visitors see it only after its file is replaced.")
    return Standing(
        "Being prepared",
        "Visitors see it only after its public files are made, as a rule within a minute.",
    )
