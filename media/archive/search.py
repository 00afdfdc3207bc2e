"""Search in words: what a question asks for, and the pages that say it."""

import unicodedata

from wagtail.models import Page

from media.pages.visibility import searchable

# Relevance is computed for no more hits than this; nobody turns to the page after.
HITS_AT_MOST = 500
APOSTROPHES = "'’"


def words_in(question: str) -> list[str]:
    """The words of a question; signs between them are none.

    “Science & Exploration”, “Gaia | Agency” and “Mars – Pathfinder” ask for two words each.
    """
    kept = "".join(sign if belongs_to_a_word(sign) else " " for sign in question)
    return [word for part in kept.split() if (word := part.strip(APOSTROPHES))]


def belongs_to_a_word(sign: str) -> bool:
    """Letters with their marks, and figures."""
    return unicodedata.category(sign)[0] in "LMN" or sign in APOSTROPHES


def pages_saying(model: type[Page], question: str) -> list[int]:
    """Keys of the live pages of `model` that hold every word; those of this title, then the best.

    Whether visitors see them is still to be asked.
    """
    words = words_in(question)
    if not words:
        return []
    found = searchable(model).search(" ".join(words), operator="and")[:HITS_AT_MOST]
    asked = unaccented(words)
    return [
        page.pk
        for page in sorted(found, key=lambda page: unaccented(words_in(page.title)) != asked)
    ]


def unaccented(words: list[str]) -> list[str]:
    """Words without regard to case and accents."""
    text = unicodedata.normalize("NFKD", " ".join(words).casefold())
    return "".join(sign for sign in text if not unicodedata.combining(sign)).split()
