"""A picture is tried before it is taken: read to its end by what will encode it, and looked at. Knows nothing of Django."""

from pathlib import Path

import pyvips

from media.files.decoding import in_full_scale, picture
from media.files.formats import header_of
from media.files.samples import samples_of

# A picture is looked at at an eighth of its size, which reads all of it.
PART = 8
# Levels of 255 up to which all looks black and from which on all looks white, and what share of the
# pixels "all" is.
BLACK, WHITE = 16, 250
ALL = 0.999


def notes_on(source: Path | bytes) -> list[str]:
    """Sentences for an editor about what the public files would fail to show; usually none.

    Raises what `picture` raises, and pyvips.Error for what cannot be read to its end.
    """
    with header_of(source) as header:
        longest = max(header.size)
    shown = picture(source, longest=max(1, longest // PART))
    levels = (shown if shown.bands == 1 else shown.colourspace("b-w")).hist_find()
    counts = memoryview(levels.write_to_memory()).cast("I")
    enough = ALL * sum(counts)
    if sum(counts[: BLACK + 1]) >= enough:
        colour = "black"
    elif sum(counts[WHITE:]) >= enough:
        colour = "white"
    else:
        return []
    return [EMPTY.format(colour=colour)] if holds_more(source) else []


EMPTY = (
    "The picture comes out all {colour}, though the file holds more than that: its numbers use little "
    "of their range, or it is transparent. Look at it before it is published; stretch its levels and "
    "upload it again."
)


def holds_more(source: Path | bytes) -> bool:
    """Whether reading loses what is in the file: other numbers than eight bits, or transparency.

    Of eight opaque bits every difference that the file makes is also shown.
    """
    stored = samples_of(source)
    if stored.alpha is not None and stored.alpha.min() < opaque(stored.alpha):
        return True
    if stored.colours.format == "uchar" and stored.profile is None:
        return False
    # Both in one reading: the pixels come in their order, once.
    of_all_bands = in_full_scale(samples_of(source), source).stats()
    least, most = (of_all_bands.getpoint(column, 0)[0] for column in (0, 1))
    return most > least


def opaque(alpha: pyvips.Image) -> float:
    return {"uchar": 255, "ushort": 65_535}.get(alpha.format, 1)
