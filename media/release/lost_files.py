"""Files that are lost: looked for folder by folder, and made again."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from math import ceil

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage, storages
from django.db import transaction

from media.archive.keeping import keep
from media.pictures.assets import ImageAsset
from media.pictures.failed_steps import OF_RELEASES, FailedStep, each
from media.pictures.images import ImagePage
from media.pictures.releases import Release
from media.pictures.workers import let_go, take
from media.release.preparing import files_of
from media.release.public_store import put
from media.release.tiles import INFO
from media.release.working_copies import WORKING_COPIES


def make_lost_files(*, thorough: bool = True) -> Iterator[str]:
    """Make every file again that a public release names and the store lacks; a sentence for each.

    The page stays as it is meanwhile. `thorough` looks at all, otherwise at what failed before.
    """
    shown = Release.objects.public().filter(page__live=True).select_related("page")
    if not thorough:
        shown = shown.filter(pk__in=FailedStep.objects.keys_of(FailedStep.Step.RESTORE))
    made = each(
        FailedStep.Step.RESTORE,
        shown.iterator(chunk_size=100),
        restore,
        **OF_RELEASES,
        is_all=True,
    )
    yield from filter(None, made)


def restore(release: Release) -> str:
    lost = lost_files(release)
    return make_again(release, lost) if lost else ""


def lost_files(release: Release) -> set[str]:
    """The names of the release's files that are not in the public store; it is asked once."""
    return {file["name"] for file in release.files} - lying_in(storages["public"], release.folder)


def make_again(release: Release, lost: set[str]) -> str:
    """Make the lost files of a public release. Raises EncodingFailed or OSError if that cannot be."""
    page = ImagePage.objects.get(pk=release.page_id)
    if (page.asset and page.asset.sha256, page.packet_hash) != (
        release.asset_hash,
        release.packet_hash,
    ):
        return f"Public files of {release.identifier} were lost; those for its new words follow."
    own = Release.objects.filter(pk=release.pk)
    if not take(own.public()):
        return ""  # another worker is at it
    is_shown = own.public().filter(page__live=True).exists
    try:
        with files_of(page) as (_manifest, folder):
            for name in sorted(lost):
                with (folder / name).open("rb") as file:
                    put(release.top, f"{release.folder}/{name}", File(file), is_shown)
    finally:
        let_go(own)
    return f"Public files of {release.identifier} were lost, and were made again."


def note_lost_tiles() -> Iterator[str]:
    """Count tiles as wanted where one of them or their description is lost."""
    shown = Release.objects.public().filter(tiles=Release.Tiles.PUBLIC).select_related("page")
    looked_at = each(
        FailedStep.Step.LOST_TILES,
        once_a_picture(shown.iterator(chunk_size=100)),
        note_if_tiles_are_lost,
        **OF_RELEASES,
        is_all=True,
    )
    yield from filter(None, looked_at)


def once_a_picture(releases: Iterable[Release]) -> Iterator[Release]:
    """One release of each picture file: pages with the same one share its tiles."""
    met = set()
    for release in releases:
        if release.asset_hash not in met:
            met.add(release.asset_hash)
            yield release


def note_if_tiles_are_lost(release: Release) -> str:
    if not lacks_tiles(release):
        return ""
    same = Release.objects.filter(asset_hash=release.asset_hash, tiles=Release.Tiles.PUBLIC)
    with transaction.atomic():
        pages = list(same.public().values_list("page", flat=True))
        same.update(tiles=Release.Tiles.WANTED)
        keep(pages)
    return f"Tiles of {release.identifier} were lost; making them again."


def lacks_tiles(release: Release) -> bool:
    """Whether a tile that `info.json` names is lost, or that itself."""
    tiles = tiles_of(release)
    return not tiles or bool(lost_below(storages["public"], release.tiles_folder, tiles))


def tiles_of(release: Release) -> set[str]:
    """The names of a picture's tiles by its `info.json`; none without a whole one."""
    try:
        with storages["public"].open(f"{release.tiles_folder}/{INFO}") as file:
            return tiles_named_in(json.load(file))
    except (FileNotFoundError, ValueError, KeyError):
        return set()


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
