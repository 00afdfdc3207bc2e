"""Tile pyramids for deep zoom: IIIF Image API 3.0, level 0, made by libvips in the encoder.

They lie in the public store beside the releases of the same picture file, under its hash alone:
they carry no words, so that a changed word never makes them again. They follow a release; only
released pictures have them.
"""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet

from media.archive.keeping import keep
from media.files.child_process import EncodingFailed, encoded
from media.pictures.assets import ImageAsset
from media.pictures.failed_steps import OF_RELEASES, FailedStep, each
from media.pictures.releases import Release
from media.pictures.workers import is_free, let_go, take
from media.release.public_store import locked, put, remove_folder, remove_if_empty

logger = logging.getLogger("perigee.tiles")
Tiles = Release.Tiles

# By which viewers find the tiles.
INFO = "info.json"


def make_wanted_tiles() -> Iterator[str]:
    """Make the tiles of every public release that wants some; yield a sentence for each."""
    wanted = Release.objects.public().filter(tiles=Tiles.WANTED).select_related("page")
    made = each(
        FailedStep.Step.TILES,
        wanted.order_by("opened_at"),
        make_tiles,
        **OF_RELEASES,
        is_all=True,
    )
    yield from filter(None, made)


def make_tiles(release: Release) -> str:
    """Give a public release its tiles; "" if others with the same picture have or make them.

    Raises OSError where a disk or a store refuses.
    """
    same = Release.objects.with_public_files().filter(asset_hash=release.asset_hash)
    if same.filter(tiles=Tiles.PUBLIC).exists():
        note_tiles(same)
        return ""
    own = Release.objects.filter(pk=release.pk)
    with locked(release.top):  # pages with the same picture share its tiles
        if same.exclude(is_free()).exists() or not take(own.public().filter(tiles=Tiles.WANTED)):
            return ""
    try:
        return make_tiles_in_hand(release, same)
    finally:
        let_go(own)


def make_tiles_in_hand(release: Release, same: QuerySet) -> str:
    asset = ImageAsset.objects.filter(sha256=release.asset_hash).first()
    if asset is None:
        same.update(tiles=Tiles.FAILED)
        return f"{release.identifier}: the file for its tiles is not there."
    shown = same.filter(state=Release.State.PUBLIC, page__live=True)
    try:
        with (
            asset.file.storage.open(asset.file.name) as source,
            encoded("tiles", source, public_address(release)) as (_manifest, folder),
        ):
            is_whole = copy_to_public(folder, release, shown.exists)
    except EncodingFailed as error:
        logger.error("Tiles of %s failed: %s", release.identifier, error)
        same.update(tiles=Tiles.FAILED)
        return f"{release.identifier}: {error}"
    with locked(release.top):
        if is_whole and shown.exists():
            note_tiles(same)
            return f"Made the tiles of {release.identifier}."
    remove_tiles_of_nobody(release)
    return ""


@transaction.atomic
def note_tiles(releases: QuerySet) -> None:
    """Let visitors look closely at what these releases show."""
    releases.filter(tiles=Tiles.WANTED).update(tiles=Tiles.PUBLIC)
    keep(releases.public().values_list("page", flat=True))


def remove_tiles_of_nobody(release: Release) -> None:
    """Take back the tiles that were copied for a picture which was withdrawn meanwhile."""
    shown = Release.objects.with_public_files().filter(asset_hash=release.asset_hash)
    with locked(release.top):
        if not shown.filter(page__live=True).exists():
            remove_folder(storages["public"], release.tiles_folder)
            remove_if_empty(storages["public"], release.top)


def public_address(release: Release) -> str:
    """The whole address of the folder of tiles; IIIF wants it inside `info.json`."""
    address = storages["public"].url(release.tiles_folder)
    return address if "://" in address else f"{settings.BASE_URL}{address}"


def copy_to_public(folder: Path, release: Release, is_shown: Callable[[], bool]) -> bool:
    """Copy every tile while the picture is shown; `info.json` comes last. False if it is not shown."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in sorted(paths, key=lambda path: path.name == INFO):
        name = f"{release.tiles_folder}/{path.relative_to(folder).as_posix()}"
        with path.open("rb") as file:
            if not put(release.top, name, File(file), is_shown):
                return False
    return True
