"""Pictures that look alike: a fingerprint of 64 bits, compared in the database by its bytes.

Two fingerprints that differ in at most seven bits are equal in at least one of their eight bytes,
so an index on each byte finds all that are near, and few others.
"""

from PIL import Image

# Measured on the demonstration's 42 pictures: scaling, strong compression, brightness and contrast
# change up to seven bits, and no two different pictures are nearer than twelve.
MOST_BITS = 7
BANDS = 8


def fingerprint(image: Image.Image) -> int | None:
    """64 bits of what the picture looks like (a "dHash"); None for one that is all the same.

    Each bit says whether one of 9 × 8 grey fields is brighter than its right neighbour. That
    survives scaling, compression and changes of brightness.
    """
    small = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS, reducing_gap=3.0)
    fields = small.tobytes()
    bits = 0
    for row in range(8):
        for left in range(row * 9, row * 9 + 8):
            bits = bits << 1 | (fields[left] > fields[left + 1])
    return bits or None


def signed(fingerprint: int) -> int:
    """An unsigned number of 64 bits as databases keep it."""
    return fingerprint - 2**64 if fingerprint >= 2**63 else fingerprint


def distance(one: int, other: int) -> int:
    """In how many bits two fingerprints differ."""
    return ((one ^ other) & (2**64 - 1)).bit_count()


def band_of(fingerprint: int, number: int) -> int:
    """One byte of a fingerprint; of byte 0 are the lowest bits."""
    return fingerprint >> 8 * number & 255
