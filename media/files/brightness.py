"""High dynamic range (PQ and HLG of ITU-R BT.2100) as a picture for every screen. Knows nothing of Django.

What is no brighter than white paper keeps its brightness; what shines brighter is pressed into the
range that is left above the knee, keeping its hue.
"""

from collections.abc import Callable
from math import exp

import pyvips

from media.files.colours import HLG, PQ, Meaning
from media.files.profiles import to_srgb

# Brightness of white paper, in cd/m² (ITU-R BT.2408), and the peak of the screen HLG is meant for.
WHITE = 203
HLG_PEAK = 1000
# From here on (white is 1) it is pressed, if anything in the picture is brighter than white.
KNEE = 0.75
LUMINANCE = [0.2627, 0.678, 0.0593]


def as_srgb(
    image: pyvips.Image, meaning: Meaning, again: Callable[[], pyvips.Image]
) -> pyvips.Image:
    """Colours or grey of high dynamic range, uchar or ushort, as sRGB; `again` opens them again."""
    is_grey = image.bands == 1
    peak = brightest(light(again(), meaning)).max()
    shown = light(image, meaning)
    if peak > 1:
        shown *= pressing(brightest(shown), peak)
    drawn = shown.copy(interpretation="scrgb").colourspace("srgb")
    return drawn[1].copy(interpretation="b-w") if is_grey else drawn


def light(image: pyvips.Image, meaning: Meaning) -> pyvips.Image:
    """Linear light in the primaries of sRGB, 1 for white paper; never less than none."""
    image = image.bandjoin([image, image]) if image.bands == 1 else image
    numbers = image if image.format == "ushort" else (image.cast("ushort") * 257).cast("ushort")
    linear = numbers.maplut(table(of_pq if meaning.transfer == PQ else of_hlg))
    if meaning.transfer == HLG:
        # The screen of HLG brightens by luminance, to the power of 1.2 in all.
        linear *= linear.recomb([LUMINANCE]) ** 0.2 * (HLG_PEAK / WHITE)
    shown = linear.recomb(to_srgb(meaning.primaries))
    return (shown > 0).ifthenelse(shown, 0)


def table(curve: Callable[[float], float]) -> pyvips.Image:
    values = [curve(number / 65_535) for number in range(65_536)]
    return pyvips.Image.new_from_array([values])


def of_pq(signal: float) -> float:
    """ITU-R BT.2100, table 4: the light of a signal, 1 for white paper."""
    root = signal ** (32 / 2523)
    part = max(root - 107 / 128, 0) / (2413 / 128 - 2392 / 128 * root)
    return part ** (16384 / 2610) * 10_000 / WHITE


def of_hlg(signal: float) -> float:
    """ITU-R BT.2100, table 5: the light of a scene, at most 1."""
    if signal <= 0.5:
        return signal**2 / 3
    return (exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12


def brightest(image: pyvips.Image) -> pyvips.Image:
    """The brightest of the three colours of each pixel."""
    return image.bandrank(image, index=-1)


def pressing(bright: pyvips.Image, peak: float) -> pyvips.Image:
    """By what each pixel is multiplied: 1 up to the knee, so that `peak` becomes 1 (Reinhard)."""
    over = (bright - KNEE) / (1 - KNEE)
    most = (peak - KNEE) / (1 - KNEE)
    pressed = KNEE + (1 - KNEE) * over * (over / most**2 + 1) / (over + 1)
    return (bright > KNEE).ifthenelse(pressed / bright, 1)
