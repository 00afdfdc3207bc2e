"""Tile pyramids for deep zoom: IIIF Image API 3.0, level 0, made by libvips in the encoder.

They lie in the public store beside the releases of the same picture file, under its hash alone:
they carry no words, so that a changed word never makes them again. They follow a release; only
released pictures have them.
"""

import logging
from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction

from media.files.child_process import EncodingFailed, encoded
from media.pictures.assets import ImageAsset
from media.pictures.releases import Release

logger = logging.getLogger("perigee.tiles")


# By which viewers find the tiles.
INFO = "info.json"


def make_wanted_tiles() -> Iterator[str]:
    """Make the tiles of every public release that wants some; yield a sentence for each."""
    for release in (
        Release.objects.public().filter(tiles=Release.Tiles.WANTED).order_by("opened_at")
    ):
        if sentence := make_tiles(release):
            yield sentence


def make_tiles(release: Release) -> str:
    """Give a public release its tiles; "" if others with the same picture have them already."""
    same = Release.objects.with_public_files().filter(asset_hash=release.asset_hash)
    if same.filter(tiles=Release.Tiles.PUBLIC).exists():
        same.filter(tiles=Release.Tiles.WANTED).update(tiles=Release.Tiles.PUBLIC)
        return ""
    asset = ImageAsset.objects.filter(sha256=release.asset_hash).first()
    if asset is None:
        same.update(tiles=Release.Tiles.FAILED)
        return f"{release.identifier}: the file for its tiles is not there."
    try:
        with (
            asset.file.storage.open(asset.file.name) as source,
            encoded("tiles", source, public_address(release)) as (_manifest, folder),
        ):
            copy_to_public(folder, release.tiles_folder)
    except (EncodingFailed, OSError) as error:
        logger.error("Tiles of %s failed: %s", release.identifier, error)
        same.update(tiles=Release.Tiles.FAILED)
        return f"{release.identifier}: {error}"
    with transaction.atomic():
        shown = same.filter(state=Release.State.PUBLIC, page__live=True).select_for_update(
            of=("self",)
        )
        is_shown = shown.exists()
        if is_shown:
            same.filter(tiles=Release.Tiles.WANTED).update(tiles=Release.Tiles.PUBLIC)
    if not is_shown:
        remove_unused_tiles(release)
        return ""
    return f"Made the tiles of {release.identifier}."


def public_address(release: Release) -> str:
    """The whole address of the folder of tiles; IIIF wants it inside `info.json`."""
    address = storages["public"].url(release.tiles_folder)
    return address if "://" in address else f"{settings.BASE_URL}{address}"


def copy_to_public(folder, target: str) -> None:
    """Copy every tile; `info.json` comes last."""
    public = storages["public"]
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in sorted(paths, key=lambda path: path.name == INFO):
        name = f"{target}/{path.relative_to(folder).as_posix()}"
        public.delete(name)
        with path.open("rb") as file:
            public.save(name, File(file))


def remove_unused_tiles(release: Release) -> None:
    """Take the tiles of a picture out of the public store unless another release shows it."""
    others = Release.objects.with_public_files().filter(asset_hash=release.asset_hash)
    if not others.exclude(pk=release.pk).exists():
        remove_folder(storages["public"], release.tiles_folder)


def remove_folder(storage, folder: str) -> None:
    """Remove a folder with all that is in it; nothing happens if it is not there."""
    with suppress(FileNotFoundError):
        folders, files = storage.listdir(folder)
        for name in files:
            storage.delete(f"{folder}/{name}")
        for name in folders:
            remove_folder(storage, f"{folder}/{name}")
        with suppress(OSError):
            storage.delete(folder)
