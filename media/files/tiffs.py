"""TIFF, which names its samples in many ways: what its tags say, and who can read it. Knows nothing of Django."""

import struct

from PIL import TiffImagePlugin
from PIL.TiffTags import LONG, LONG8, UNDEFINED

Tags = TiffImagePlugin.ImageFileDirectory_v2

WIDTH, LENGTH, BITS, COMPRESSION, PHOTOMETRIC = 256, 257, 258, 259, 262
FILL_ORDER, ORIENTATION, SAMPLES, PLANAR, PREDICTOR = 266, 274, 277, 284, 317
WHITE_POINT, PRIMARIES, TILE_WIDTH, TILE_LENGTH = 318, 319, 322, 323
TILE_OFFSETS, TILE_BYTES, EXTRA_SAMPLES, FORMAT, JPEG_TABLES = 324, 325, 338, 339, 347
NO_DATA = 42113

# Photometric interpretations (TIFF 6.0, tag 262, and its supplements).
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, SEPARATED, YCBCR, CIELAB = 0, 1, 2, 3, 5, 6, 8
KINDS = {
    WHITE_IS_ZERO: "grey", BLACK_IS_ZERO: "grey", RGB: "rgb", PALETTE: "palette",
    SEPARATED: "cmyk", YCBCR: "rgb", CIELAB: "lab",
}  # fmt: skip
JPEG = 7
# What the libvips of pyvips[binary] decompresses: none, fax, LZW, JPEG, deflate, PackBits, WebP.
BY_LIBVIPS = {1, 2, 3, 4, 5, JPEG, 8, 32773, 32946, 50001}


class TiffHeader(TiffImagePlugin.TiffImageFile):
    """The tags of a TIFF as Pillow reads them, whatever its samples are: Pillow knows only some."""

    def _setup(self) -> None:
        tags = self.tag_v2
        size = int(tags[WIDTH]), int(tags[LENGTH])
        self._size = size[::-1] if tags.get(ORIENTATION, 1) > 4 else size
        self._mode, self.tile = "L", []
        if profile := tags.get(TiffImagePlugin.ICCPROFILE):
            self.info["icc_profile"] = profile


def reader(tags: Tags) -> str:
    """Who reads the pixels: libvips, libvips plane by plane, or Pillow."""
    bits = set(tags.get(BITS, (1,)))
    photometric, compression = tags.get(PHOTOMETRIC, 0), tags.get(COMPRESSION, 1)
    is_known = compression in BY_LIBVIPS and bits <= {1, 2, 4, 8, 16, 32}
    if photometric == YCBCR:
        is_known = is_known and compression == JPEG
    if not is_known or (photometric == CIELAB and bits == {8}):
        return "Pillow"
    in_planes = tags.get(PLANAR, 1) == 2 and tags.get(SAMPLES, 1) > 1
    return "planes" if in_planes and TILE_OFFSETS in tags else "libvips"


def alpha_of(tags: Tags) -> int | None:
    """Which of the samples beyond the colours says how opaque a pixel is; None if none does."""
    kinds = tags.get(EXTRA_SAMPLES, ())
    return next((number for number, kind in enumerate(kinds) if kind in (1, 2)), None)


def is_dimmed(tags: Tags) -> bool:
    """Whether the colours are multiplied by their opacity already (TIFF 6.0, "associated alpha")."""
    alpha = alpha_of(tags)
    return alpha is not None and tags[EXTRA_SAMPLES][alpha] == 1


def no_data_of(tags: Tags) -> float | None:
    """The number that stands for "nothing here" (GDAL writes it as text); None if there is none."""
    try:
        return float(str(tags.get(NO_DATA, "")).rstrip("\0"))
    except ValueError:
        return None


def in_pages(tiff: bytes, tags: Tags) -> bytes:
    """A TIFF whose planes lie in tiles as one with a grey page for each plane.

    libvips reads such planes no other way. Only directories are added, at the end.
    """
    is_big = tiff[2:4] in (b"+\0", b"\0+")
    order = "<" if tiff[:2] == b"II" else ">"
    count = tags[SAMPLES]
    tiles = len(tags[TILE_OFFSETS]) // count
    at = len(tiff) + len(tiff) % 2
    head = (
        tiff[:8] + struct.pack(f"{order}Q", at)
        if is_big
        else tiff[:4] + struct.pack(f"{order}I", at)
    )
    parts = [head, tiff[len(head) :], bytes(at - len(tiff))]
    for number in range(count):
        plane = Tags(ifh=head)
        for tag in (WIDTH, LENGTH, COMPRESSION, FILL_ORDER, PREDICTOR, TILE_WIDTH, TILE_LENGTH):
            if tag in tags:
                plane[tag] = tags[tag]
        for tag in (BITS, FORMAT):
            if tag in tags:
                plane[tag] = tags[tag][0]
        for tag in (TILE_OFFSETS, TILE_BYTES):
            plane.tagtype[tag] = LONG8 if is_big else LONG
            plane[tag] = tags[tag][number * tiles : (number + 1) * tiles]
        if JPEG_TABLES in tags:
            plane.tagtype[JPEG_TABLES], plane[JPEG_TABLES] = UNDEFINED, tags[JPEG_TABLES]
        plane[PHOTOMETRIC], plane[SAMPLES] = BLACK_IS_ZERO, 1
        directory = plane.tobytes(at)
        directory += bytes(len(directory) % 2)
        if number < count - 1:
            entries = 8 + 20 * len(plane) if is_big else 2 + 12 * len(plane)
            pointer = struct.pack(f"{order}{'Q' if is_big else 'I'}", at + len(directory))
            directory = directory[:entries] + pointer + directory[entries + len(pointer) :]
        parts.append(directory)
        at += len(directory)
    return b"".join(parts)
