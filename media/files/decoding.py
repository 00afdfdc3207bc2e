"""How the encoder sees any picture: upright, opaque, eight bits a channel. Knows nothing of Django."""

import io
from math import ceil
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from media.files.formats import OPENERS

# Pillow's modes whose colours are those of RGB, so that a profile of RGB goes on to fit.
RGB_INSIDE = ("RGB", "RGBA", "RGBX", "RGBa", "P", "PA")

# A cut-out is shown as on paper: JPEG knows no transparency.
PAPER = (255, 255, 255)


def decoded(source: Path, *, longest: int | None = None) -> Image.Image:
    """The picture upright, opaque, eight bits a channel, RGB or grey, with its colour profile.

    `longest` lets a JPEG be decoded at a fraction of its size, with that many pixels at least on its
    longer side.
    """
    image = Image.open(source, formats=OPENERS)
    if longest:
        # Pillow goes by the side that is shorter than asked: ask for the picture's own shape.
        part = longest / max(image.size)
        image.draft(None, tuple(max(1, ceil(side * part)) for side in image.size))
    profile = image.info.get("icc_profile")
    # ImageOps drops what it turned from the EXIF; nothing of the EXIF is saved anyway. In its
    # place, because a second copy of a large picture costs as much memory as the first.
    ImageOps.exif_transpose(image, in_place=True)
    image, profile = in_rgb(image, profile)
    image.info = {"icc_profile": profile} if profile else {}
    return image


def in_rgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, bytes | None]:
    """`image` as opaque RGB or grey, and the profile that still fits it."""
    if image.mode == "CMYK":
        return from_cmyk(image, profile), None
    if image.mode.startswith(("I", "F")):
        return from_deep_grey(image), None
    fitting = profile if image.mode in RGB_INSIDE else None
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, PAPER)
        paper.paste(image, mask=image.getchannel("A"))
        return paper, fitting
    if image.mode not in ("RGB", "L"):
        return image.convert("L" if image.mode == "1" else "RGB"), fitting
    return image, profile


def from_cmyk(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Print colours as sRGB, by the picture's own profile where it has a sound one."""
    if profile:
        try:
            return ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except ImageCms.PyCMSError:
            pass
    return image.convert("RGB")


def from_deep_grey(image: Image.Image) -> Image.Image:
    """16- and 32-bit grey as eight bits; 16-bit values keep their scale, others are stretched."""
    low, high = image.getextrema()
    if image.mode.startswith("I;16") or (image.mode == "I" and low >= 0 and 255 < high < 65536):
        low, high = 0, 65535
    scale = 255 / (high - low or 1)
    return image.convert("F").point(lambda value: value * scale - low * scale).convert("L")
