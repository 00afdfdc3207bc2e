"""Strays: what lies in the public store and no public release names. Nobody may see it."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress

from django.core.files.storage import FileSystemStorage, storages

from media.pictures.failed_steps import FailedStep, each
from media.pictures.releases import TILES_FOLDER, Release
from media.release.lost_files import INFO, lying_in, tiles_of
from media.release.public_store import EXPORTS, locked, remove_if_empty

# Folders of pictures about which the table is asked at a time.
AT_ONCE = 200
# A picture's folder: `Release.top`.
TOP = re.compile(r"[0-9a-f]{16}")
# A disk's own, where the store is one.
LOST_AND_FOUND = "lost+found"
# What a picture's folder may hold: the names of the files, or of the tiles, in each folder below.
Named = dict[str, set[str]]


def remove_strays() -> Iterator[str]:
    """Remove what no public release names, folder by folder; yield a sentence for each with strays.

    What begins with a dot at the top of the store is no file of ours, and stays; so do the exports,
    whose maker removes what is old.
    """
    tops = [
        name
        for name in sorted(lying_in(storages["public"], ""))
        if not name.startswith(".") and name not in (LOST_AND_FOUND, EXPORTS)
    ]
    removed = each(FailedStep.Step.STRAYS, with_strays(tops), remove_from, key=str, is_all=True)
    yield from filter(None, removed)


def with_strays(tops: list[str]) -> Iterator[str]:
    """Those folders of the store that hold something unnamed at a first look, and those that failed."""
    failed = set(FailedStep.objects.keys_of(FailedStep.Step.STRAYS))
    for start in range(0, len(tops), AT_ONCE):
        some = tops[start : start + AT_ONCE]
        named = named_in(some)
        for top in some:
            if top in failed or has_strays(top, named.get(top, {})):
                yield top


def has_strays(top: str, named: Named) -> bool:
    return any(True for _name in strays_in(top, named)) or not lying_in(storages["public"], top)


def remove_from(top: str) -> str:
    """Remove the strays of one folder, unless somebody began to open what it holds.

    Whoever opens a release says so in its row before the first file is copied, and copies under
    the same lock; so the rows are asked again here.
    """
    public = storages["public"]
    with locked(top):
        named = named_in([top]).get(top, {})
        found = list(strays_in(top, named))
        for name in found:
            public.delete(name)
        for folder in sorted({above for name in found for above in folders_of(name)}, reverse=True):
            remove_if_empty(public, folder)
        remove_if_empty(public, top)
    return f"Removed {len(found)} public files of {top} that no release names." if found else ""


def folders_of(name: str) -> Iterator[str]:
    """Every folder above a file: "a/b" and "a" for "a/b/c"."""
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def named_in(tops: list[str]) -> dict[str, Named]:
    """What is named in each of these folders, which are in order.

    Releases that were closed count: their files go by their own step.
    """
    named: dict[str, Named] = defaultdict(lambda: defaultdict(set))
    if not (own := [top for top in tops if TOP.fullmatch(top)]):
        return named
    states = [*Release.State.with_public_files(), Release.State.CLOSING]
    # No digit of a hash comes behind "g".
    between = {"asset_hash__gte": own[0], "asset_hash__lt": f"{own[-1]}g"}
    for release in Release.objects.filter(state__in=states, **between).iterator(AT_ONCE):
        here = named[release.top]
        here[release.folder.partition("/")[2]] |= {file["name"] for file in release.files}
        if release.tiles in (Release.Tiles.WANTED, Release.Tiles.PUBLIC):
            here[TILES_FOLDER] |= named_tiles(release)
    return named


def named_tiles(release: Release) -> set[str]:
    """The tiles of a picture with what describes them; none while they are being made."""
    if not isinstance(storages["public"], FileSystemStorage):
        return set()  # in a bucket each folder would be a request
    tiles = tiles_of(release)
    return {INFO, *tiles} if tiles else set()


def strays_in(top: str, named: Named) -> Iterator[str]:
    """The name of every file in one folder of the store that is not among `named`."""
    public = storages["public"]
    try:
        folders, files = public.listdir(top)
    except NotADirectoryError:
        yield top
        return
    except FileNotFoundError:
        return
    yield from (f"{top}/{name}" for name in files)
    for folder in folders:
        if folder == TILES_FOLDER and folder in named and not named[folder]:
            continue
        within = f"{top}/{folder}"
        yield from (f"{within}/{name}" for name in names_below(within) - named.get(folder, set()))


def names_below(folder: str) -> set[str]:
    """The name of every file below a folder of the public store, from there on."""
    with suppress(FileNotFoundError):
        folders, files = storages["public"].listdir(folder)
        below = ((name, names_below(f"{folder}/{name}")) for name in folders)
        return {*files, *(f"{name}/{deeper}" for name, found in below for deeper in found)}
    return set()
