"""The samples of a picture as its file holds them, and what they mean. Knows nothing of Django."""

import io
import logging
from dataclasses import dataclass
from pathlib import Path

import pyvips
from PIL import Image, UnidentifiedImageError

from media.files import tiffs
from media.files.colours import Meaning, has_code_points, meaning_of
from media.files.formats import header_of
from media.files.profiles import fitting, profile_of

# It would keep pictures that are done with, and warn of each damaged strip that it then refuses.
pyvips.cache_set_max(0)
logging.getLogger("pyvips").setLevel(logging.ERROR)

# No file of another format is tried than the one that its header says.
LOADERS = {
    "AVIF": "heifload",
    "GIF": "gifload",
    "JPEG": "jpegload",
    "MPO": "jpegload",
    "PNG": "pngload",
    "TIFF": "tiffload",
    "WEBP": "webpload",
}
# The kinds of colours, by libvips's names for them and back (with 16 bits or without).
KINDS = {"b-w": "grey", "grey16": "grey", "cmyk": "cmyk"}
NAMES = {
    ("grey", False): "b-w", ("grey", True): "grey16", ("rgb", False): "srgb",
    ("rgb", True): "rgb16", ("cmyk", False): "cmyk", ("cmyk", True): "cmyk",
}  # fmt: skip
COUNTS = {"grey": 1, "rgb": 3, "cmyk": 4, "lab": 3}
# What full opacity is, and the colours that are freed from it as they are read.
OPAQUE = {"uchar": 255, "ushort": 65_535, "float": 1}
FREED = {("cmyk", "uchar"), *((kind, number) for kind in ("grey", "rgb") for number in OPAQUE)}
# All that says what the colours are stands before the pixels, within so many bytes.
BEGINNING = 4 * 2**20


class Unreadable(ValueError):
    """A picture whose samples are of no known kind; the text is a sentence for an editor."""


@dataclass(frozen=True)
class Samples:
    """The colours of a picture as stored, their opacity, and how they are to be read."""

    colours: pyvips.Image
    # "grey", "rgb", "cmyk" or "lab".
    kind: str
    alpha: pyvips.Image | None
    # The profile by which the numbers are colours; None: they are sRGB, or print inks of no name.
    profile: bytes | None
    # Whether the file holds a profile for other kinds of colours, or a broken one.
    has_foreign_profile: bool
    # PQ or HLG (see `media.files.colours`), if it is of high dynamic range, with its primaries.
    meaning: Meaning
    # As EXIF counts: 1 is upright.
    orientation: int
    # Whether all bits are there.
    is_exact: bool = True
    white_is_zero: bool = False
    no_data: float | None = None


def samples_of(source: Path | bytes, *, shrink: int = 1) -> Samples:
    """Open a picture, upright or not; most are decoded only when their pixels are asked for.

    A JPEG comes at 1/`shrink` of its size (2, 4 or 8). Raises Unreadable.
    """
    with header_of(source) as header:
        if header.format == "TIFF":
            return of_tiff(source, header)
        image = loaded(source, LOADERS[header.format], **({"shrink": shrink} if shrink > 1 else {}))
        kind = KINDS.get(image.interpretation, "rgb")
        beginning = beginning_of(source)
        own = None if has_code_points(header, beginning) else header.info.get("icc_profile")
        return Samples(
            **colours_in(image, kind, 0 if image.hasalpha() else None),
            **meaning_in(header, own, kind, beginning),
            orientation=image.get("orientation") if image.get_typeof("orientation") else 1,
        )


def colours_in(image: pyvips.Image, kind: str, alpha: int | None) -> dict:
    """The named samples of `image`; `alpha` is the number of that one beyond them, if any is."""
    count = COUNTS[kind]
    has_alpha = alpha is not None and image.bands > count + alpha
    colours = image.extract_band(0, n=count)
    if kind != "lab":
        colours = colours.copy(interpretation=NAMES[kind, image.format == "ushort"])
    return {"colours": colours, "kind": kind, "alpha": image[count + alpha] if has_alpha else None}


def meaning_in(header: Image.Image, profile: bytes | None, kind: str, beginning=b"") -> dict:
    """By the file's own profile, if it fits, else by what else the file says."""
    if own := fitting(profile, kind):
        return {"profile": own, "has_foreign_profile": False, "meaning": Meaning()}
    meaning = meaning_of(header, beginning)
    says_more = meaning != Meaning() and not meaning.transfer and kind in ("grey", "rgb")
    return {
        "profile": profile_of(kind, meaning.primaries, meaning.curve) if says_more else None,
        "has_foreign_profile": bool(profile),
        "meaning": meaning,
    }


def loaded(source: Path | bytes, loader: str, **options) -> pyvips.Image:
    """The picture in the hands of libvips, to be read once from top to bottom."""
    options = {"access": "sequential", "fail_on": "error", **options}
    if isinstance(source, bytes):
        return getattr(pyvips.Image, f"{loader}_buffer")(source, **options)
    return getattr(pyvips.Image, loader)(str(source), **options)


