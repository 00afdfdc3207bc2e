"""A picture is one picture: page files, downloads, original and deep zoom show the same, and the right thing."""

import io
import json
from math import ceil, inf, nan
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from media.files import encoder
from media.files.decoding import decoded
from media.files.soundness import Unsound, inspect
from tests.media.corpus import ACCEPTED, GREYS, encoded, fields
from tests.media.kinds import COLOURS, KINDS, gamma_profile, greys, times
from tests.media.tiffs import BLACK_IS_ZERO, CFA, RGB, SEPARATED, WHITE_IS_ZERO, tiff

pytestmark = pytest.mark.files

PACKETS = {"complete": "<x:xmpmeta></x:xmpmeta>", "brief": "<x:xmpmeta></x:xmpmeta>"}
# JPEG and AVIF may change a level by so much, a whole picture by so little on average.
LEVEL, AVERAGE = 12, 3
EVERYTHING = {**ACCEPTED, **KINDS}
# Where the whole of two pictures is compared, whatever their sizes are.
SMALL, BOX = (40, 30), Image.Resampling.BOX


@pytest.fixture(autouse=True)
def small_tiles(monkeypatch):
    """Let these small pictures have several tiles in several sizes."""
    monkeypatch.setattr(encoder, "TILE_SIDE", 128)


def door(name: str, data: bytes):
    return inspect(io.BytesIO(data), name, most_pixels=100_000_000)


def public_files(data: bytes, folder: Path) -> dict[str, Image.Image]:
    """Everything that the encoder makes of a file, as a screen shows it."""
    source, files, tiles = folder / "source", folder / "files", folder / "tiles"
    source.write_bytes(data)
    files.mkdir()
    tiles.mkdir()
    manifest = encoder.release(source, files, "one", PACKETS, offers_original=True)
    described = [*manifest["responsive"], *manifest["downloads"].values()]
    seen = {}
    for file in described:
        # The full download of a JPEG and the original are the file's own samples, and are read as such.
        image = decoded(files / file["name"])
        assert image.size == (file["width"], file["height"])
        seen[file["name"]] = image
    about = encoder.tiles(source, tiles, "https://example.org/tiles/one", {})
    seen["the deep zoom"] = put_together(tiles)
    assert seen["the deep zoom"].size == (about["width"], about["height"])
    return seen


def put_together(folder: Path) -> Image.Image:
    """The largest size of a pyramid, tile by tile."""
    info = json.loads((folder / "info.json").read_text())
    whole = Image.new("RGB", (info["width"], info["height"]))
    found = 0
    for path in folder.glob("*/*/0/default.jpg"):
        part = path.parts[-4]
        place = (0, 0, *whole.size) if part == "full" else tuple(map(int, part.split(",")))
        with Image.open(path) as tile:
            if tile.size == place[2:]:  # else it is one of a smaller size
                whole.paste(tile, place[:2])
                found += 1
    assert found >= ceil(whole.width / encoder.TILE_SIDE) * ceil(whole.height / encoder.TILE_SIDE)
    return whole


@pytest.mark.parametrize("case", EVERYTHING)
def test_every_file_of_a_picture_shows_the_same_and_the_right_colours(case, tmp_path):
    name, data, colours = EVERYTHING[case]
    found = door(name, data)
    seen = public_files(data, tmp_path)
    whole = seen["the deep zoom"]
    assert sorted(whole.size) == sorted((found.width, found.height))
    assert not [note for note in found.carried.notes if "comes out" in note]
    for file, image in seen.items():
        if "full" in file or "original" in file:
            assert image.size == whole.size, file
        for (x, y), colour in (colours or {}).items():
            level = image.convert("RGB").getpixel((int(x * image.width), int(y * image.height)))
            assert max(abs(a - b) for a, b in zip(level, colour, strict=True)) <= LEVEL, file
        if colours or image.size == whole.size:  # the others lose finer patterns than they can hold
            one, other = (seen.convert("RGB").resize(SMALL, BOX) for seen in (image, whole))
            assert max(ImageStat.Stat(ImageChops.difference(one, other)).mean) <= AVERAGE, file


# libheif makes RGB of every AVIF.
GREY = [case for case, one in KINDS.items() if one[2] == GREYS and not case.startswith("AVIF")]


@pytest.mark.parametrize("case", GREY)
def test_a_grey_picture_has_grey_files_without_a_profile_of_colours(case, tmp_path):
    _name, data, _colours = KINDS[case]
    public_files(data, tmp_path)
    for path in (tmp_path / "files").iterdir():
        with Image.open(path) as image:
            profile = image.info.get("icc_profile", b"")
            assert path.suffix == ".avif" or image.mode in ("L", "I;16"), path.name
            assert profile[16:20] in (b"", b"GRAY"), path.name


def test_small_files_carry_no_profile_however_long_the_one_of_the_picture_is(tmp_path):
    _name, data, _colours = KINDS["JPEG: a profile of 900 kB"]
    assert len(data) > 900_000
    public_files(data, tmp_path)
    for path in (tmp_path / "files").iterdir():
        if "full" not in path.name:
            assert path.stat().st_size < 30_000
            assert "icc_profile" not in Image.open(path).info


OFFERED = [
    "TIFF: planes in tiles, 16 bits, packed, big file",
    "TIFF: real numbers with one that is none",
    "TIFF: white is zero in real numbers",
    "TIFF: five samples",
    "TIFF: inks of 16 bits",
    "PNG: linear numbers by gAMA",
    "PNG: wide colours by cICP",
]
WITHHELD = [
    "TIFF: real numbers of which one stands for nothing",
    "TIFF: packed by zstd",
    "PNG: grey with a profile of colours",
]


