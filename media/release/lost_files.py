"""Files that are lost: looked for folder by folder, and made again."""

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from math import ceil

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage, storages

from media.files.child_process import EncodingFailed
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage
from media.pictures.releases import Release
from media.release.preparing import files_of
from media.release.tiles import INFO
from media.release.working_copies import WORKING_COPIES

logger = logging.getLogger("perigee.release")


def make_lost_files() -> Iterator[str]:
    """Make every file again that a public release names and the store lacks; a sentence for each.

    The page stays as it is meanwhile. What cannot be made is tried again at the next look.
    """
    for release in Release.objects.public().filter(page__live=True).iterator(chunk_size=100):
        if lost := lost_files(release):
            yield make_again(release, lost)


def lost_files(release: Release) -> set[str]:
    """The names of the release's files that are not in the public store; it is asked once."""
    return {file["name"] for file in release.files} - lying_in(storages["public"], release.folder)


def make_again(release: Release, lost: set[str]) -> str:
    public = storages["public"]
    page = ImagePage.objects.get(pk=release.page_id)
    if (page.asset and page.asset.sha256, page.packet_hash) != (
        release.asset_hash,
        release.packet_hash,
    ):
        return f"Public files of {release.identifier} were lost; those for its new words follow."
    try:
        with files_of(page) as (_manifest, folder):
            for name in sorted(lost):
                with (folder / name).open("rb") as file:
                    public.save(f"{release.folder}/{name}", File(file))
    except (EncodingFailed, OSError) as error:
        logger.error("Lost files of %s could not be made again: %s", release.identifier, error)
        return f"Public files of {release.identifier} are lost: {error}"
    if not Release.objects.public().filter(pk=release.pk, page__live=True).exists():
        for name in lost:  # it was withdrawn meanwhile
            public.delete(f"{release.folder}/{name}")
    return f"Public files of {release.identifier} were lost, and were made again."


def note_lost_tiles() -> Iterator[str]:
    """Count tiles as wanted where one of them or their description is lost."""
    looked_at = set()
    for release in (
        Release.objects.public().filter(tiles=Release.Tiles.PUBLIC).iterator(chunk_size=100)
    ):
        if release.asset_hash in looked_at:  # pages with the same picture share its tiles
            continue
        looked_at.add(release.asset_hash)
        if lacks_tiles(release):
            same = Release.objects.filter(asset_hash=release.asset_hash, tiles=Release.Tiles.PUBLIC)
            same.update(tiles=Release.Tiles.WANTED)
            yield f"Tiles of {release.identifier} were lost; making them again."


def lacks_tiles(release: Release) -> bool:
    """Whether a tile that `info.json` names is lost, or that itself."""
    public, folder = storages["public"], release.tiles_folder
    try:
        with public.open(f"{folder}/{INFO}") as file:
            tiles = tiles_named_in(json.load(file))
    except (FileNotFoundError, ValueError, KeyError):
        return True
    return bool(lost_below(public, folder, tiles))


def tiles_named_in(info: dict) -> set[str]:
    """The name of every tile of a picture, as viewers make them from its `info.json`.

    region/size/rotation/quality (IIIF Image API 3.0, 5): each scale factor halves the picture and
    cuts it anew; one tile of all is called "full".
    """
    width, height = info["width"], info["height"]
    names = set()
    for tiles in info["tiles"]:
        for factor in tiles["scaleFactors"]:
            side = tiles["width"] * factor
            for left in range(0, width, side):
                for top in range(0, height, side):
                    wide, high = min(side, width - left), min(side, height - top)
                    is_all = (wide, high) == (width, height)
                    region = "full" if is_all else f"{left},{top},{wide},{high}"
                    size = f"{ceil(wide / factor)},{ceil(high / factor)}"
                    names.add(f"{region}/{size}/0/default.jpg")
    return names


def note_lost_working_copies() -> Iterator[str]:
    """Count the working copies that are lost as not made yet."""
    named = ImageAsset.objects.exclude(working_copy="").values_list("working_copy", flat=True)
    names = {name.removeprefix(f"{WORKING_COPIES}/") for name in named}
    for name in sorted(lost_below(default_storage, WORKING_COPIES, names)):
        ImageAsset.objects.filter(working_copy=f"{WORKING_COPIES}/{name}").update(working_copy="")
        yield f"The working copy {name} was lost; making it again."


def lost_below(storage: Storage, folder: str, names: set[str]) -> set[str]:
    """Those of `names` that are not below `folder`, where each lies in a folder of its own.

    A bucket has no folder without a file, so there one listing tells all; on a disk the empty
    folder of a lost file stays, and asking for the file costs nothing.
    """
    there = lying_in(storage, folder)
    lost = {name for name in names if name.partition("/")[0] not in there}
    if isinstance(storage, FileSystemStorage):
        lost |= {name for name in names - lost if not storage.exists(f"{folder}/{name}")}
    return lost


def lying_in(storage: Storage, folder: str) -> set[str]:
    """The names directly below a folder, in one question; none if it is not there."""
    with suppress(FileNotFoundError):
        folders, files = storage.listdir(folder)
        return {*folders, *files}
    return set()