def beginning_of(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source[:BEGINNING]
    with source.open("rb") as file:
        return file.read(BEGINNING)


# --- TIFF ---------------------------------------------------------------------------------------

# Of numbers that count from white libvips and Pillow make the opposite themselves, if they are:
TURNED = {"libvips": ("uchar", "ushort", "uint"), "planes": (), "Pillow": ("uchar",)}
# Pillow's modes in which other numbers than bytes come out of `tobytes`, and those that need no more.
NUMBERS = {"I;16": "ushort", "I;16B": "ushort", "I": "int", "F": "float"}
PLAIN = ("L", "LA", "RGB", "RGBA", "CMYK")


def of_tiff(source: Path | bytes, header: tiffs.TiffHeader) -> Samples:
    tags = header.tag_v2
    photometric = tags.get(tiffs.PHOTOMETRIC, tiffs.WHITE_IS_ZERO)
    if photometric not in tiffs.KINDS:
        raise Unreadable(
            "The colours of this TIFF are written in a way that is not read here "
            f"(photometric interpretation {photometric}). Save it as RGB or grey."
        )
    kind, reader = tiffs.KINDS[photometric], tiffs.reader(tags)
    try:
        image = READERS[reader](source, tags)
    except (UnidentifiedImageError, pyvips.Error):
        raise unknown_samples(tags) from None
    if kind == "palette" or (kind == "lab" and reader == "Pillow"):
        kind = "rgb" if image.bands > 2 else "grey"
    is_known = kind != "lab" or image.interpretation == "labs"
    if image.bands < COUNTS[kind] or not is_known:
        raise unknown_samples(tags)
    white_is_zero = photometric == tiffs.WHITE_IS_ZERO
    is_freed = (kind, image.format) in FREED and not white_is_zero
    if tiffs.is_dimmed(tags) and not is_freed:
        raise Unreadable(
            "The colours of this TIFF are multiplied by their opacity, in numbers for which that is "
            "not read here. Save it with 8 or 16 bits, where black is zero."
        )
    return Samples(
        **colours_in(image, kind, tiffs.alpha_of(tags)),
        **meaning_in(header, header.info.get("icc_profile"), kind),
        orientation=1 if reader == "Pillow" else tags.get(tiffs.ORIENTATION, 1),
        is_exact=reader != "Pillow",
        white_is_zero=white_is_zero and image.format not in TURNED[reader],
        no_data=tiffs.no_data_of(tags),
    )


def unknown_samples(tags: tiffs.Tags) -> Unreadable:
    bits = ", ".join(str(number) for number in tags.get(tiffs.BITS, (1,))[:4])
    return Unreadable(
        f"The samples of this TIFF are of a kind that is not read here (bits: {bits}; compression: "
        f"{tags.get(tiffs.COMPRESSION, 1)}). Save it with 8 or 16 bits, plain or with LZW."
    )


def by_libvips(source: Path | bytes, tags: tiffs.Tags) -> pyvips.Image:
    return loaded(source, "tiffload")


def in_planes(source: Path | bytes, tags: tiffs.Tags) -> pyvips.Image:
    tiff = source if isinstance(source, bytes) else source.read_bytes()
    pages = tiffs.in_pages(tiff, tags)
    planes = [loaded(pages, "tiffload", page=page) for page in range(tags[tiffs.SAMPLES])]
    image = planes[0].bandjoin(planes[1:])
    if tiffs.is_dimmed(tags) and image.format in OPAQUE:
        # Where libvips knows of the opacity, it does so itself.
        place = COUNTS[tiffs.KINDS[tags[tiffs.PHOTOMETRIC]]] + tiffs.alpha_of(tags)
        free = image.unpremultiply(alpha_band=place, max_alpha=OPAQUE[image.format])
        return free if image.format == "float" else free.rint().cast(image.format)
    return image


def by_pillow(source: Path | bytes, tags: tiffs.Tags) -> pyvips.Image:
    """What Pillow decodes, upright."""
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    with Image.open(file, formats=["TIFF"]) as image:
        if tiffs.ORIENTATION not in tags:
            # Pillow would believe XMP, too; nobody else does.
            image.getexif()[tiffs.ORIENTATION] = 1
        image.load()
    if image.mode in NUMBERS:
        found = in_libvips(image, NUMBERS[image.mode])
        if image.mode == "I;16B":
            found = found.byteswap()
        highest = 2 ** max(tags.get(tiffs.BITS, (16,))) - 1
        return found.linear(65535 / highest, 0).cast("ushort") if highest < 65535 else found
    if image.mode not in PLAIN:
        image = image.convert({"1": "L", "PA": "RGBA"}.get(image.mode, "RGB"))
    return in_libvips(image, "uchar")


def in_libvips(image: Image.Image, format: str) -> pyvips.Image:
    bands = len(image.getbands())
    return pyvips.Image.new_from_memory(image.tobytes(), *image.size, bands, format)


READERS = {"libvips": by_libvips, "planes": in_planes, "Pillow": by_pillow}
