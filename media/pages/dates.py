"""Dates as they are known: to the day, the month, a quarter, “early 2027”, “not before 2028”.

Kept as text in the Extended Date/Time Format (ISO 8601-2): levels 0 and 1 for years of four digits,
and of level 2 the parts of a year and the open set. Docs: decisions/0034.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.dateformat import format as formatted

# The parts of a year that have a number of their own, as (first month, months).
PARTS = {
    21: (3, 3),
    22: (6, 3),
    23: (9, 3),
    24: (12, 3),  # seasons, of the northern half
    33: (1, 3),
    34: (4, 3),
    35: (7, 3),
    36: (10, 3),  # quarters
    37: (1, 4),
    38: (5, 4),
    39: (9, 4),  # thirds: early, mid, late
    40: (1, 6),
    41: (7, 6),  # halves
}
PART_WORDS = {
    21: "spring {}",
    22: "summer {}",
    23: "autumn {}",
    24: "winter {}/{:02}",
    33: "first quarter of {}",
    34: "second quarter of {}",
    35: "third quarter of {}",
    36: "fourth quarter of {}",
    37: "early {}",
    38: "mid-{}",
    39: "late {}",
    40: "first half of {}",
    41: "second half of {}",
}
# Parts of a month have no number: they are spans between days that are about right.
THIRDS = {"early ": (1, 10), "mid-": (11, 20), "late ": (21, 0)}
QUALIFIERS = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}
UNKNOWN = "XXXX"
UNKNOWN_WORDS = "not known"
LONGEST = 30

SIMPLE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([~?%]?)")
DECADE = re.compile(r"([0-9]{3})X([~?%]?)")


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both within it."""

    first: date
    last: date


def period(stored: str) -> Period:
    """The days that a stored date may mean. Raises ValueError if it is none.

    Qualifiers do not widen it; what is open or not known reaches to the end of the calendar.
    """
    if stored == UNKNOWN:
        return Period(date.min, date.max)
    if ends := ends_of(stored):
        first, last = (simple_period(end) if end else None for end in ends)
        return in_order(first.first if first else date.min, last.last if last else date.max)
    return simple_period(stored)


def ends_of(stored: str) -> tuple[str, str] | None:
    """Both ends of a span or an open set, "" for an open one; None for a simple date."""
    if stored.startswith("[") and stored.endswith("]"):
        first, dots, last = stored[1:-1].partition("..")
        # A set with both ends would be a list of dates, which nobody needs.
        return (first, last) if dots and bool(first) != bool(last) else None
    first, slash, last = stored.partition("/")
    if not slash or not first or not last or first == last:
        return None
    return ("" if first == ".." else first), ("" if last == ".." else last)


def simple_period(stored: str) -> Period:
    if found := DECADE.fullmatch(stored):
        year = int(found[1]) * 10
        return Period(date(year, 1, 1), date(year + 9, 12, 31))
    if not (found := SIMPLE.fullmatch(stored)):
        raise ValueError(f"{stored!r} is no date")
    year, part, day = (int(text) if text else 0 for text in found.groups()[:3])
    if day or found[3]:
        return Period(date(year, part, day), date(year, part, day))
    if not found[2]:
        return Period(date(year, 1, 1), date(year, 12, 31))
    month, months = PARTS.get(part, (part, 1))
    return Period(date(year, month, 1), day_before(year, month + months))


