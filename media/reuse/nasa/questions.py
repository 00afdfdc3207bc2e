"""What a program asks, read from the parameters that NASA's search has."""

from dataclasses import dataclass, field, replace

from django.http import QueryDict

from media.archive.search.engine import KNOWN
from media.archive.search.questions import Question, Term, read
from media.archive.search.tokens import tokens
from media.pages.keys import key_in
from media.reuse.answers import Refusal
from media.reuse.provider import provider

MEDIA_TYPES = ("image", "video", "audio")
LARGEST_PAGE = 100
MOST_KEYWORDS = 12
LAST_YEAR = 9999
# Words that may stand in any text of a picture, or ("title", "credit") in one column of the index.
TEXTS = {
    "description": "",
    "description_508": "",
    "title": "title",
    "photographer": "credit",
    "secondary_creator": "credit",
}
PARAMETERS = (
    *("q", "center", *TEXTS, "keywords", "location", "media_type", "nasa_id"),
    *("year_start", "year_end", "album"),
)


@dataclass
class Asked:
    """One search, understood."""

    question: Question
    # Whether nothing can fit: films were asked for, another centre, or words without a letter.
    is_hopeless: bool = False
    # The first and the last year; None for any.
    first_year: int | None = None
    last_year: int | None = None
    album: str = ""
    # (kind, name) of subjects, all of which a picture is about; the kind "subject" is any.
    about: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """Which part of what was found is wanted."""

    number: int
    size: int

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    @property
    def end(self) -> int:
        return self.start + self.size


def read_search(query: QueryDict) -> Asked:
    """Parameters of other names are ignored; a refusal where none is known, or one makes no sense."""
    given = {name: said for name in PARAMETERS if (said := query.get(name, "").strip())}
    if not given:
        raise Refusal(f"Say what you search for, with one of: {', '.join(PARAMETERS)}.")
    asked = Asked(read(given.get("q", "")), album=given.get("album", ""))
    if not asked.question and asked.question.problems:
        raise Refusal(f"q: {asked.question.problems[0]}")
    asked.is_hopeless = (
        ("q" in given and not asked.question)
        or not has_pictures(given.get("media_type", "image"))
        or not is_here(given.get("center", ""))
    )
    take_texts(asked, given)
    take_subjects(asked, given)
    if "nasa_id" in given:
        fields = (*asked.question.fields, ("id", given["nasa_id"]))
        asked.question = replace(asked.question, fields=fields)
    asked.first_year, asked.last_year = (year(given, name) for name in ("year_start", "year_end"))
    if asked.first_year and asked.last_year and asked.first_year > asked.last_year:
        raise Refusal("year_start is later than year_end.")
    return asked


def has_pictures(media_types: str) -> bool:
    wanted = {one.strip().lower() for one in media_types.split(",")} - {""}
    if unknown := wanted - {*MEDIA_TYPES}:
        raise Refusal(
            f"media_type: “{min(unknown)[:60]}” is none; it is a list of {', '.join(MEDIA_TYPES)}."
        )
    return not wanted or "image" in wanted


def is_here(center: str) -> bool:
    """Whether a centre is the agency itself, by its name or its short one."""
    told = provider()
    return not center or center.casefold() in (told.name.casefold(), told.short_name.casefold())


def take_texts(asked: Asked, given: dict[str, str]) -> None:
    terms = list(asked.question.wanted)
    for name in TEXTS.keys() & given.keys():
        words = tokens(given[name])
        terms += [Term((word,), column=TEXTS[name]) for word in words]
        asked.is_hopeless = asked.is_hopeless or not words
    asked.question = replace(asked.question, wanted=tuple(terms))


def take_subjects(asked: Asked, given: dict[str, str]) -> None:
    """Keywords are subjects, a location is a place."""
    keywords = [one for word in given.get("keywords", "").split(",") if (one := word.strip())]
    if len(keywords) > MOST_KEYWORDS:
        raise Refusal(f"keywords: no more than {MOST_KEYWORDS} at once.")
    asked.about = [("subject", word) for word in keywords]
    if "location" in given:
        asked.about.append(("place", given["location"]))
    asked.is_hopeless = asked.is_hopeless or ("keywords" in given and not keywords)


def year(given: dict[str, str], name: str) -> int | None:
    if name not in given:
        return None
    found = key_in(given[name])
    if not found or found > LAST_YEAR:
        raise Refusal(f"{name} is a year in four digits: 2015.")
    return found


def read_part(query: QueryDict, most: int = KNOWN) -> Part:
    """`page` and `page_size`; no page begins behind the first `most` results."""
    size = number(query, "page_size", LARGEST_PAGE, LARGEST_PAGE)
    return Part(number(query, "page", 1, -(-most // size)), size)


def number(query: QueryDict, name: str, usual: int, largest: int) -> int:
    text = query.get(name, "").strip()
    found = key_in(text) if text else usual
    if not found or found > largest:
        raise Refusal(f"{name} is a number from 1 to {largest}.")
    return found
