"""The formats of pictures that are taken, and what Pillow may do with them. Knows nothing of Django."""

import io
from pathlib import Path
from typing import BinaryIO

# Imported to be known to Pillow, which would else load all that it has, forty of them.
from PIL import (  # noqa: F401
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from media.files.tiffs import TiffHeader

# What each format may be called; a file whose content is another format is refused.
SUFFIXES = {
    "AVIF": {"avif"},
    "GIF": {"gif"},
    "JPEG": {"jpg", "jpeg", "jpe", "jfif"},
    "MPO": {"jpg", "jpeg", "jpe", "jfif"},
    "PNG": {"png"},
    "TIFF": {"tif", "tiff"},
    "WEBP": {"webp"},
}
ENDINGS = frozenset().union(*SUFFIXES.values())
# Pillow opens an MPO as a JPEG first. The tags of a TIFF are read apart.
OPENERS = [format for format in SUFFIXES if format not in ("MPO", "TIFF")]
KINDS = "a JPEG, PNG, WebP, AVIF, TIFF or GIF file"

# A PNG unpacks its texts while its header is read. One text may be as long as what is ignored with
# a note (Pillow refuses the file from 1 MB on), all of them together not much more (64 MB).
PngImagePlugin.MAX_TEXT_CHUNK = 12 * 2**20
PngImagePlugin.MAX_TEXT_MEMORY = 24 * 2**20


class UnknownTiff(ValueError):
    """It begins as a TIFF, and its tags cannot be read."""


def header_of(source: Path | bytes | BinaryIO) -> Image.Image:
    """An open picture of which only the header is read: its pixels are `media.files.decoding`'s.

    Raises UnidentifiedImageError for what is no picture, and UnknownTiff.
    """
    if isinstance(source, Path):
        file = source.open("rb")
    else:
        file = io.BytesIO(source) if isinstance(source, bytes) else source
    file.seek(0)
    is_tiff = file.read(4) in TiffImagePlugin.PREFIXES
    file.seek(0)
    if not is_tiff:
        return Image.open(file, formats=OPENERS)
    try:
        return TiffHeader(file)
    except SyntaxError:
        raise UnknownTiff from None
