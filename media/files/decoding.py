"""How any picture is seen: upright, opaque, eight bits a channel, sRGB or grey. Knows nothing of Django.

Page files, downloads and tiles are made from this and from nothing else, and the upload tries it
before it takes a file. libvips reads (see `media.files.samples`) and converts strip by strip.
"""

import io
from math import ceil
from pathlib import Path

import pyvips
from PIL import Image, ImageCms

from media.files.brightness import as_srgb
from media.files.formats import header_of
from media.files.samples import Samples, Unreadable, samples_of

# A cut-out is shown as on paper: JPEG knows no transparency.
PAPER = (255, 255, 255)
FULL = 65_535
# The largest number of each kind in which colours are counted; real ones go from 0 to 1.
HIGHEST = {"char": 127, "short": 32_767, "int": 2**31 - 1, "uint": 2**32 - 1, "float": 1}
# What a colour's real number may lie beyond 0 and 1: scaling a picture sharply leaves such.
BEYOND = 0.1
# Real numbers from here on stand for "nothing here": the largest that 32 bits hold, and infinity.
NOTHING = 3.4e38
# So many rows are handed from libvips to Pillow at a time.
STRIP_ROWS = 64


def picture(source: Path | bytes, *, longest: int | None = None) -> pyvips.Image:
    """The picture in the hands of libvips: uchar, one band or three.

    `longest` lets it be read at a fraction of its size, with that many pixels at least on its
    longer side. Raises Unreadable; and pyvips.Error as late as its pixels are asked for.
    """
    stored = samples_of(source, shrink=shrink_of(source, longest) if longest else 1)
    image = in_full_scale(stored, source)
    alpha = None if stored.alpha is None else opacity(stored.alpha)
    by = max(image.width, image.height) // longest if longest else 1
    if by > 1 and alpha is None:  # else what is clear would colour the edges
        image = image.shrink(by, by, ceil=True)
    image = in_srgb(image, stored, source)
    if alpha is not None:
        image = image.bandjoin(alpha).flatten(background=PAPER[: image.bands])
    return upright(image, stored.orientation)


def decoded(source: Path | bytes, *, longest: int | None = None) -> Image.Image:
    """The same in the hands of Pillow, as RGB or grey."""
    image = picture(source, longest=longest)
    mode = "L" if image.bands == 1 else "RGB"
    whole = Image.new(mode, (image.width, image.height))
    bytes_a_row, waiting, top = image.width * image.bands, bytearray(), 0

    def take(data: bytes) -> int:
        nonlocal top
        waiting.extend(data)
        rows = len(waiting) // bytes_a_row
        if rows >= STRIP_ROWS or top + rows == image.height:
            strip = bytes(waiting[: rows * bytes_a_row])
            whole.paste(Image.frombytes(mode, (image.width, rows), strip), (0, top))
            del waiting[: rows * bytes_a_row]
            top += rows
        return len(data)

    target = pyvips.TargetCustom()
    target.on_write(take)
    image.rawsave_target(target)
    return whole


def shrink_of(source: Path | bytes, longest: int) -> int:
    """By how much a JPEG may be decoded smaller: 1, 2, 4 or 8."""
    with header_of(source) as header:
        if header.format not in ("JPEG", "MPO"):
            return 1
        most, least = max(header.size), min(header.size)
    fitting = (one for one in (8, 4, 2) if ceil(most / one) >= longest and least >= one)
    return next(fitting, 1)


# --- Numbers --------------------------------------------------------------------------------------


def in_full_scale(stored: Samples, source: Path | bytes) -> pyvips.Image:
    """The colours as uchar or ushort, from nothing to full, where black is zero; Lab as it is."""
    colours = stored.colours
    if stored.kind == "lab" or colours.format in ("uchar", "ushort"):
        scaled = colours
    elif stored.kind == "grey":
        scaled = stretched(stored, source)
    else:
        scaled = counted(stored, source)
    return scaled.invert() if stored.white_is_zero else scaled