def day_before(year: int, month: int) -> date:
    """The last day before a month, which may lie in the year after."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1) - timedelta(days=1)


def in_order(first: date, last: date) -> Period:
    if first > last:
        raise ValueError("The span ends before it begins.")
    return Period(first, last)


def first_day(stored: str) -> date | None:
    """The first day of a stored date; None for an empty one, and for what is none."""
    try:
        return period(stored).first if stored else None
    except ValueError:
        return None


def last_day(stored: str) -> date | None:
    """The last day of a stored date; None for an empty one, and for what is none."""
    try:
        return period(stored).last if stored else None
    except ValueError:
        return None


def has_passed(stored: str, today: date | None = None) -> bool:
    """Whether every day that the date may mean lies before today; an empty date never passes."""
    last = last_day(stored)
    return last is not None and last < (today or timezone.localdate())


def lies_ahead(stored: str, today: date | None = None) -> bool:
    """Whether every day that the date may mean comes after today; an empty date never does."""
    first = first_day(stored)
    return first is not None and first > (today or timezone.localdate())


def ends_before(one: str, other: str) -> bool:
    """Whether `one` is certainly over before `other` begins; not if either is empty."""
    last, first = last_day(one), first_day(other)
    return last is not None and first is not None and last < first


# --- In words ---------------------------------------------------------------------------------


def date_in_words(stored: str) -> str:
    """“2026”, “May 2026”, “third quarter of 2026”, “not before 2028”; "" for what is no date."""
    if first_day(stored or "") is None:
        return ""
    if stored == UNKNOWN:
        return UNKNOWN_WORDS
    if ends := ends_of(stored):
        return third_of_month(stored) or span_in_words(*ends, is_set=stored.startswith("["))
    return simple_in_words(stored)


def planned_in_words(stored: str) -> str:
    """The date of a plan, after “planned”: “for the third quarter of 2026”, “, not before 2028”."""
    words = date_in_words(stored)
    if stored == UNKNOWN:
        return ", date not known"
    if words.startswith(("not before", "from", "until")):
        return f", {words}"
    return f" for {with_article(words)}" if words else ""


def with_article(words: str) -> str:
    """A date within a sentence: “the third quarter of 2026”, “the 2010s”."""
    return f"the {words}" if re.match(r"(first|second|third|fourth) |[0-9]{4}s", words) else words


def simple_in_words(stored: str) -> str:
    if found := DECADE.fullmatch(stored):
        return f"{QUALIFIERS[found[2]]}{found[1]}0s"
    year, part, day, qualifier = SIMPLE.fullmatch(stored).groups()
    if day:
        words = formatted(date(int(year), int(part), int(day)), "j F Y")
    elif not part:
        words = year
    elif int(part) in PARTS:
        words = PART_WORDS[int(part)].format(year, (int(year) + 1) % 100)
    else:
        words = formatted(date(int(year), int(part), 1), "F Y")
    return f"{QUALIFIERS[qualifier]}{words}"


def span_in_words(first: str, last: str, *, is_set: bool) -> str:
    if not last:
        words = with_article(simple_in_words(first))
        return f"not before {words}" if is_set else f"from {words} on"
    if not first:
        words = simple_in_words(last)
        return f"{words} at the latest" if is_set else f"until {with_article(words)}"
    begins, ends = simple_in_words(first), with_article(simple_in_words(last))
    plain = len(first) == len(last) and re.fullmatch(r"[0-9-]+", f"{first}{last}")
    if plain and first[:4] == last[:4] and int(last[5:7]) not in PARTS:
        begins = begins.removesuffix(f" {first[:4]}")
        if len(first) == 10 and first[:7] == last[:7]:
            begins = begins.partition(" ")[0]
    return f"{begins} to {ends}"


def third_of_month(stored: str) -> str:
    """“early May 2026” for about the first ten days of it; "" for every other span."""
    for words, _days in THIRDS.items():
        if stored == third(words, stored[:7]):
            return f"{words}{simple_in_words(stored[:7])}"
    return ""


def third(words: str, month: str) -> str:
    """How “early ”, “mid-” or “late ” in a month is stored; "" for what is no month."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month):
        return ""
    first, last = THIRDS[words]
    last = last or monthrange(int(month[:4]), int(month[5:]))[1]
    return f"{month}-{first:02}~/{month}-{last:02}~"


# --- For machines -----------------------------------------------------------------------------


def calendar_date(stored: str) -> str:
    """The day, month or year in which all of it lies: “2026” for a quarter; "" if there is none.

    XMP, AVM and HTML know no more. What is only “about” or “perhaps” so is not said there.
    """
    if first_day(stored or "") is None:
        return ""
    if any(sign in stored for sign in "~?%") and not third_of_month(stored):
        return ""
    days = period(stored)
    first, last = days.first.isoformat(), days.last.isoformat()
    if first == last:
        return first
    # A month's last day alone does not make the date a month: two days of it, too, lie in it.
    return next((first[:length] for length in (7, 4) if first[:length] == last[:length]), "")
