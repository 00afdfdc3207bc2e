"""Colour profiles (ICC): which one fits a picture, and one written from primaries and a curve. Knows nothing of Django."""

import struct

# A chromaticity is (x, y); primaries are those of red, green, blue and white.
Chromaticity = tuple[float, float]
Primaries = tuple[Chromaticity, Chromaticity, Chromaticity, Chromaticity]
Matrix = list[list[float]]

D65 = (0.3127, 0.329)
# White of every profile's connection space, as XYZ (ICC.1:2022, 7.2.16).
D50 = (0.9642, 1.0, 0.8249)
SRGB: Primaries = ((0.64, 0.33), (0.3, 0.6), (0.15, 0.06), D65)
ADOBE_RGB: Primaries = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06), D65)
# Bradford's cone responses, by which one white becomes another (ICC.1:2022, annex E).
BRADFORD = [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]

# A curve is the parameters of an ICC function: (gamma,), or (gamma, a, b, c, d) for one that
# begins as a straight line.
Curve = tuple[float, ...]
SRGB_CURVE: Curve = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
LINEAR: Curve = (1.0,)
ADOBE_CURVE: Curve = (563 / 256,)

SPACES = {"grey": b"GRAY", "rgb": b"RGB ", "cmyk": b"CMYK"}


def fitting(profile: bytes | None, colours: str) -> bytes | None:
    """`profile` if it is one for `colours` (grey, rgb or cmyk), else None."""
    is_one = bool(profile) and profile[36:40] == b"acsp"
    return profile if is_one and profile[16:20] == SPACES.get(colours) else None


def profile_of(colours: str, primaries: Primaries, curve: Curve) -> bytes | None:
    """The profile of a screen with such primaries and such a curve; None for impossible ones."""
    tags = {b"wtpt": xyz(D50)}
    try:
        if colours == "grey":
            tags[b"kTRC"] = parametric(curve)
        else:
            to_d50 = from_rgb(primaries, to_d50=True)
            for column, name in enumerate((b"r", b"g", b"b")):
                tags[name + b"XYZ"] = xyz(tuple(row[column] for row in to_d50))
                tags[name + b"TRC"] = parametric(curve)
    except (ZeroDivisionError, ValueError):
        return None
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    about = struct.pack(">I4s4s4s4s4s", 0x04200000, b"mntr", SPACES[colours], b"XYZ ", b"", b"")
    header = bytes(4) + about + bytes(4) + b"acsp" + bytes(28) + xyz(D50)[8:]
    rest = header.ljust(124, b"\0") + struct.pack(">I", len(tags)) + table + body
    return struct.pack(">I", 4 + len(rest)) + rest


def xyz(value: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + fixed(value)


def parametric(curve: Curve) -> bytes:
    kind = 0 if len(curve) == 1 else 3
    return b"para\0\0\0\0" + struct.pack(">HH", kind, 0) + fixed(curve)


def fixed(values: tuple[float, ...]) -> bytes:
    """Numbers as ICC writes them, in 1/65,536. Raises ValueError for those that do not fit."""
    try:
        return b"".join(struct.pack(">i", round(value * 65536)) for value in values)
    except (struct.error, OverflowError):
        raise ValueError("a number is too large for a profile") from None


# --- Primaries as matrices ----------------------------------------------------------------------


def from_rgb(primaries: Primaries, *, to_d50: bool = False) -> Matrix:
    """The matrix from linear RGB of these primaries to XYZ (of their own white, or of D50).

    Raises ZeroDivisionError for primaries that span no colours.
    """
    *corners, white = [(x / y, 1.0, (1 - x - y) / y) for x, y in primaries]
    columns = [[corner[row] for corner in corners] for row in range(3)]
    shares = times(inverse(columns), white)
    matrix = [[value * share for value, share in zip(row, shares, strict=True)] for row in columns]
    if not to_d50:
        return matrix
    old, new = times(BRADFORD, white), times(BRADFORD, D50)
    scaled = [[value * new[row] / old[row] for value in BRADFORD[row]] for row in range(3)]
    return product(product(inverse(BRADFORD), scaled), matrix)


def to_srgb(primaries: Primaries) -> Matrix:
    """The matrix from linear RGB of these primaries to that of sRGB, for the white of sRGB."""
    return product(inverse(from_rgb(SRGB)), from_rgb(primaries))


def product(one: Matrix, other: Matrix) -> Matrix:
    columns = [times(one, column) for column in zip(*other, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def times(matrix: Matrix, vector) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def inverse(matrix: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    whole = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return [
        [(e * i - f * h) / whole, (c * h - b * i) / whole, (b * f - c * e) / whole],
        [(f * g - d * i) / whole, (a * i - c * g) / whole, (c * d - a * f) / whole],
        [(d * h - e * g) / whole, (b * g - a * h) / whole, (a * e - b * d) / whole],
    ]
