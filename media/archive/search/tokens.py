"""Text as words that can be compared: the same for what is said and for what is asked."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

import snowballstemmer

# By the first part of a language's code. Words of other languages are found as they stand.
STEMMERS = {"en": "english", "fr": "french", "de": "german"}
# What has no form without its mark in Unicode, and is typed without it all the same.
PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)
MARKS_OF_TRADE = dict.fromkeys(map(ord, "™®©℠"), " ")
ASCII_WORD = re.compile(r"[a-z0-9]+")
LONGEST = 60
# From this class of combining signs on they are accents and points, below it parts of a letter.
MARKS = 10


def tokens(text: str) -> list[str]:
    """The words of a text, without regard to case, accents and the signs between them.

    “Science & Exploration” has two, “L’été” is “l ete”, “MSG-4” is “msg 4”.
    """
    if text.isascii():
        return [word[:LONGEST] for word in ASCII_WORD.findall(text.casefold())]
    # Signs such as ℌ are capitals only once they are taken apart, others only once they are small.
    apart = unicodedata.normalize("NFKD", text.translate(MARKS_OF_TRADE)).casefold()
    plain = unicodedata.normalize("NFKD", apart).translate(PLAIN)
    kept = [
        sign if unicodedata.category(sign)[0] in "LMN" else " "
        for sign in plain
        if unicodedata.combining(sign) < MARKS
    ]
    return [word[:LONGEST] for word in "".join(kept).split()]


def stems(words: Iterable[str], language: str) -> list[str]:
    """The stems of folded words; [] for a language of which we know none."""
    name = STEMMERS.get(language.split("-")[0].lower())
    return [stem(word, name) for word in words] if name else []


@lru_cache(maxsize=20_000)
def all_stems(word: str) -> tuple[str, ...]:
    """What a folded word may stand for in any of the languages."""
    return tuple(sorted({stem(word, name) for name in STEMMERS.values()}))


@lru_cache(maxsize=20_000)
def readings(word: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """A word as it is written, as ((folded word, what it may stand for), …); mostly one."""
    return tuple((said, frozenset(all_stems(said))) for said in tokens(word))


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    return stemmer(language).stemWord(word)


@cache
def stemmer(language: str):
    return snowballstemmer.stemmer(language)
