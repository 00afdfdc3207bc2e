"""Dates as the standards write them."""

import re
from datetime import date

# XMP writes 2026, 2026-05, 2026-05-04T12:00:00Z; IPTC-IIM 20260504; EXIF 2026:05:04 12:00:00, and
# blanks or noughts for what is not known.
DIVIDED = re.compile(r"([0-9]{4})(?:[-:/.] ?([0-9]{1,2})(?:[-:/.] ?([0-9]{1,2}))?)?(?![0-9])")
SOLID = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?(?![0-9])")


def as_date(text: str) -> str:
    """A date of reduced precision, as far as it is known; "" if it is none."""
    found = SOLID.match(text.strip()) or DIVIDED.match(text.strip())
    known: list[int] = []
    for part in found.groups() if found else ():
        if not int(part or 0):
            break
        known.append(int(part))
    if not known:
        return ""
    try:
        date(*[*known, 1, 1][:3])
    except ValueError:
        return ""
    return "-".join([f"{known[0]:04}", *(f"{part:02}" for part in known[1:])])


def is_blank(text: str) -> bool:
    """Whether `text` is how cameras write that they do not know."""
    return not text.strip(" 0:/.-TZ\0")
