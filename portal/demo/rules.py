"""What a value in a content file may be: each rule says in sentences what is wrong with one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Field

from media.pages.typed_dates import stored_form

# What stands for a fact that nobody knows, and for one that does not exist.
UNSAID = ("unknown", "none")
WHOLE_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def said(fact: str) -> str:
    """A fact as pages keep it: empty where the file says that it is unknown or does not exist."""
    return "" if fact in UNSAID else fact


@dataclass(frozen=True)
class Text:
    """Plain text; `empty` allows none, `most` is its greatest length in characters."""

    empty: bool = False
    most: int | None = None

    def problems(self, value) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"must be text, not {type(value).__name__}; put it in quotation marks"
        elif not value.strip() and not self.empty:
            yield "must not be empty"
        elif self.most and len(value) > self.most:
            yield f"is {len(value)} characters long; {self.most} are allowed"


class Date(Text):
    """A date of reduced precision."""

    def problems(self, value) -> Iterator[str]:
        yield from super().problems(value)
        if isinstance(value, str) and value:
            try:
                stored_form(value)
            except ValidationError as error:
                yield error.messages[0]


@dataclass(frozen=True)
class Day(Date):
    """A whole day, for visitors see it."""

    def problems(self, value) -> Iterator[str]:
        found = list(super().problems(value))
        yield from found
        if value and not found and not WHOLE_DAY.fullmatch(value):
            yield f"must be a whole day such as 2025-01-21, not “{value}”"


@dataclass(frozen=True)
class Fact(Text):
    """A fact that visitors look for: it is said, or else it is said that it is not known."""

    def problems(self, value) -> Iterator[str]:
        if value == "":
            yield "must be filled in: write “unknown” if it is not known, “none” if there is none"
        else:
            yield from super().problems(value)


@dataclass(frozen=True)
class FactDate(Fact, Date):
    """A date of reduced precision that is a fact."""

    def problems(self, value) -> Iterator[str]:
        if value not in UNSAID:
            yield from super().problems(value)


@dataclass(frozen=True)
class FactNumber(Fact):
    """A whole number, in digits, that is a fact."""

    def problems(self, value) -> Iterator[str]:
        yield from super().problems(value)
        if value and value not in UNSAID and not re.fullmatch("[0-9]+", str(value)):
            yield f"must be digits, not “{value}”"


@dataclass(frozen=True)
class Held(Text):
    """Text that a model's field takes; a `fact` may be “unknown” or “none”."""

    field: Field | None = None
    fact: bool = False

    def problems(self, value) -> Iterator[str]:
        if self.fact and value in UNSAID:
            return
        found = list((Fact if self.fact else Text)(self.empty, self.most).problems(value))
        yield from found
        if value and not found:
            try:
                self.field.run_validators(value)
            except ValidationError as error:
                for sentence in error.messages:
                    yield f"“{value}”: {sentence}"


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    words: tuple

    def problems(self, value) -> Iterator[str]:
        if value not in self.words:
            yield f"must be one of {', '.join(self.words)}, not “{value}”"


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    def problems(self, value) -> Iterator[str]:
        if not isinstance(value, int):
            yield "must be a whole number"


@dataclass(frozen=True)
class Truth:
    """true or false."""

    def problems(self, value) -> Iterator[str]:
        if not isinstance(value, bool):
            yield "must be true or false"


@dataclass(frozen=True)
class Name(Text):
    """The address of another entry: of the kind `of`."""

    of: str = ""


@dataclass(frozen=True)
class Template(Text):
    """Text with a place for the credit."""

    def problems(self, value) -> Iterator[str]:
        yield from super().problems(value)
        if isinstance(value, str) and "{credit}" not in value:
            yield "must say with {credit} where the credit stands"


@dataclass(frozen=True)
class Many:
    """A list; each item a value of `each` or, where `each` is a dict, fields of their own."""

    each: object
    least: int = 0

    def problems(self, value) -> Iterator[str]:
        if not isinstance(value, list):
            yield "must be a list"
        elif len(value) < self.least:
            yield f"must hold {self.least} or more"
