"""ZIP files full of pictures: what is taken out of them, and what is refused before."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File

from media.files.formats import SUFFIXES

MOST_PICTURES = 500
# What the pictures of one ZIP may hold together once they are unpacked; they are unpacked one by
# one, so this bounds the time, not the disk.
MOST_BYTES = 2 * 2**30
# The table of contents is read in one piece: 1 MB describes about 10,000 files.
MOST_BYTES_AT_ONCE = 2**20
# The other methods of the format need more memory the more a stranger asks for.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
PICTURE_ENDINGS = frozenset().union(*SUFFIXES.values())
IS_LOCKED = 0x1  # bit 0 of an entry's flags


class BrokenZip(ValueError):
    """A ZIP that is refused as a whole; the text is a sentence for an editor."""


class Sips:
    """A file of which little is read at once, whatever its contents tell a parser to read."""

    def __init__(self, file: BinaryIO):
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable
        self.file = file

    def read(self, size: int = -1) -> bytes:
        if size > MOST_BYTES_AT_ONCE:
            raise zipfile.BadZipFile("the table of contents is too long")
        return self.file.read(size if size >= 0 else MOST_BYTES_AT_ONCE)


class PictureZip:
    """The pictures in a ZIP, wherever in it they lie; folders and hidden files do not count.

    Raises BrokenZip if it is damaged, locked, too large once unpacked, or holds no picture.
    """

    def __init__(self, file: BinaryIO):
        try:
            self.archive = zipfile.ZipFile(Sips(file))
        except Exception:  # a parser fed by strangers raises whatever it likes
            raise BrokenZip(
                "The ZIP is damaged, or no ZIP, or it lists too many files. Pack it anew."
            ) from None
        entries = [entry for entry in self.archive.infolist() if not is_hidden(entry)]
        self.pictures = [entry for entry in entries if ending(entry) in PICTURE_ENDINGS]
        self.nested = [entry for entry in entries if ending(entry) == "zip"]
        self.others = [
            entry for entry in entries if ending(entry) not in (PICTURE_ENDINGS | {"zip"})
        ]
        self.check()

    def check(self) -> None:
        if not self.pictures:
            raise BrokenZip("There is no picture in the ZIP.")
        if any(entry.flag_bits & IS_LOCKED for entry in self.pictures):
            raise BrokenZip("The ZIP is locked with a password. Pack the pictures without one.")
        if len(self.pictures) > MOST_PICTURES:
            raise BrokenZip(
                f"The ZIP holds {len(self.pictures)} pictures; {MOST_PICTURES} are allowed. "
                "Make several ZIPs."
            )
        size = sum(entry.file_size for entry in self.pictures)
        if size > MOST_BYTES:
            raise BrokenZip(
                f"Unpacked, the pictures in the ZIP would have {size // 2**20:,} MB; "
                f"{MOST_BYTES // 2**20:,} MB are allowed. Make several ZIPs."
            )

    @contextmanager
    def unpacked(self, entry: zipfile.ZipInfo) -> Iterator[File]:
        """One picture, on the disk for as long as it is looked at.

        Raises ValidationError, with a sentence for an editor, if it cannot be unpacked.
        """
        limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
        if entry.file_size > limit:
            raise ValidationError(
                f"The picture is {entry.file_size / 2**20:.0f} MB large; {limit // 2**20} MB are "
                "allowed."
            )
        if entry.compress_type not in METHODS:
            raise ValidationError(
                "The ZIP packs this picture in a way that is not read here. Pack it anew, as an "
                "ordinary ZIP."
            )
        with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as target:
            try:
                # No more comes out than the entry claims: that was checked.
                with self.archive.open(entry) as source:
                    shutil.copyfileobj(source, target)
            except OSError:  # ours: the disk is full
                raise
            except Exception:
                raise ValidationError(
                    "The picture is damaged within the ZIP. Pack it anew."
                ) from None
            target.seek(0)
            yield File(target, name=base_name(entry))


def base_name(entry: zipfile.ZipInfo) -> str:
    """The file's own name: wherever its path leads, nobody goes there."""
    return PurePosixPath(entry.filename.replace("\\", "/")).name


def ending(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(base_name(entry)).suffix.lower().lstrip(".")


def is_hidden(entry: zipfile.ZipInfo) -> bool:
    """Folders, and what file managers add unasked, such as `__MACOSX/._rim.jpg`."""
    name = base_name(entry)
    return entry.is_dir() or not name or name.startswith(".") or name == "Thumbs.db"
