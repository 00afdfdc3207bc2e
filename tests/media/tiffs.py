"""TIFF files of four fields, sample by sample: in ways that the libraries at hand read and do not write."""

import struct
import zlib
from collections.abc import Sequence

# Codes of `struct` for a sample, and what TIFF calls them (tag 339).
UNSIGNED, SIGNED, REAL = 1, 2, 3
SAMPLE_FORMATS = {**dict.fromkeys("BHIQ", UNSIGNED), **dict.fromkeys("bhi", SIGNED), **dict.fromkeys("efd", REAL)}  # fmt: skip
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, SEPARATED, CIELAB, CFA = 0, 1, 2, 5, 8, 32803


def tiff(
    pixels: Sequence[Sequence[float]],
    code: str,
    photometric: int,
    *,
    size: tuple[int, int] = (400, 300),
    order: str = "<",
    is_big: bool = False,
    in_planes: bool = False,
    tile: int = 0,
    is_packed: bool = False,
    extra: Sequence[int] = (),
    first: Sequence[float] = (),
    tags: dict | None = None,
) -> bytes:
    """A TIFF of the fields upper left, upper right, lower left, lower right.

    `pixels` are the samples of each, `first` those of the very first pixel; `code` is how `struct`
    calls a sample. `extra` says what the samples beyond the colours are (tag 338), `tags` adds
    others: texts, bytes, whole numbers or lists of them, or lists of fractions.
    """
    count = len(pixels[0])
    planes = [[number] for number in range(count)] if in_planes else [list(range(count))]
    pieces = []
    for plane in planes:
        one = [
            struct.pack(order + code * len(plane), *(pixel[n] for n in plane)) for pixel in pixels
        ]
        rows = rows_of(one, *size)
        if first:
            begun = struct.pack(order + code * len(plane), *(first[n] for n in plane))
            rows[0] = begun + rows[0][len(begun) :]
        pieces += tiles_of(rows, len(one[0]), tile) if tile else [b"".join(rows)]
    if is_packed:
        pieces = [zlib.compress(piece) for piece in pieces]
    bits = struct.calcsize(code) * 8
    offsets, lengths = (324, 325) if tile else (273, 279)
    entries = {
        256: size[0],
        257: size[1],
        258: [bits] * count,
        259: 8 if is_packed else 1,
        262: photometric,
        277: count,
        284: 2 if in_planes else 1,
        339: [SAMPLE_FORMATS[code]] * count,
        lengths: [len(piece) for piece in pieces],
        **({322: tile, 323: tile} if tile else {278: size[1]}),
        **({338: list(extra)} if extra else {}),
        **(tags or {}),
    }
    head = 16 if is_big else 8
    starts = [head + sum(len(piece) for piece in pieces[:n]) for n in range(len(pieces))]
    entries[offsets] = starts
    body = b"".join(pieces)
    body += bytes(len(body) % 2)
    mark = b"II" if order == "<" else b"MM"
    if is_big:
        header = mark + struct.pack(f"{order}HHHQ", 43, 8, 0, head + len(body))
    else:
        header = mark + struct.pack(f"{order}HI", 42, head + len(body))
    return header + body + directory(entries, head + len(body), order, is_big)


def rows_of(pixels: list[bytes], width: int, height: int) -> list[bytes]:
    left, right = width // 2, width - width // 2
    upper = pixels[0] * left + pixels[1] * right
    lower = pixels[2] * left + pixels[3] * right
    return [upper] * (height // 2) + [lower] * (height - height // 2)


def tiles_of(rows: list[bytes], bytes_a_pixel: int, side: int) -> list[bytes]:
    across = side * bytes_a_pixel
    found = []
    for top in range(0, len(rows), side):
        band = rows[top : top + side]
        band += [bytes(len(rows[0]))] * (side - len(band))
        for left in range(0, len(rows[0]), across):
            found.append(b"".join(row[left : left + across].ljust(across, b"\0") for row in band))
    return found


def directory(entries: dict, at: int, order: str, is_big: bool) -> bytes:
    """The tags in their order, and behind them the values that are too long to stand among them."""
    room, word = (8, "Q") if is_big else (4, "I")
    head = struct.pack(f"{order}{'Q' if is_big else 'H'}", len(entries))
    behind = at + len(head) + len(entries) * (20 if is_big else 12) + room
    table, long = b"", b""
    for tag, value in sorted(entries.items()):
        kind, count, data = packed(value, order)
        if len(data) > room:
            place = struct.pack(order + word, behind + len(long))
            long += data + bytes(len(data) % 2)
        else:
            place = data.ljust(room, b"\0")
        table += struct.pack(f"{order}HH{word}", tag, kind, count) + place
    return head + table + bytes(room) + long


def packed(value, order: str) -> tuple[int, int, bytes]:
    """(type, count, bytes) of one tag's value."""
    if isinstance(value, str):
        return 2, len(value) + 1, value.encode() + b"\0"
    if isinstance(value, bytes):
        return 7, len(value), value
    values = value if isinstance(value, list) else [value]
    if any(isinstance(number, float) for number in values):
        pairs = [part for number in values for part in (round(number * 10_000), 10_000)]
        return 5, len(values), struct.pack(f"{order}{len(pairs)}I", *pairs)
    if max(values) < 2**16:
        return 3, len(values), struct.pack(f"{order}{len(values)}H", *values)
    return 4, len(values), struct.pack(f"{order}{len(values)}I", *values)
