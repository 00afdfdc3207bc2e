"""What colours a picture's numbers mean, where the file says it in other ways than by a profile. Knows nothing of Django."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from media.files import tiffs
from media.files.avif import nclx
from media.files.profiles import (
    ADOBE_CURVE,
    ADOBE_RGB,
    D65,
    LINEAR,
    SRGB,
    SRGB_CURVE,
    Curve,
    Primaries,
)

# Code points of ITU-T H.273, which PNG's cICP and AVIF's nclx name.
PRIMARIES: dict[int, Primaries] = {
    1: SRGB,
    4: ((0.67, 0.33), (0.21, 0.71), (0.14, 0.08), (0.31, 0.316)),
    5: ((0.64, 0.33), (0.29, 0.6), (0.15, 0.06), D65),
    6: ((0.63, 0.34), (0.31, 0.595), (0.155, 0.07), D65),
    7: ((0.63, 0.34), (0.31, 0.595), (0.155, 0.07), D65),
    9: ((0.708, 0.292), (0.17, 0.797), (0.131, 0.046), D65),
    11: ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06), (0.314, 0.351)),
    12: ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06), D65),
    22: ((0.63, 0.34), (0.295, 0.605), (0.155, 0.077), D65),
}
# The curves of television (1, 6, 14, 15) are left out on purpose: browsers show them as sRGB.
CURVES: dict[int, Curve] = {4: (2.2,), 5: (2.8,), 8: LINEAR}
PQ, HLG = 16, 18

INTEROPERABILITY = 0xA005  # a directory within EXIF


@dataclass(frozen=True)
class Meaning:
    """Primaries and curve of a picture's numbers, or the transfer of a high dynamic range."""

    primaries: Primaries = SRGB
    curve: Curve = SRGB_CURVE
    # PQ, HLG or 0.
    transfer: int = 0


def meaning_of(header: Image.Image, beginning: bytes) -> Meaning:
    """What the file says beside its profile; sRGB if it says nothing.

    `beginning` is as much of the file as holds all but the pixels.
    """
    if header.format == "PNG":
        return of_code_points(*codes) if (codes := cicp(beginning)) else of_png(header)
    if header.format == "TIFF":
        return of_tiff(header.tag_v2)
    if header.format == "AVIF" and (codes := nclx(beginning)):
        return of_code_points(*codes)
    if header.format in ("JPEG", "MPO") and is_adobe_rgb(header):
        return Meaning(ADOBE_RGB, ADOBE_CURVE)
    return Meaning()


def of_code_points(primaries: int, transfer: int) -> Meaning:
    """What is unknown counts as that of sRGB."""
    return Meaning(
        PRIMARIES.get(primaries, SRGB),
        CURVES.get(transfer, SRGB_CURVE),
        transfer if transfer in (PQ, HLG) else 0,
    )


# --- PNG ----------------------------------------------------------------------------------------


def of_png(header: Image.Image) -> Meaning:
    """By gAMA and cHRM. What is sRGB within their precision counts as sRGB, as everywhere."""
    gamma, corners = header.info.get("gamma"), header.info.get("chromaticity")
    if "srgb" in header.info or not (gamma or corners):
        return Meaning()
    curve = (1 / gamma,) if gamma and abs(gamma - 1 / 2.2) > 0.005 else SRGB_CURVE
    return Meaning(primaries_of(corners[2:], corners[:2]) if corners else SRGB, curve)


def primaries_of(corners: Sequence[float], white: Sequence[float]) -> Primaries:
    """Those of sRGB where the numbers are near them."""
    flat = [float(number) for number in (*corners, *white)]
    known = [number for pair in SRGB for number in pair]
    if all(abs(one - other) < 0.002 for one, other in zip(flat, known, strict=True)):
        return SRGB
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def has_code_points(header: Image.Image, beginning: bytes) -> bool:
    """Whether a picture is marked in a way that counts before a profile."""
    return header.format == "PNG" and cicp(beginning) is not None


def cicp(png: bytes) -> tuple[int, int] | None:
    """The code points of a PNG, which count before its profile."""
    position = 8
    while position + 8 <= len(png):
        length, name = struct.unpack_from(">I4s", png, position)
        if name == b"cICP" and length == 4:
            return tuple(png[position + 8 : position + 10])
        if name == b"IDAT":
            break
        position += 12 + length
    return None


# --- TIFF ---------------------------------------------------------------------------------------


def of_tiff(tags: tiffs.Tags) -> Meaning:
    corners = tags.get(tiffs.PRIMARIES, ())
    white = tags.get(tiffs.WHITE_POINT, D65)
    if len(corners) == 6 and len(white) == 2:
        return Meaning(primaries_of(corners, white))
    return Meaning()


# --- EXIF ---------------------------------------------------------------------------------------


def is_adobe_rgb(header: Image.Image) -> bool:
    """Whether a camera says so: by DCF it writes "R03" and no profile."""
    try:
        return header.getexif().get_ifd(INTEROPERABILITY).get(1) == "R03"
    except Exception:  # broken EXIF raises whatever it likes
        return False
