"""A picture is tried before it is taken: read to its end by what will encode it, and looked at. Knows nothing of Django."""

from dataclasses import dataclass
from pathlib import Path

import pyvips
from PIL import Image

from media.files.decoding import in_full_scale, opacity, picture
from media.files.formats import header_of
from media.files.likeness import fingerprint
from media.files.samples import samples_of

# Levels of 255 up to which all looks black, and from which on all looks white.
BLACK, WHITE = 16, 250
# A picture is looked at at an eighth of its size, which reads all of it, and again if so much of it
# is black or white. Stars may be fewer pixels than that, dead pixels of a camera are fewer still.
PART, MOST, ALL = 8, 0.999, 0.99995
# Pixels on the longer side that are looked at, if there are so many.
LEAST = 256

EMPTY = (
    "The picture comes out all {colour}, though the file holds more than that: its numbers use little "
    "of their range, or it is transparent. Look at it before it is published; stretch its levels and "
    "upload it again."
)


@dataclass
class Trial:
    """What a picture looks like: sentences for an editor about what its public files would fail to
    show, usually none, and its fingerprint (see `media.files.likeness`).
    """

    notes: list[str]
    fingerprint: int | None


def tried(source: Path | bytes) -> Trial:
    """Raises what `picture` raises, and pyvips.Error for what cannot be read to its end."""
    with header_of(source) as header:
        longest = max(header.size)
    small = seen_small(source, max(longest // PART, LEAST))
    return Trial(notes_on(source, only_colour(small, MOST)), fingerprint(in_pillow(small)))


def seen_small(source: Path | bytes, longest: int) -> pyvips.Image:
    """The picture in memory, at a fraction of its size, with that many pixels at least on its longer side."""
    image = picture(source, longest=longest)
    by = max(image.width, image.height) // longest
    return (image.shrink(by, by, ceil=True) if by > 1 else image).copy_memory()


def notes_on(source: Path | bytes, colour: str) -> list[str]:
    """`colour` is what the picture shows only, as far as it was looked at."""
    if colour and holds_more(source):
        # Numbers of no fixed range have one that is far from all others.
        share = ALL if samples_of(source).colours.format in ("uchar", "ushort") else MOST
        if only_colour(picture(source), share):
            return [EMPTY.format(colour=colour)]
    return []


def in_pillow(image: pyvips.Image) -> Image.Image:
    mode = "L" if image.bands == 1 else "RGB"
    return Image.frombytes(mode, (image.width, image.height), image.write_to_memory())


def only_colour(image: pyvips.Image, share: float) -> str:
    """ "black" or "white" if that share of the picture looks so, else ""."""
    levels = (image if image.bands == 1 else image.colourspace("b-w")).hist_find()
    counts = memoryview(levels.write_to_memory()).cast("I")
    pixels = image.width * image.height
    if sum(counts[: BLACK + 1]) >= share * pixels:
        return "black"
    return "white" if sum(counts[WHITE:]) >= share * pixels else ""


def holds_more(source: Path | bytes) -> bool:
    """Whether reading loses what is in the file: other numbers than eight bits, or transparency.

    Of eight opaque bits every difference that the file makes is also shown.
    """
    stored = samples_of(source)
    if stored.alpha is not None and opacity(stored.alpha).min() < 255:
        return True
    if stored.colours.format == "uchar" and stored.profile is None:
        return False
    # Both in one reading: the pixels come in their order, once.
    figures = in_full_scale(samples_of(source), source).stats()
    return figures(0, 0)[0] < figures(1, 0)[0]
