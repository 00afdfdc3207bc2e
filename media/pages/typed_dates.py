"""Dates as people type them, and the form in which they are kept (`media.pages.dates`)."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from media.pages.dates import LONGEST, UNKNOWN, date_in_words, period, third

EXAMPLES = (
    "2026, May 2026, 3 September 2026, Q3 2026, early 2027, summer 2027, about 2030, "
    "not before 2028, 2010s, June to September 2025, or unknown"
)

MONTHS = {
    name[:length]: number
    for number, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        start=1,
    )
    for length in (3, 4, len(name))
    if length != 4 or name in ("june", "july", "september")
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
YEAR = r"([0-9]{4})"
ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
}
ORDINAL = "|".join(ORDINALS)
WHEN = {
    "early": "early ",
    "beginning of": "early ",
    "start of": "early ",
    "mid": "mid-",
    "middle of": "mid-",
    "late": "late ",
    "end of": "late ",
}
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23}
THIRD_OF_YEAR = {"early ": 37, "mid-": 38, "late ": 39}

DAY = re.compile(rf"([0-9]{{1,2}})(?:st|nd|rd|th)? ({MONTH})\.?,? {YEAR}")
AMERICAN_DAY = re.compile(rf"({MONTH})\.? ([0-9]{{1,2}})(?:st|nd|rd|th)?,? {YEAR}")
IN_MONTH = re.compile(rf"({MONTH})\.?,? {YEAR}")
QUARTER = re.compile(rf"(?:q|({ORDINAL}) quarter(?: of)?)([1-4])?[ /-]?{YEAR}")
HALF = re.compile(rf"(?:h|({ORDINAL}) half(?: of)?)([12])?[ /-]?{YEAR}")
TURNED = re.compile(rf"{YEAR}[ /-]?([qh][1-4])")
SEASON = re.compile(rf"({'|'.join(SEASONS)})(?: of)? {YEAR}")
WINTER = re.compile(rf"winter(?: of)? {YEAR}(?:[/-]([0-9]{{2}}|[0-9]{{4}}))?")
PART = re.compile(rf"({'|'.join(WHEN)})[ -](?:in )?(.+)")
DECADE = re.compile(r"([0-9]{3})0['’]?s")

ABOUT = re.compile(r"(?:about|around|approximately|approx\.?|circa|ca?\.?|~) ?(.+)")
PERHAPS = re.compile(r"(?:perhaps|possibly|probably|maybe) (.+)|(.+[^?])\?")
NOT_BEFORE = re.compile(
    r"(?:not before|not earlier than|no earlier than|at the earliest|net) (.+)"
    r"|(.+?),? (?:at the earliest|or later)"
)
NOT_AFTER = re.compile(
    r"(?:not after|not later than|no later than|at the latest|by) (.+)"
    r"|(.+?),? (?:at the latest|or earlier)"
)
FROM_ON = re.compile(r"(?:from|since) (.+?)(?: on| onwards?)?|(.+) onwards?")
UNTIL = re.compile(r"(?:until|till|up to) (.+)")
SPAN = re.compile(r"(?:from )?(.+?) ?(?: to | until | till | through |[–—]) ?(.+)")
BETWEEN = re.compile(r"between (.+) and (.+)")
YEARS = re.compile(r"([0-9]{4})-([0-9]{4})")


class NotADate(ValueError):
    """What was typed is no date; the text, where there is one, says more."""


def stored_form(typed: str) -> str:
    """How a date is kept, from words or from the stored form itself; "" for nothing.

    Raises ValidationError with examples.
    """
    text = " ".join(typed.split())
    if not text:
        return ""
    try:
        stored = read(text.casefold())
        period(stored)
        if len(stored) > LONGEST:
            raise NotADate
    except (ValueError, OverflowError) as error:
        more = f"{error} " if isinstance(error, NotADate) and str(error) else ""
        raise ValidationError(
            f"“%(value)s” is not a date that can be kept. {more}Write what is known: {EXAMPLES}.",
            params={"value": typed},
            code="reduced_date",
        ) from None
    return stored


def read(text: str) -> str:
    if text in ("unknown", "not known", "date unknown", UNKNOWN.casefold()):
        return UNKNOWN
    if is_stored(text.upper()):
        return text.upper()
    if found := YEARS.fullmatch(text):
        return f"{found[1]}/{found[2]}"
    for pattern, form in ((NOT_BEFORE, "[{}..]"), (NOT_AFTER, "[..{}]"), (UNTIL, "../{}")):
        if found := pattern.fullmatch(text):
            return form.format(qualified(found[1] or found[2]))
    if found := BETWEEN.fullmatch(text) or SPAN.fullmatch(text):
        return span(found[1], found[2])
    if found := FROM_ON.fullmatch(text):
        return f"{qualified(found[1] or found[2])}/.."
    return qualified(text)


def is_stored(text: str) -> bool:
    try:
        period(text)
    except (ValueError, OverflowError):
        return False
    return True


def span(first: str, last: str) -> str:
    """Two dates; the first may leave out what the second says: “3 to 10 May 2026”."""
    ends = qualified(last)
    for words in completed(first, last):
        try:
            return f"{qualified(words)}/{ends}"
        except NotADate:
            continue
    raise NotADate


def completed(first: str, last: str) -> Iterator[str]:
    words = last.split()
    return (" ".join([first, *words[at:]]) for at in range(len(words), 0, -1))


def qualified(text: str) -> str:
    if is_stored(text.upper()):
        return text.upper()
    if found := PERHAPS.fullmatch(text):
        stored = qualified(found[1] or found[2])
        return with_sign(stored[:-1], "%") if stored.endswith("~") else with_sign(stored, "?")
    if found := ABOUT.fullmatch(text):
        return with_sign(qualified(found[1]), "~")
    return simple(re.sub("^(in )?(the )?", "", text))


def with_sign(stored: str, sign: str) -> str:
    if "/" in stored or stored[-1] in "~?%":
        raise NotADate
    return f"{stored}{sign}"


def simple(text: str) -> str:
    """A date without “about” and without an open end. Raises NotADate."""
    if found := DAY.fullmatch(text):
        return f"{found[3]}-{MONTHS[found[2]]:02}-{int(found[1]):02}"
    if found := AMERICAN_DAY.fullmatch(text):
        return f"{found[3]}-{MONTHS[found[1]]:02}-{int(found[2]):02}"
    if found := IN_MONTH.fullmatch(text):
        return f"{found[2]}-{MONTHS[found[1]]:02}"
    if found := TURNED.fullmatch(text):
        text = f"{found[2]} {found[1]}"
    for pattern, before, most in ((QUARTER, 32, 4), (HALF, 39, 2)):
        if (found := pattern.fullmatch(text)) and bool(found[1]) != bool(found[2]):
            number = ORDINALS.get(found[1]) or int(found[2])
            if number <= most:
                return f"{found[3]}-{before + number}"
    if found := SEASON.fullmatch(text):
        return f"{found[2]}-{SEASONS[found[1]]}"
    if found := WINTER.fullmatch(text):
        return winter(*found.groups())
    if found := DECADE.fullmatch(text):
        return f"{found[1]}X"
    if found := PART.fullmatch(text):
        return part_of(WHEN[found[1]], found[2])
    raise NotADate


def winter(year: str, other: str | None) -> str:
    following = str(int(year) + 1)
    if other not in (following, following[-2:]):
        said = f"{year}/{following[-2:]}"
        raise NotADate(f"A winter lies in two years: say which ones, as in “winter {said}”.")
    return f"{year}-24"


def part_of(when: str, text: str) -> str:
    if re.fullmatch(YEAR, text):
        return f"{text}-{THIRD_OF_YEAR[when]}"
    if stored := third(when, simple(text)):
        return stored
    raise NotADate


def shown_for_typing(stored: str) -> str:
    """A stored date as a form shows it: words, where the form in which it is kept is none of them."""
    plain = re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?", stored)
    return stored if plain else date_in_words(stored) or stored
