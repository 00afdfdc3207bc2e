"""Kinds of pictures that others make, each of four fields, with the colours that are right everywhere.

They say what their numbers mean in every way that the formats know: by bits, byte order, planes,
tiles, signs, inks, opacity, profiles and code points.
"""

import io
import struct
from math import inf, nan

import pyvips
from PIL import Image, ImageCms
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from media.files.colours import PRIMARIES
from tests.media.corpus import (
    BLUE,
    FIELDS,
    GREEN,
    GREY,
    GREYS,
    JPEG,
    ON_PAPER,
    RED,
    SIZE,
    chunk,
    encoded,
    fields,
    in_vips,
    wide,
    with_segment,
)
from tests.media.tiffs import BLACK_IS_ZERO, CIELAB, RGB, SEPARATED, WHITE_IS_ZERO, tiff

COLOURS = (RED, GREEN, BLUE, GREY)
PLACES = list(FIELDS)
LEVELS = [GREYS[place][0] for place in PLACES]
INKS = [tuple(255 - value for value in colour) + (0,) for colour in COLOURS]


def shown(levels) -> dict:
    """Where which grey is right."""
    return {place: (round(level),) * 3 for place, level in zip(PLACES, levels, strict=True)}


# Numbers of no fixed range go from the lowest to the highest.
STRETCHED = shown([(v - min(LEVELS)) / (max(LEVELS) - min(LEVELS)) * 255 for v in LEVELS])
HALF_ON_PAPER = {
    place: tuple((value + 255) // 2 for value in colour) for place, colour in FIELDS.items()
}


def times(factor: float, pixels=COLOURS, plus: tuple = ()) -> list[tuple]:
    kind = int if isinstance(factor, int) else float
    return [(*(kind(value * factor) for value in pixel), *plus) for pixel in pixels]


def greys(factor: float, plus: float = 0) -> list[tuple]:
    return times(factor, [(level + plus,) for level in LEVELS])


# --- TIFF -----------------------------------------------------------------------------------------


def pillow_tiff(image: Image.Image, **options) -> bytes:
    return encoded(image, "TIFF", **options)


def tagged(tags: dict, image: Image.Image, **options) -> bytes:
    directory = ImageFileDirectory_v2()
    for tag, value in tags.items():
        directory[tag] = value
    return encoded(image, "TIFF", tiffinfo=directory, **options)


def twelve_bits() -> bytes:
    """Grey of twelve bits, two pixels in three bytes."""
    pixels = [(level << 4 | level >> 4) for level in LEVELS]
    pairs = [struct.pack(">I", value << 12 | value)[1:] for value in pixels]
    width, height = SIZE
    upper, lower = (pairs[n] * (width // 4) + pairs[n + 1] * (width // 4) for n in (0, 2))
    data = upper * (height // 2) + lower * (height // 2)
    one_pixel = tiff([(0,)] * 4, "B", BLACK_IS_ZERO, size=(2, 2), tags={258: 12, 256: width, 257: height, 278: height, 279: len(data)})  # fmt: skip
    # The pixels go behind it all, and the tag of their place says so.
    at = one_pixel.index(struct.pack("<HHIHH", 273, 3, 1, 8, 0))
    place = struct.pack("<HHII", 273, 4, 1, len(one_pixel))
    return one_pixel[:at] + place + one_pixel[at + 12 :] + data


def lab_of_16_bits() -> bytes:
    lab = in_vips(fields()).colourspace("lab")
    width, height = SIZE
    found = [lab(int(x * width), int(y * height)) for x, y in PLACES]
    pixels = [(round(light * 655.35), round(a * 256) % 65536, round(b * 256) % 65536) for light, a, b in found]  # fmt: skip
    return tiff(pixels, "H", CIELAB)


def gamma_profile(kind: str, gamma: float) -> bytes:
    """The profile that lcms writes for such a curve: grey, or the primaries of sRGB."""
    from media.files.profiles import SRGB, profile_of

    return profile_of(kind, SRGB, (gamma,))


def linear(value: int, full: int = 255) -> int:
    part = value / 255
    part = part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
    return round(part * full)


IN_LINEAR = [tuple(linear(value, 65_535) for value in colour) for colour in COLOURS]
XMP_TURN = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax'
    b'-ns#"><rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"><tiff:Orientation>'
    b"6</tiff:Orientation></rdf:Description></rdf:RDF></x:xmpmeta>"
)

TIFFS = {
    "grey of 16 bits": (tiff(greys(257), "H", BLACK_IS_ZERO), GREYS),
    "grey of 16 bits, big end first": (tiff(greys(257), "H", BLACK_IS_ZERO, order=">"), GREYS),
    "white is zero": (tiff(greys(-1, -255), "B", WHITE_IS_ZERO), GREYS),
    "white is zero in 16 bits": (tiff(greys(-257, -255), "H", WHITE_IS_ZERO), GREYS),
    "white is zero in 16 bits, big end first": (
        tiff(greys(-257, -255), "H", WHITE_IS_ZERO, order=">"),
        GREYS,
    ),
    "white is zero in real numbers": (tiff(greys(-0.5), "f", WHITE_IS_ZERO), STRETCHED),
    "white is zero in signed numbers": (tiff(greys(-100), "h", WHITE_IS_ZERO), STRETCHED),
    "white is zero in two planes of tiles": (
        tiff(
            [(255 - v, 0) for v in LEVELS], "B", WHITE_IS_ZERO, in_planes=True, tile=64, extra=[0]
        ),
        GREYS,
    ),
    "grey of 12 bits": (twelve_bits(), GREYS),
    "real numbers": (tiff(greys(0.01), "f", BLACK_IS_ZERO), STRETCHED),
    "real numbers below zero": (tiff(greys(0.01, -400), "f", BLACK_IS_ZERO, order=">"), STRETCHED),
    "real numbers of 16 bits": (tiff(greys(0.01), "e", BLACK_IS_ZERO), STRETCHED),
    "real numbers with one that is none": (
        tiff(greys(0.01), "f", BLACK_IS_ZERO, first=[nan]),
        STRETCHED,
    ),
    "real numbers with an infinite one": (
        tiff(greys(0.01), "f", BLACK_IS_ZERO, first=[inf], is_packed=True),
        STRETCHED,
    ),
    "real numbers with the lowest for nothing": (
        tiff(greys(0.01), "f", BLACK_IS_ZERO, first=[-3.4028234e38]),
        STRETCHED,
    ),
    "real numbers of which one stands for nothing": (
        tiff(greys(0.01), "f", BLACK_IS_ZERO, first=[-9999], tags={42113: "-9999 "}),
        STRETCHED,
    ),
    "signed numbers of 8 bits": (tiff(greys(1, -110), "b", BLACK_IS_ZERO), STRETCHED),
    "signed numbers of 16 bits": (tiff(greys(100, -90), "h", BLACK_IS_ZERO), STRETCHED),
    "signed numbers of 32 bits": (tiff(greys(70_000, -90), "i", BLACK_IS_ZERO), STRETCHED),
    "grey of 32 bits": (tiff(greys(70_000), "I", BLACK_IS_ZERO), STRETCHED),
    "grey of 32 bits far from zero": (tiff(greys(1, 4_000_000_000), "I", BLACK_IS_ZERO), STRETCHED),
    "signed numbers of 32 bits far from zero": (
        tiff(greys(1, -2_000_000_000), "i", BLACK_IS_ZERO),
        STRETCHED,
    ),
    "real numbers next to zero": (tiff(greys(1e-38), "f", BLACK_IS_ZERO), STRETCHED),
    "colours of 32 bits": (tiff(times(16_843_009), "I", RGB), FIELDS),
    "colours of real numbers": (tiff(times(1 / 255), "f", RGB), FIELDS),
    "colours of real numbers with one that is none": (
        tiff(times(1 / 255), "f", RGB, first=[nan, 0.5, 0.5]),
        FIELDS,
    ),
    "planes in strips": (tiff(COLOURS, "B", RGB, in_planes=True), FIELDS),
    "planes in tiles": (tiff(COLOURS, "B", RGB, in_planes=True, tile=64), FIELDS),
    "planes in tiles, 16 bits, packed, big file": (
        tiff(times(257), "H", RGB, in_planes=True, tile=128, is_big=True, is_packed=True),
        FIELDS,
    ),
    "planes in tiles, real numbers, big end first": (
        tiff(times(1 / 255), "f", RGB, in_planes=True, tile=64, order=">"),
        FIELDS,
    ),
    "planes in tiles, turned": (
        tiff(
            [GREEN, GREY, RED, BLUE],
            "B",
            RGB,
            size=SIZE[::-1],
            in_planes=True,
            tile=64,
            tags={274: 6},
        ),
        FIELDS,
    ),
    "inks in planes of tiles": (tiff(INKS, "B", SEPARATED, in_planes=True, tile=64), FIELDS),
    "tiles": (tiff(COLOURS, "B", RGB, tile=64, is_packed=True), FIELDS),
    "tiles in a big file, 16 bits": (tiff(times(257), "H", RGB, tile=64, is_big=True), FIELDS),
    "a fourth sample of no name": (tiff(times(1, plus=(0,)), "B", RGB, extra=[0]), FIELDS),
    "a fourth sample that nothing speaks of": (tiff(times(1, plus=(0,)), "B", RGB), FIELDS),
    "five samples": (tiff(times(1, plus=(0, 99)), "B", RGB, extra=[0, 0]), FIELDS),
    "five samples, the last one opacity": (
        tiff(times(1, plus=(0, 128)), "B", RGB, extra=[0, 2]),
        HALF_ON_PAPER,
    ),
    "opacity of 16 bits": (
        tiff(times(257, plus=(32_896,)), "H", RGB, extra=[2]),
        HALF_ON_PAPER,
    ),
    "colours dimmed by their opacity": (
        tiff([(*(v // 2 for v in colour), 128) for colour in COLOURS], "B", RGB, extra=[1]),
        HALF_ON_PAPER,
    ),
    "planes in tiles, dimmed by their opacity": (
        tiff(
            [(*(v // 2 for v in colour), 128) for colour in COLOURS],
            "B",
            RGB,
            in_planes=True,
            tile=64,
            extra=[1],
        ),
        HALF_ON_PAPER,
    ),
    "planes in tiles of real numbers, dimmed by their opacity": (
        tiff(times(1 / 510, plus=(0.5,)), "f", RGB, in_planes=True, tile=64, extra=[1]),
        HALF_ON_PAPER,
    ),
    "grey with a sample of no name": (
        tiff([(level, 0) for level in LEVELS], "B", BLACK_IS_ZERO, extra=[0]),
        GREYS,
    ),
    "grey with three of no name, 16 bits": (
        tiff(times(257, [(v, 1, 2, 3) for v in LEVELS]), "H", BLACK_IS_ZERO, extra=[0, 0, 0]),
        GREYS,
    ),
    "inks of 8 bits": (tiff(INKS, "B", SEPARATED), FIELDS),
    "inks of 16 bits": (tiff(times(257, INKS), "H", SEPARATED), FIELDS),
    "inks of real numbers": (tiff(times(1 / 255, INKS), "f", SEPARATED), FIELDS),
    "inks with opacity": (tiff(times(1, INKS, (128,)), "B", SEPARATED, extra=[2]), HALF_ON_PAPER),
    "six inks": (tiff(times(1, INKS, (0, 0)), "B", SEPARATED, tags={332: 2}), FIELDS),
    "LAB of 16 bits": (lab_of_16_bits(), FIELDS),
    "a palette": (pillow_tiff(fields().quantize(8)), FIELDS),
    "one bit, as faxes are packed": (
        pillow_tiff(
            fields().convert("L").point(lambda v: 255 * (v > 100)).convert("1"),
            compression="group4",
        ),
        shown([255 * (level > 100) for level in LEVELS]),
    ),
    "YCbCr": (pillow_tiff(fields().convert("YCbCr"), compression="tiff_lzw"), FIELDS),
    **{
        f"packed by {name}": (pillow_tiff(fields(), compression=name), FIELDS)
        for name in ("tiff_lzw", "packbits", "jpeg", "zstd", "lzma", "tiff_adobe_deflate")
    },
    "grey of 16 bits packed by zstd": (
        pillow_tiff(
            fields().convert("L").convert("I").point(lambda v: v * 257).convert("I;16"),
            compression="zstd",
        ),
        GREYS,
    ),
    "linear grey, by its profile": (
        tiff(
            [(linear(level, 65_535),) for level in LEVELS],
            "H",
            BLACK_IS_ZERO,
            tags={34675: gamma_profile("grey", 1)},
        ),
        GREYS,
    ),
    "linear colours, by their profile": (
        tiff(IN_LINEAR, "H", RGB, tags={34675: gamma_profile("rgb", 1)}),
        FIELDS,
    ),
    "linear colours in real numbers, by their profile": (
        tiff(
            times(1 / 65_535, IN_LINEAR),
            "f",
            RGB,
            in_planes=True,
            tags={34675: gamma_profile("rgb", 1)},
        ),
        FIELDS,
    ),
    "turned only by what XMP says": (tagged({700: XMP_TURN}, fields()), FIELDS),
    "turned only by what XMP says, packed by zstd": (
        tagged({700: XMP_TURN}, fields(), compression="zstd"),
        FIELDS,
    ),
    **{
        f"turned the {number}th way by its tag": (
            tagged({274: number}, fields().transpose(way), compression=compression),
            FIELDS,
        )
        for number, way, compression in (
            (3, Image.Transpose.ROTATE_180, "tiff_lzw"),
            (6, Image.Transpose.ROTATE_90, "zstd"),
            (7, Image.Transpose.TRANSVERSE, None),
        )
    },
}

# --- PNG ------------------------------------------------------------------------------------------


def png_saying(image: Image.Image | bytes, *chunks: tuple[bytes, bytes], **options) -> bytes:
    """A PNG with more chunks behind its header."""
    png = image if isinstance(image, bytes) else encoded(image, "PNG", **options)
    return png[:33] + b"".join(chunk(*one) for one in chunks) + png[33:]


def deep(pixels) -> bytes:
    """A PNG of 16 bits a channel."""
    vips = pyvips.Image.new_from_buffer(tiff(pixels, "H", BLACK_IS_ZERO if len(pixels[0]) == 1 else RGB), "")  # fmt: skip
    return vips.copy(interpretation="grey16" if vips.bands == 1 else "rgb16").write_to_buffer(
        ".png"
    )


def gamma(value: float) -> tuple[bytes, bytes]:
    return b"gAMA", struct.pack(">I", round(value * 100_000))


def corners(primaries) -> tuple[bytes, bytes]:
    red, green, blue, white = primaries
    flat = [round(part * 100_000) for pair in (white, red, green, blue) for part in pair]
    return b"cHRM", struct.pack(">8I", *flat)


def code_points(primaries: int, transfer: int) -> tuple[bytes, bytes]:
    return b"cICP", bytes([primaries, transfer, 0, 1])


P3 = Image.open(io.BytesIO(wide(".png"))).convert("RGB")
P3_PROFILE = Image.open(io.BytesIO(wide(".png"))).info["icc_profile"]
SRGB, REC2020 = PRIMARIES[1], PRIMARIES[9]
LINEAR_GREY = Image.eval(fields().convert("L"), linear)


def of_high_range(transfer: int) -> list[tuple]:
    """The fields as a picture of high dynamic range writes them whose paper has 203 cd/m²."""
    from media.files.profiles import from_rgb, inverse, product
    from media.files.profiles import times as through

    to_2020 = product(inverse(from_rgb(REC2020)), from_rgb(SRGB))
    encode = {16: perceptual_quantizer, 18: hybrid_log_gamma}[transfer]
    light = [
        through(to_2020, [linear(value, 10**6) / 10**6 for value in colour]) for colour in COLOURS
    ]
    return [tuple(round(value * 65_535) for value in encode(colour)) for colour in light]


def grey_by_pq() -> list[tuple]:
    return [
        (round(perceptual_quantizer([linear(level, 10**6) / 10**6])[0] * 65_535),)
        for level in LEVELS
    ]


def perceptual_quantizer(colour: list[float]) -> list[float]:
    """ITU-R BT.2100, table 4, the other way round."""
    powers = [(value * 203 / 10_000) ** 0.1593017578125 for value in colour]
    return [((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y)) ** 78.84375 for y in powers]


def hybrid_log_gamma(colour: list[float]) -> list[float]:
    """ITU-R BT.2100, table 5, the other way round, for a screen of 1,000 cd/m²."""
    from math import log, sqrt

    shown = [value * 0.203 for value in colour]
    luminance = sum(a * b for a, b in zip((0.2627, 0.678, 0.0593), shown, strict=True))
    scene = [value * luminance ** (1 / 1.2 - 1) for value in shown]
    return [
        sqrt(3 * e) if e <= 1 / 12 else 0.17883277 * log(12 * e - 0.28466892) + 0.55991073
        for e in scene
    ]


PNGS = {
    "linear numbers by gAMA": (png_saying(deep(IN_LINEAR), gamma(1)), FIELDS),
    "linear grey by gAMA": (
        png_saying(deep([(linear(v, 65_535),) for v in LEVELS]), gamma(1)),
        GREYS,
    ),
    "linear numbers of 8 bits by gAMA": (png_saying(LINEAR_GREY, gamma(1)), GREYS),
    "the gAMA of a screen": (png_saying(fields(), gamma(0.45455), corners(SRGB)), FIELDS),
    "sRGB, whatever gAMA says": (png_saying(fields(), (b"sRGB", b"\0"), gamma(1)), FIELDS),
    "wide colours by cHRM": (png_saying(P3, gamma(0.45455), corners(PRIMARIES[12])), FIELDS),
    "wide colours by cHRM alone": (png_saying(P3, corners(PRIMARIES[12])), FIELDS),
    "impossible colours by cHRM": (png_saying(fields(), corners([(0.3, 0)] * 4)), FIELDS),
    "wide colours by cICP": (png_saying(P3, code_points(12, 13)), FIELDS),
    "wide colours by cICP, whatever the profile says": (
        png_saying(encoded(P3, "PNG", icc_profile=gamma_profile("rgb", 1)), code_points(12, 13)),
        FIELDS,
    ),
    "wide colours by a profile, whatever gAMA says": (
        png_saying(encoded(P3, "PNG", icc_profile=P3_PROFILE), gamma(1)),
        FIELDS,
    ),
    "unknown code points in cICP": (png_saying(fields(), code_points(99, 99)), FIELDS),
    "high dynamic range by PQ": (png_saying(deep(of_high_range(16)), code_points(9, 16)), FIELDS),
    "high dynamic range by HLG": (png_saying(deep(of_high_range(18)), code_points(9, 18)), FIELDS),
    "grey of high dynamic range by PQ": (
        png_saying(deep(grey_by_pq()), code_points(9, 16)),
        GREYS,
    ),
    "a gAMA that no curve has": (png_saying(fields(), gamma(1e-5), corners(PRIMARIES[12])), FIELDS),
    "grey with a profile of colours": (
        encoded(fields().convert("L"), "PNG", icc_profile=P3_PROFILE),
        GREYS,
    ),
    "grey by a profile of grey": (
        encoded(LINEAR_GREY, "PNG", icc_profile=gamma_profile("grey", 1)),
        GREYS,
    ),
    "turned only by what XMP says": (
        png_saying(fields(), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP_TURN)),
        FIELDS,
    ),
    "a palette of which one colour is clear": (
        encoded(fields().quantize(8), "PNG", transparency=fields().quantize(8).getpixel((399, 299))),
        ON_PAPER,
    ),
    "one grey is clear": (
        encoded(fields().convert("L"), "PNG", transparency=LEVELS[3]),
        {**GREYS, PLACES[3]: (255, 255, 255)},
    ),
    "opacity of 16 bits": (
        in_vips(fields()).bandjoin(128).cast("ushort").linear(257, 0).cast("ushort")
        .copy(interpretation="rgb16").write_to_buffer(".png"),
        HALF_ON_PAPER,
    ),
}  # fmt: skip

# --- The others -----------------------------------------------------------------------------------


def in_2020() -> Image.Image:
    """The fields in the primaries of BT.2020 and the curve of sRGB."""
    from media.files.profiles import SRGB_CURVE, profile_of

    profile = ImageCms.ImageCmsProfile(io.BytesIO(profile_of("rgb", REC2020, SRGB_CURVE)))
    return ImageCms.profileToProfile(fields(), ImageCms.createProfile("sRGB"), profile)


def avif_of(image: Image.Image, primaries: int, transfer: int) -> bytes:
    """An AVIF that says by code points alone what its colours are."""
    avif = encoded(image, "AVIF", quality=95, subsampling="4:4:4")
    at = avif.index(b"colrnclx") + 8
    return avif[:at] + struct.pack(">HH", primaries, transfer) + avif[at + 4 :]


def avif_of_high_range() -> bytes:
    """An AVIF of ten bits by libvips, which marks no colours, with a mark in the place of another box."""
    bright = pyvips.Image.new_from_buffer(deep(of_high_range(16)), "")
    avif = bytearray(
        bright.heifsave_buffer(
            compression="av1", Q=95, effort=1, bitdepth=10, subsample_mode="off", keep="none"
        )
    )
    at = avif.index(b"pixi") - 4
    avif[at : at + 16] = struct.pack(">I8sHHHB", 19, b"colrnclx", 9, 16, 6, 128)
    for name in (b"meta", b"iprp", b"ipco"):
        longer(avif, avif.index(name) - 4)
    longer(avif, avif.index(b"iloc") + 16)  # where the pixels begin
    return bytes(avif)


def longer(avif: bytearray, at: int) -> None:
    """Add the three bytes by which the mark is longer to a number."""
    avif[at : at + 4] = struct.pack(">I", struct.unpack_from(">I", avif, at)[0] + 3)


def printed() -> tuple[bytes, dict]:
    """A JPEG in inks with the profile of a press, and what lcms makes of it."""
    inks = in_vips(fields()).icc_transform("cmyk", input_profile="srgb")
    jpeg = inks.jpegsave_buffer(Q=97)
    with Image.open(io.BytesIO(jpeg)) as image:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        screen = ImageCms.profileToProfile(
            image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    width, height = SIZE
    return jpeg, {(x, y): screen.getpixel((int(x * width), int(y * height))) for x, y in PLACES}


def with_long_profile() -> bytes:
    """A JPEG whose sRGB profile is as long as those of scanners."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    longer = struct.pack(">I", 900_000) + profile[4:].ljust(900_000 - 4, b"\0")
    return encoded(fields(), "JPEG", quality=95, icc_profile=longer)


def by_exif(format: str, image: Image.Image, orientation: int, **options) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(image, format, exif=exif, **options)


def in_adobe_rgb() -> bytes:
    """A JPEG as cameras write it that are set to Adobe RGB: only EXIF says so."""
    from media.files.profiles import ADOBE_CURVE, ADOBE_RGB, profile_of

    profile = ImageCms.ImageCmsProfile(io.BytesIO(profile_of("rgb", ADOBE_RGB, ADOBE_CURVE)))
    image = ImageCms.profileToProfile(fields(), ImageCms.createProfile("sRGB"), profile)
    exif = Image.Exif()
    exif[0x8769] = {0xA001: 0xFFFF, 0xA005: {1: "R03"}}
    return encoded(image, "JPEG", quality=95, exif=exif)


PRINTED, AS_PRINTED = printed()
ON_ITS_SIDE = fields().transpose(Image.Transpose.ROTATE_90)

KINDS = {
    **{f"TIFF: {case}": ("kind.tif", *one) for case, one in TIFFS.items()},
    **{f"PNG: {case}": ("kind.png", *one) for case, one in PNGS.items()},
    "AVIF: wide colours by code points": ("kind.avif", avif_of(P3, 12, 13), FIELDS),
    "AVIF: wider colours by code points": ("kind.avif", avif_of(in_2020(), 9, 13), FIELDS),
    "AVIF: the code points of television": ("kind.avif", avif_of(fields(), 1, 1), FIELDS),
    "AVIF: high dynamic range by PQ": (
        "kind.avif",
        avif_of_high_range(),
        FIELDS,
    ),
    "AVIF: wide colours by profile": (
        "kind.avif",
        encoded(P3, "AVIF", quality=90, icc_profile=P3_PROFILE),
        FIELDS,
    ),
    "AVIF: on its side": ("kind.avif", by_exif("AVIF", ON_ITS_SIDE, 6, quality=90), FIELDS),
    "AVIF: grey": ("kind.avif", encoded(fields().convert("L"), "AVIF", quality=90), GREYS),
    "JPEG: inks by the profile of a press": ("kind.jpg", PRINTED, AS_PRINTED),
    "JPEG: grey with a profile of colours": (
        "kind.jpg",
        encoded(fields().convert("L"), "JPEG", quality=95, icc_profile=P3_PROFILE),
        GREYS,
    ),
    "JPEG: grey by a profile of grey": (
        "kind.jpg",
        encoded(LINEAR_GREY, "JPEG", quality=98, icc_profile=gamma_profile("grey", 1)),
        GREYS,
    ),
    "JPEG: a profile of 900 kB": ("kind.jpg", with_long_profile(), FIELDS),
    "JPEG: turned only by what XMP says": (
        "kind.jpg",
        with_segment(JPEG, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP_TURN),
        FIELDS,
    ),
    "JPEG: turned by EXIF, whatever XMP says": (
        "kind.jpg",
        with_segment(
            by_exif("JPEG", ON_ITS_SIDE, 6, quality=95),
            0xE1,
            b"http://ns.adobe.com/xap/1.0/\0" + XMP_TURN.replace(b">6<", b">8<"),
        ),
        FIELDS,
    ),
    "JPEG: Adobe RGB by its EXIF": ("kind.jpg", in_adobe_rgb(), FIELDS),
    "JPEG: RGB without YCbCr": (
        "kind.jpg",
        encoded(fields(), "JPEG", quality=95, keep_rgb=True),
        FIELDS,
    ),
    "WebP: on its side": ("kind.webp", by_exif("WEBP", ON_ITS_SIDE, 6, quality=95), FIELDS),
    "WebP: wide colours by profile": (
        "kind.webp",
        encoded(P3, "WEBP", quality=95, icc_profile=P3_PROFILE),
        FIELDS,
    ),
}