def stretched(stored: Samples, source: Path | bytes) -> pyvips.Image:
    """Grey of other numbers, from the lowest to the highest; what is no number is black."""
    low, high = extremes(samples_of(source))
    if low > high:
        raise Unreadable("The picture holds no numbers that could be shown.")
    scale = FULL / (high - low or 1)
    # In 64 bits: 32 would lose small differences of large whole numbers, and very small ones.
    drawn = stored.colours.cast("double").linear(scale, -low * scale)
    return (
        is_number(stored).ifthenelse(drawn, 0).rint().cast("ushort").copy(interpretation="grey16")
    )


def counted(stored: Samples, source: Path | bytes) -> pyvips.Image:
    """Colours of other numbers: whole ones by the highest of their kind, real ones from 0 to 1."""
    highest = HIGHEST.get(stored.colours.format)
    if stored.colours.format == "float":
        low, high = extremes(samples_of(source))
        if low < -BEYOND or high > 1 + BEYOND:
            raise Unreadable(
                "The colours of this picture are real numbers beyond 0 to 1: nobody says which of "
                "them is white. Save it with 16 bits a channel."
            )
    elif highest is None:
        raise Unreadable("The numbers of this picture are of a kind that is not read here.")
    drawn = is_number(stored).ifthenelse(stored.colours.linear(FULL / highest, 0), 0)
    drawn = drawn.rint().cast("ushort")
    return drawn.copy(interpretation="cmyk" if stored.kind == "cmyk" else "rgb16")


def is_number(stored: Samples) -> pyvips.Image:
    """Where there is a number: neither NaN nor infinite, nor what the file calls no data."""
    colours = stored.colours
    found = colours.abs() < NOTHING
    return found if stored.no_data is None else found & (colours != stored.no_data)


def extremes(stored: Samples) -> tuple[float, float]:
    """The lowest and the highest of all numbers; the other way round if there is none."""
    found, exact = is_number(stored), stored.colours.cast("double")
    lowest = found.ifthenelse(exact, NOTHING)
    highest = found.ifthenelse(exact, -NOTHING)
    bands = lowest.bands
    figures = lowest.bandjoin(highest).stats()  # a row for each band after one for all
    return (
        min(figures(0, row)[0] for row in range(1, bands + 1)),
        max(figures(1, row)[0] for row in range(bands + 1, 2 * bands + 1)),
    )


def in_eight_bits(image: pyvips.Image) -> pyvips.Image:
    return image if image.format == "uchar" else (image >> 8).cast("uchar")


def opacity(alpha: pyvips.Image) -> pyvips.Image:
    if alpha.format in ("uchar", "ushort"):
        return in_eight_bits(alpha)
    return alpha.linear(255 / HIGHEST.get(alpha.format, 1), 0).cast("uchar")


# --- Colours --------------------------------------------------------------------------------------


def in_srgb(image: pyvips.Image, stored: Samples, source: Path | bytes) -> pyvips.Image:
    """The one conversion of colours: by profile, by high dynamic range, by inks."""
    if stored.kind == "lab":
        return image.colourspace("srgb")
    if stored.meaning.transfer and stored.kind in ("grey", "rgb"):
        return as_srgb(image, stored.meaning, lambda: samples_of(source).colours)
    if stored.profile and is_sound(stored.profile, stored.kind):
        image = image.copy()
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", stored.profile)
        image = image.icc_transform("srgb", embedded=True, intent="perceptual", depth=8)
        return image[1] if stored.kind == "grey" else image
    image = in_eight_bits(image)
    if stored.kind == "cmyk":
        # Inks of no name: each takes away its share of the light, as in Pillow.
        image = (image[:3].invert() * image[3].invert() / 255).rint().cast("uchar")
    return image.copy(interpretation="b-w" if image.bands == 1 else "srgb")


def is_sound(profile: bytes, kind: str) -> bool:
    """Whether colours can be converted by a profile; libvips would go on with another one."""
    mode = {"grey": "L", "rgb": "RGB", "cmyk": "CMYK"}[kind]
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        ImageCms.buildTransform(given, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError):
        return False
    return True


def upright(image: pyvips.Image, orientation: int) -> pyvips.Image:
    if orientation not in range(2, 9):
        return image
    # A turned picture is read in another order than it is written: it is kept, on disk if large.
    whole = pyvips.Image.new_temp_file("%s.v")
    image.write(whole)
    whole = whole.copy()
    whole.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    return whole.autorot()
