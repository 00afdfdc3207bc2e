"""What could not be made for a picture, in words."""

from media.pictures.failed_steps import FailedStep
from media.pictures.releases import Release


def failures_of(page) -> list[str]:
    """What could not be made for a page, as sentences; empty if nothing failed."""
    failed = page.releases.filter(state=Release.State.FAILED)
    said = list(failed.order_by("-started_at").values_list("error", flat=True)[:1])
    said += page.own_files().exclude(encoding_error="").values_list("encoding_error", flat=True)
    if page.releases.public().filter(tiles=Release.Tiles.FAILED).exists():
        said.append("The tiles for the zoom viewer could not be made.")
    waiting = [str(step) for step in FailedStep.objects.filter(page=page.pk)]
    return [*said, *(f"{sentence} (It is tried again.)" for sentence in waiting)]
