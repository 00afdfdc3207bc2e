"""Files that people upload, and files that nobody should: sound ones in every clothing, and bad ones."""

import io
import struct
import zlib
from functools import cache

import pyvips
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from tests.factories import picture_bytes

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
)
HTML = b"<html><body><script>alert(1)</script></body></html>"

# --- Pictures of four fields, by which colours and the way up can be told -------------------------

SIZE = (400, 300)
RED, GREEN, BLUE, GREY = (200, 40, 40), (40, 160, 60), (40, 60, 190), (150, 150, 150)
# Where each colour is found in an upright picture, as parts of width and height.
FIELDS = {(0.25, 0.25): RED, (0.75, 0.25): GREEN, (0.25, 0.75): BLUE, (0.75, 0.75): GREY}
# The same in grey, and where fully transparent parts lie on white paper.
GREYS = {place: (round(0.299 * r + 0.587 * g + 0.114 * b),) * 3 for place, (r, g, b) in FIELDS.items()}  # fmt: skip
ON_PAPER = {**FIELDS, (0.75, 0.75): (255, 255, 255)}


def fields(size: tuple[int, int] = SIZE) -> Image.Image:
    image = Image.new("RGB", size)
    width, height = size
    for (x, y), colour in FIELDS.items():
        left, top = (x > 0.5) * (width // 2), (y > 0.5) * (height // 2)
        image.paste(colour, (left, top, left + width // 2, top + height // 2))
    return image


def cut_out() -> Image.Image:
    """The fields with nothing in the lower right one."""
    image = fields().convert("RGBA")
    width, height = SIZE
    image.paste((0, 0, 0, 0), (width // 2, height // 2, width, height))
    return image


def encoded(image: Image.Image, format: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def in_vips(image: Image.Image) -> pyvips.Image:
    """The picture in the hands of libvips, which knows 16 bits and wide colours."""
    return pyvips.Image.new_from_buffer(encoded(image, "PNG"), "").copy(interpretation="srgb")


def wide(suffix: str) -> bytes:
    """The fields in Display P3, with its profile: the numbers differ, the colours do not."""
    image = in_vips(fields()).icc_transform("p3", input_profile="srgb")
    return image.write_to_buffer(suffix, **({"Q": 95} if suffix == ".jpg" else {}))


def profile_of(data: bytes) -> bytes:
    return Image.open(io.BytesIO(data)).info["icc_profile"]


def deep_colour(suffix: str) -> bytes:
    image = in_vips(fields()).cast("ushort") * 257
    return image.cast("ushort").copy(interpretation="rgb16").write_to_buffer(suffix)


def wide_palette() -> bytes:
    """A PNG with a palette, whose colours are those of Display P3."""
    data = wide(".png")
    image = Image.open(io.BytesIO(data)).convert("RGB").quantize(16, dither=Image.Dither.NONE)
    return encoded(image, "PNG", icc_profile=profile_of(data))


def wide_cut_out() -> bytes:
    data = wide(".png")
    image = Image.open(io.BytesIO(data)).convert("RGB")
    image.putalpha(cut_out().getchannel("A"))
    return encoded(image, "PNG", icc_profile=profile_of(data))


def in_lab() -> bytes:
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    return encoded(ImageCms.applyTransform(fields(), to_lab), "TIFF")


def turned(orientation: int) -> bytes:
    """A JPEG stored in another way than it is to be seen, as its EXIF says."""
    ways = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(fields().transpose(ways[orientation]), "JPEG", quality=95, exif=exif)


def with_segment(jpeg: bytes, marker: int, data: bytes) -> bytes:
    """The same JPEG with one more segment at its beginning."""
    return jpeg[:2] + struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data + jpeg[2:]


def with_comment_between_scans() -> bytes:
    """A progressive JPEG with a script before its second scan."""
    jpeg = encoded(fields(), "JPEG", quality=95, progressive=True)
    second = jpeg.index(b"\xff\xda", jpeg.index(b"\xff\xda") + 2)
    words = b"<script>alert('hidden')</script>"
    comment = struct.pack(">BBH", 0xFF, 0xFE, len(words) + 2) + words
    return jpeg[:second] + comment + jpeg[second:]


def gif_of(frames: int, side: int) -> bytes:
    """A GIF with a square canvas and many frames of one pixel each."""
    canvas = struct.pack("<HH", side, side) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    frame = b"\x2c" + struct.pack("<HHHH", 0, 0, 1, 1) + b"\0\x02\x02\x44\x01\0"
    return b"GIF89a" + canvas + frame * frames + b"\x3b"


def film(format: str) -> bytes:
    """Three frames, of which the first shows the fields."""
    others = [Image.new("RGB", SIZE, (number, 0, 0)) for number in (10, 20)]
    return encoded(fields(), format, save_all=True, append_images=others, duration=100)


def gif_that_is_a_script() -> bytes:
    """A GIF whose size reads as the beginning of a comment, and whose end is a script."""
    data = encoded(fields((0x2A2F, 20)).resize((0x2A2F, 120)), "GIF")
    assert data[6:8] == b"/*"
    return data + b"*/=1;alert('hidden')"


# --- Chunks and bombs -----------------------------------------------------------------------------


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk of a PNG file."""
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)


def png_with(name: bytes, data: bytes) -> bytes:
    """A sound PNG with one more chunk after its header."""
    png = encoded(fields(), "PNG")
    return png[:33] + chunk(name, data) + png[33:]


def png_of_bits(width: int, height: int) -> bytes:
    """A whole, black PNG of one bit a pixel: a thousand times smaller than what it unpacks to."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(height * (1 + (width + 7) // 8)), 1)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def png_with_bad_checksum() -> bytes:
    data = bytearray(picture_bytes("PNG"))
    data[data.index(b"IDAT") + 20] ^= 0xFF
    return bytes(data)


def webp_of_one_colour(width: int, height: int) -> bytes:
    """A lossless WebP of any size in a few bytes: a picture of one colour needs no bit a pixel."""
    data = bytearray(encoded(Image.new("RGB", (1, 1), (90, 90, 90)), "WEBP", lossless=True))
    at = data.index(b"VP8L") + 9
    rest = int.from_bytes(data[at : at + 4], "little") >> 28
    data[at : at + 4] = ((rest << 28) | (height - 1) << 14 | (width - 1)).to_bytes(4, "little")
    return bytes(data)


@cache
def unpacked_to(megabytes: int) -> bytes:
    return zlib.compress(bytes(megabytes * 2**20), 1)


def png_with_long_words(packed: bool) -> bytes:
    """A PNG with ten megabytes of XMP, plain or compressed."""
    words = PngInfo()
    words.add_itxt("XML:com.adobe.xmp", "<x>" + "ha" * 5_000_000, zip=packed)
    return encoded(fields(), "PNG", pnginfo=words)


def cut(data: bytes, part: float) -> bytes:
    return data[: int(len(data) * part)]


JPEG = encoded(fields(), "JPEG", quality=95)
GRADIENT = Image.linear_gradient("L").resize((400, 300))

# What is refused: the file's name, its bytes, a part of the sentence.
REFUSED = {
    "an empty file": ("empty.jpg", b"", "is empty"),
    "a JPEG cut off in the middle": ("cut.jpg", cut(JPEG, 0.5), "is damaged"),
    "a JPEG cut off near its end": ("cut.jpg", cut(picture_bytes(), 0.9), "is damaged"),
    "a progressive JPEG cut off": (
        "cut.jpg",
        cut(picture_bytes(progressive=True), 0.6),
        "is damaged",
    ),
    "a PNG cut off": ("cut.png", cut(picture_bytes("PNG"), 0.7), "is damaged"),
    "a WebP cut off": ("cut.webp", cut(picture_bytes("WEBP"), 0.7), "is damaged"),
    "an AVIF cut off": ("cut.avif", cut(picture_bytes("AVIF"), 0.7), "not a picture"),
    "a TIFF cut off": ("cut.tif", cut(picture_bytes("TIFF"), 0.7), "is damaged"),
    "a GIF cut off": ("cut.gif", cut(picture_bytes("GIF"), 0.5), "is damaged"),
    "a PNG with a bad checksum": ("bad.png", png_with_bad_checksum(), "is damaged"),
    "a JPEG with a segment that nobody knows": (
        "page.jpg",
        with_segment(JPEG, 0xF7, HTML),
        "is damaged",
    ),
    "HTML in the clothes of a JPEG": ("page.jpg", HTML, "not a picture"),
    "an SVG": ("drawing.svg", SVG, "not a picture"),
    "an SVG in the clothes of a PNG": ("drawing.png", SVG, "not a picture"),
    "a PNG called JPEG": ("crater.jpg", picture_bytes("PNG"), "holds PNG"),
    "a picture without an ending": ("crater", JPEG, "right ending"),
    "a picture called a page": ("crater.html", JPEG, "right ending"),
    "a PDF": ("crater.jpg", b"%PDF-1.7\n1 0 obj", "not a picture"),
    "a PDF that holds a JPEG": ("crater.jpg", b"%PDF-1.7\n" + JPEG, "not a picture"),
    "a bomb of 900 megapixels": ("bomb.png", png_of_bits(30_000, 30_000), "megapixels"),
    "a picture just above the limit": ("big.png", png_of_bits(20_000, 5_001), "100 megapixels are"),
    "a WebP of 128 megapixels": (
        "bomb.webp",
        webp_of_one_colour(16_000, 8_000),
        "100 megapixels are",
    ),
    "a text that unpacks to 100 megabytes": (
        "bomb.png",
        png_with(b"zTXt", b"Comment\0\0" + unpacked_to(100)),
        "is damaged",
    ),
    "a profile that unpacks to 100 megabytes": (
        "bomb.png",
        png_with(b"iCCP", b"ICC\0\0" + unpacked_to(100)),
        "is damaged",
    ),
    "a GIF of 1,500 frames": ("film.gif", gif_of(1_500, 300), "1,500 frames"),
    "a picture 60,000 pixels wide": ("wide.png", png_of_bits(60_000, 10), "longer side"),
    "a picture 150 times as wide as high": ("strip.png", png_of_bits(1_500, 10), "100 times"),
}

# What is taken: the file's name, its bytes, the colours that its public files show.
ACCEPTED = {
    "JPEG": ("crater.jpg", JPEG, FIELDS),
    "JPEG in capitals": ("CRATER.JPEG", encoded(fields(), "JPEG", quality=96), FIELDS),
    "progressive JPEG": ("crater.jpg", encoded(fields(), "JPEG", progressive=True), FIELDS),
    "JPEG of several pictures": (
        "stereo.jpg",
        encoded(fields(), "MPO", save_all=True, append_images=[fields().rotate(90)]),
        FIELDS,
    ),
    "PNG": ("crater.png", encoded(fields(), "PNG"), FIELDS),
    "WebP": ("crater.webp", encoded(fields(), "WEBP", quality=95), FIELDS),
    "AVIF": ("crater.avif", encoded(fields(), "AVIF"), FIELDS),
    "TIFF": ("crater.tif", encoded(fields(), "TIFF"), FIELDS),
    "TIFF of several pages": ("crater.tiff", film("TIFF"), FIELDS),
    "GIF": ("crater.gif", encoded(fields(), "GIF"), FIELDS),
    "GIF of a few frames": ("film.gif", film("GIF"), FIELDS),
    "GIF of 1,500 small frames": ("film.gif", gif_of(1_500, 100), None),
    "WebP of a few frames": ("film.webp", film("WEBP"), FIELDS),
    "PNG of a few frames": ("film.png", film("PNG"), FIELDS),
    "CMYK JPEG": ("print.jpg", encoded(fields().convert("CMYK"), "JPEG", quality=95), FIELDS),
    "CMYK TIFF": ("print.tif", encoded(fields().convert("CMYK"), "TIFF"), FIELDS),
    "CMYK JPEG with the profile of a screen": (
        "print.jpg",
        encoded(
            fields().convert("CMYK"),
            "JPEG",
            quality=95,
            icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        ),
        FIELDS,
    ),
    "LAB TIFF": ("lab.tif", in_lab(), FIELDS),
    "grey JPEG": ("grey.jpg", encoded(fields().convert("L"), "JPEG", quality=95), GREYS),
    "grey PNG of 16 bits": (
        "deep.png",
        encoded(fields().convert("L").convert("I").point(lambda v: v * 257).convert("I;16"), "PNG"),
        GREYS,
    ),
    "grey TIFF of real numbers": ("deep.tif", encoded(fields().convert("F"), "TIFF"), None),
    "PNG of 16 bits a colour": ("deep.png", deep_colour(".png"), FIELDS),
    "TIFF of 16 bits a colour": ("deep.tif", deep_colour(".tif"), FIELDS),
    "bits": ("bits.png", encoded(GRADIENT.convert("1"), "PNG"), None),
    "palette": ("few.png", encoded(fields().quantize(8), "PNG"), FIELDS),
    "cut-out PNG": ("cut-out.png", encoded(cut_out(), "PNG"), ON_PAPER),
    "cut-out WebP": ("cut-out.webp", encoded(cut_out(), "WEBP", quality=95), ON_PAPER),
    "cut-out AVIF": ("cut-out.avif", encoded(cut_out(), "AVIF"), ON_PAPER),
    "cut-out TIFF": ("cut-out.tif", encoded(cut_out(), "TIFF"), ON_PAPER),
    "cut-out palette": ("cut-out.png", encoded(cut_out().quantize(16), "PNG"), ON_PAPER),
    "cut-out GIF": ("cut-out.gif", encoded(cut_out(), "GIF"), ON_PAPER),
    "grey cut-out": (
        "cut-out.png",
        encoded(cut_out().convert("LA"), "PNG"),
        {**GREYS, (0.75, 0.75): (255, 255, 255)},
    ),
    "wide colours in a JPEG": ("wide.jpg", wide(".jpg"), FIELDS),
    "wide colours in a PNG": ("wide.png", wide(".png"), FIELDS),
    "wide colours in a palette": ("wide.png", wide_palette(), FIELDS),
    "wide colours in a cut-out": ("wide.png", wide_cut_out(), ON_PAPER),
    "wide colours in a TIFF": ("wide.tif", wide(".tif"), FIELDS),
    **{
        f"JPEG turned the {number}th way": ("turned.jpg", turned(number), FIELDS)
        for number in range(2, 9)
    },
    "JPEG with broken EXIF": (
        "exif.jpg",
        with_segment(JPEG, 0xE1, b"Exif\0\0" + b"\xffbroken" * 9),
        FIELDS,
    ),
    "JPEG with a broken profile": (
        "icc.jpg",
        encoded(fields(), "JPEG", quality=95, icc_profile=b"no profile" * 20),
        FIELDS,
    ),
    "JPEG with HTML in a comment": (
        "page.jpg",
        with_segment(JPEG, 0xFE, b"<script>alert('hidden')</script>"),
        FIELDS,
    ),
    "JPEG with HTML between its scans": ("page.jpg", with_comment_between_scans(), FIELDS),
    "JPEG with a PDF behind it": ("page.jpg", JPEG + b"%PDF-1.7 hidden", FIELDS),
    "GIF that is a script": ("script.gif", gif_that_is_a_script(), None),
    "PNG with ten megabytes of XMP": ("long.png", png_with_long_words(packed=False), FIELDS),
    "PNG with ten megabytes of packed XMP": (
        "long.png",
        png_with_long_words(packed=True),
        FIELDS,
    ),
    "panorama": ("panorama.png", encoded(fields((5_000, 60)), "PNG"), None),
}
