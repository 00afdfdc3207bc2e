"""What somebody asks for, read from what they typed."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from media.archive.search.tokens import tokens

# As long and as many as the middleware lets through.
LONGEST = 200
MOST_WORDS = 12

QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"'))
MINUS = str.maketrans(dict.fromkeys("−–—‐‑", "-"))
# Before a word: a minus that excludes it, the name of a field; behind it a star.
PART = re.compile(r'(-?)(?:([a-z]+):)?(?:"([^"]*)(?:"|\Z)|([^\s"]+))', re.IGNORECASE)
# ASCII alone: \d would take the figures of every script.
YEARS = re.compile(r"(?:([0-9]{4})?\s*(\.\.|-|–)\s*([0-9]{4})?|([0-9]{4}))")

# Kinds of subject that can be asked for by name.
KINDS = ("topic", "mission", "target", "person", "place", "system", "subject")
TEXTS = ("title", "credit")
FIELDS = (*KINDS, *TEXTS, "kind", "licence", "license", "taken", "id")


@dataclass(frozen=True)
class Term:
    """Words that must stand side by side, one of them for a single word."""

    words: tuple[str, ...]
    is_phrase: bool = False
    # The last word may go on.
    is_prefix: bool = False
    # The column in which they stand; "" for any.
    column: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked: terms, terms that must not stand there, and values of fields."""

    text: str = ""
    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    # (name, value as it was typed), never of `TEXTS`, which are terms.
    fields: tuple[tuple[str, str], ...] = ()
    # Sentences for the page.
    problems: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted or self.fields)

    @cached_property
    def words(self) -> list[str]:
        """The folded words that are wanted, to be marked where they are found."""
        return [word for term in self.wanted for word in term.words]

    @property
    def title(self) -> str:
        """What a page would be called that is called just so; "" where more is asked than words."""
        plain = all(not term.column for term in self.wanted)
        return " ".join(self.words) if plain and not self.unwanted and not self.fields else ""

    def about(self, *terms: Term) -> "Question":
        """The same, with these terms for all that is wanted and unwanted."""
        return replace(self, wanted=terms, unwanted=())


@dataclass
class Reading:
    wanted: list[Term] = field(default_factory=list)
    unwanted: list[Term] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read(text: str, *, while_typing: bool = False) -> Question:
    """Words, "exact phrases", -not, beginnings*, and fields such as mission:smile or taken:2015..2020.

    Any text is a question; signs between words mean nothing. `while_typing` takes the last word for a
    beginning. What is cut, or makes no sense in a field, is said in `problems`.
    """
    is_going_on = not text.endswith(('"', " "))
    text = text.replace("\x00", " ").strip()
    reading = Reading()
    if len(text) > LONGEST:
        text = text[:LONGEST]
        reading.problems.append(f"Only the first {LONGEST} characters were looked for.")
    for minus, name, quoted, word in PART.findall(text.translate(QUOTES).translate(MINUS)):
        take(reading, bool(minus), name.lower(), quoted, word)
    given = [*reading.wanted, *reading.unwanted]
    if sum(len(term.words) for term in given) > MOST_WORDS:
        cut(reading)
    if while_typing and reading.wanted and is_going_on:
        reading.wanted[-1] = replace(reading.wanted[-1], is_prefix=True)
    if reading.unwanted and not (reading.wanted or reading.fields):
        reading.problems.append(
            "Say also what should be there: everything without a word is too much."
        )
        reading.unwanted.clear()
    return Question(
        text,
        tuple(reading.wanted),
        tuple(reading.unwanted),
        tuple(reading.fields[:MOST_WORDS]),
        tuple(reading.problems),
    )


def take(reading: Reading, is_unwanted: bool, name: str, quoted: str, word: str) -> None:
    """Add one part of what was typed."""
    said = quoted or word
    if name in FIELDS and name not in TEXTS and not is_unwanted:
        take_field(reading, "licence" if name == "license" else name, said)
        return
    is_text = name in TEXTS
    words = tokens(said if is_text or not name else f"{name} {said}")
    if not words:
        return
    terms = reading.unwanted if is_unwanted else reading.wanted
    column = name if is_text else ""
    is_prefix = word.endswith("*")
    # “-MSG-4” leaves out the two words side by side.
    if quoted or (is_unwanted and len(words) > 1):
        terms.append(Term(tuple(words), is_phrase=True, is_prefix=is_prefix, column=column))
        return
    # “MSG-4” is two words that stand side by side; “salt & pepper” came as three parts.
    terms.extend(Term((one,), column=column) for one in words[:-1])
    terms.append(Term((words[-1],), is_prefix=is_prefix, column=column))


def take_field(reading: Reading, name: str, said: str) -> None:
    said = said.strip().strip("*")
    if name == "taken" and said and years_in(said) is None:
        reading.problems.append(f"“taken:{said}” is no year: write taken:2015 or taken:2015..2020.")
    elif said:
        reading.fields.append((name, said))


def cut(reading: Reading) -> None:
    left = MOST_WORDS
    for terms in (reading.wanted, reading.unwanted):
        kept = []
        for term in terms:
            if len(term.words) <= left:
                kept.append(term)
                left -= len(term.words)
        terms[:] = kept
    reading.problems.append(f"Only the first {MOST_WORDS} words were looked for.")


def years_in(said: str) -> tuple[date, date] | None:
    """The first and the last day of 2015, 2015..2020, ..1999 or 2020..; None for anything else."""
    match = YEARS.fullmatch(said.strip())
    if not match:
        return None
    first, _dots, last, only = match.groups()
    if not (first or last or only):
        return None
    first, last = int(only or first or 1), int(only or last or 9999)
    if not 1 <= first <= last:
        return None
    return date(first, 1, 1), date(last, 12, 31)