@pytest.mark.parametrize("case", [*OFFERED, *WITHHELD])
def test_an_original_is_offered_where_it_loses_nothing_and_says_what_it_means(case, tmp_path):
    public_files(KINDS[case][1], tmp_path)
    offered = [path for path in (tmp_path / "files").iterdir() if "-original." in path.name]
    assert bool(offered) is (case in OFFERED)


# --- What is taken with a note, and what is refused -----------------------------------------------

CLEAR = Image.new("RGBA", (400, 300), (200, 40, 40, 0))
WHITE_ON_CLEAR = CLEAR.copy()
WHITE_ON_CLEAR.paste((255, 255, 255, 255), (50, 50, 350, 250))
NOTED = {
    "twelve bits in sixteen": ("a.tif", tiff(greys(16), "H", BLACK_IS_ZERO), "all black"),
    "twelve bits in sixteen, and a dead pixel": (
        "a.tif",
        tiff(greys(16), "H", BLACK_IS_ZERO, first=[65_535]),
        "all black",
    ),
    "one number far above all others": (
        "a.tif",
        tiff(greys(0.01), "f", BLACK_IS_ZERO, first=[1e20]),
        "all black",
    ),
    "an undeclared number for nothing": (
        "a.tif",
        tiff(greys(0.01), "f", BLACK_IS_ZERO, first=[-1e20]),
        "all white",
    ),
    "all of it is clear": ("a.png", encoded(CLEAR, "PNG"), "all white"),
    "white on nothing": ("a.webp", encoded(WHITE_ON_CLEAR, "WEBP", lossless=True), "all white"),
    "a profile that darkens all": (
        "a.jpg",
        encoded(fields(), "JPEG", icc_profile=gamma_profile("rgb", 20)),
        "all black",
    ),
}
STARS = Image.new("L", (400, 300))
for number in range(50):
    STARS.putpixel((number * 97 % 400, number * 61 % 300), 255)
SAID = {
    "stars": ("a.png", encoded(STARS, "PNG")),
    "stars of 16 bits": ("a.png", encoded(STARS.convert("I").point(lambda v: v * 257).convert("I;16"), "PNG")),
    "black": ("a.png", encoded(Image.new("RGB", (40, 30)), "PNG")),
    "white of 16 bits": ("a.tif", tiff([(65_535,)] * 4, "H", BLACK_IS_ZERO)),
    "a dark picture": ("a.jpg", encoded(Image.linear_gradient("L").point(lambda v: v // 16), "JPEG")),
}  # fmt: skip


@pytest.mark.parametrize("case", NOTED)
def test_a_picture_that_comes_out_empty_though_its_file_holds_more_is_noted(case):
    name, data, words = NOTED[case]
    assert [note for note in door(name, data).carried.notes if words in note]


@pytest.mark.parametrize("case", SAID)
def test_a_picture_that_shows_all_that_its_file_holds_is_not_noted(case):
    assert door(*SAID[case]).carried.notes == []


REFUSED = {
    "real numbers of 64 bits": (tiff(greys(0.1), "d", BLACK_IS_ZERO), "bits: 64"),
    "colours beyond 0 to 1": (tiff(times(0.1), "f", RGB), "beyond 0 to 1"),
    "infinite colours beside bright ones": (
        tiff(times(0.1), "f", RGB, first=[inf, 0.0, 0.0]),
        "beyond 0 to 1",
    ),
    "no number at all": (tiff([(nan,)] * 4, "f", BLACK_IS_ZERO), "no numbers"),
    "inks of 16 bits, dimmed by their opacity": (
        tiff([(9, 9, 9, 0, 32_768)] * 4, "H", SEPARATED, extra=[1]),
        "multiplied by their opacity",
    ),
    "dimmed colours in signed numbers": (
        tiff([(9, 9, 9, 64)] * 4, "h", RGB, extra=[1]),
        "multiplied by their opacity",
    ),
    "dimmed grey where white is zero": (
        tiff([(9, 64)] * 4, "B", WHITE_IS_ZERO, extra=[1]),
        "multiplied by their opacity",
    ),
    "the raw pattern of a camera": (tiff(greys(1), "B", CFA), "photometric interpretation 32803"),
    "too few samples": (tiff([(9, 9)] * 4, "B", RGB), "of a kind that is not read here"),
    "an unknown packing": (
        tiff(COLOURS, "B", RGB, tags={259: 34887}),
        "compression: 34887",
    ),
    "a big file, big end first": (tiff(COLOURS, "B", RGB, order=">", is_big=True), "tags of this"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_tiff_that_cannot_be_read_is_refused_by_what_it_is(case):
    data, words = REFUSED[case]
    with pytest.raises(Unsound, match=words) as refusal:
        door("a.tif", data)
    assert "not a picture" not in str(refusal.value)


# --- The door tries what the encoder will do ------------------------------------------------------


SHORT = sorted(case for case, (_name, data, _colours) in KINDS.items() if len(data) < 200_000)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    st.sampled_from(SHORT),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_what_the_door_takes_is_encoded_however_it_was_damaged(tmp_path_factory, case, damage):
    name, data, _colours = KINDS[case]
    data = bytearray(data)
    for place, value in damage:
        # Most of the harm is done in headers and directories.
        data[int(place**4 * (len(data) - 1))] = value
    try:
        door(name, bytes(data))
    except Unsound:
        return
    public_files(bytes(data), tmp_path_factory.mktemp("damaged"))
