"""Trying again to make files that could not be made: a moment without memory passes."""

from django.db.models import Q

from media.pictures.assets import ImageAsset
from media.pictures.failed_steps import FailedStep
from media.pictures.failures import failures_of
from media.pictures.images import ImagePage
from media.pictures.releases import Release
from media.release.preparing import release_of
from media.release.waking import look_for_releases


def try_again(page: ImagePage) -> bool:
    """Let the worker make once more whatever failed; False if nothing did.

    Failed releases are forgotten, those for the words that count now begun anew.
    """
    if not failures_of(page):
        return False
    page.releases.filter(state=Release.State.FAILED).delete()
    of_files = Q(
        step=FailedStep.Step.COPY,
        key__in=[str(pk) for pk in page.own_files().values_list("pk", flat=True)],
    )
    FailedStep.objects.filter(of_files | Q(page=page.pk)).try_now()
    tiles = Release.objects.with_public_files().filter(page=page, tiles=Release.Tiles.FAILED)
    tiles.update(tiles=Release.Tiles.WANTED)
    failed = page.own_files().exclude(encoding_error="").values("pk")
    ImageAsset.objects.filter(pk__in=failed).update(encoding_error="")
    for version in [page] * page.live + [page.get_latest_revision_as_object()]:
        if version.is_ready_for_release:
            release_of(version)
    look_for_releases.enqueue()
    return True
