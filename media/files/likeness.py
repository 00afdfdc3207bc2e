"""Pictures that look alike: a fingerprint of 64 bits, compared in the database by its bytes.

Two fingerprints that differ in at most seven bits are equal in at least one of their eight bytes,
so an index on each byte finds all that are near, and few others.
"""

from django.db.models import F, Q

# Measured on the demonstration's 42 pictures: scaling, strong compression, brightness and contrast
# change up to seven bits, and no two different pictures are nearer than twelve.
MOST_BITS = 7
BANDS = 8


def signed(fingerprint: int) -> int:
    """An unsigned number of 64 bits as databases keep it."""
    return fingerprint - 2**64 if fingerprint >= 2**63 else fingerprint


def distance(one: int, other: int) -> int:
    """In how many bits two fingerprints differ."""
    return ((one ^ other) & (2**64 - 1)).bit_count()


def band_of(fingerprint, number: int):
    """One byte of a fingerprint, of a number as of a column of the database."""
    if isinstance(fingerprint, F):
        return fingerprint.bitrightshift(8 * number).bitand(255)
    return fingerprint >> 8 * number & 255


def in_a_common_band(fingerprint: int) -> Q:
    """Rows of which one byte of the fingerprint equals that of `fingerprint`."""
    found = Q()
    for number in range(BANDS):
        found |= Q(**{f"band_{number}": band_of(fingerprint, number)})
    return found
