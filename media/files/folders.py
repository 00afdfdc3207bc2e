"""What of a folder, or of a ZIP, is tried as a picture, and why the rest is left out."""

from enum import StrEnum
from pathlib import PurePath

from media.files.formats import ENDINGS

# What systems leave in folders beside what begins with a dot: names of files and of folders.
SYSTEM = {
    "#recycle",
    "#snapshot",
    "$recycle.bin",
    "@eadir",
    "@recently-snapshot",
    "@recycle",
    "@tmp",
    "__macosx",
    "desktop.ini",
    "ehthumbs.db",
    "icon\r",
    "lost+found",
    "network trash folder",
    "recycler",
    "system volume information",
    "temporary items",
    "thumbs.db",
}


class Reason(StrEnum):
    """Why a file is left out, as editors are told."""

    HIDDEN = "hidden, or a system's own"
    PACKED = "a ZIP in here is not opened"
    NO_PICTURE = "no picture by its name"


def why_left_out(path: PurePath) -> Reason | None:
    """Why a file is not tried, by its path within the folder or ZIP; None if it is."""
    if any(is_hidden(part) for part in path.parts):
        return Reason.HIDDEN
    ending = path.suffix.lower().lstrip(".")
    if ending == "zip":
        return Reason.PACKED
    return None if ending in ENDINGS else Reason.NO_PICTURE


def is_hidden(name: str) -> bool:
    return (name.startswith(".") and name != "..") or name.lower() in SYSTEM
