"""The formats of pictures that are taken, and what Pillow may do with them. Knows nothing of Django."""

# Imported to be known to Pillow, which would else load all that it has, forty of them.
from PIL import (  # noqa: F401
    AvifImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

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
# Pillow opens an MPO as a JPEG first.
OPENERS = [format for format in SUFFIXES if format != "MPO"]
KINDS = "a JPEG, PNG, WebP, AVIF, TIFF or GIF file"

# A PNG unpacks its texts while its header is read. One text may be as long as what is ignored with
# a note (Pillow refuses the file from 1 MB on), all of them together not much more (64 MB).
PngImagePlugin.MAX_TEXT_CHUNK = 12 * 2**20
PngImagePlugin.MAX_TEXT_MEMORY = 24 * 2**20
