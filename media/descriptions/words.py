"""The words that describe one picture, in every language, and the fingerprint of exactly these."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from media.descriptions.languages import name_of
from media.descriptions.lengths import length_problem
from media.descriptions.rules import check_alt_text
from media.descriptions.text_fields import gated

# What people read for each, wherever it stands: in forms, on pages, in sheets and in sentences.
LABELS = {"title": "title", "alt_text": "alt text", "long_description": "image description"}


@dataclass(frozen=True)
class Said:
    """The description in one language, with the title that stands above it."""

    language: str
    title: str
    alt_text: str
    long_description: str

    @property
    def is_whole(self) -> bool:
        """Whether the picture is described in this language; what is not whole is not published."""
        return all(text.strip() for text in (self.title, self.alt_text, self.long_description))

    @property
    def is_empty(self) -> bool:
        return not (self.alt_text.strip() or self.long_description.strip())

    @property
    def fingerprint(self) -> list[str]:
        return [self.language, settled(self.alt_text), settled(self.long_description)]


@dataclass(frozen=True)
class Words:
    """The description in the source language and in the others."""

    source: Said
    others: tuple[Said, ...] = ()

    @property
    def words_hash(self) -> str:
        """SHA-256 over alt text and image description in every language; titles do not count.

        Blank space at the ends of lines and the kind of line break do not count either: a form
        sends a text back with other line breaks than a program wrote.
        """
        return hashed(self.source, *sorted(self.others, key=lambda said: said.language))

    @property
    def source_hash(self) -> str:
        """The same over the source language alone."""
        return hashed(self.source)

    def said_in(self, language: str) -> Said:
        """What is said in one language; empty words where nothing is."""
        found = [said for said in (self.source, *self.others) if said.language == language]
        return found[0] if found else Said(language, "", "", "")

    def half_languages(self) -> list[str]:
        """A sentence for each further language whose words are not whole."""
        return [
            f"The words in {name_of(said.language)} are not complete: {listed(LABELS)} are needed."
            for said in self.others
            if not said.is_whole
        ]

    def problems(self, file_name: str) -> list[str]:
        """Why the form would refuse these words at a publication, as sentences."""
        found = []
        for said in (self.source, *self.others):
            name = file_name if said is self.source else ""
            found += check_alt_text(said.alt_text, title=said.title, file_name=name).values()
            if sentence := length_problem(said.alt_text):
                found.append(sentence)
        return found + self.half_languages()


def listed(labels: dict[str, str]) -> str:
    *first, last = labels.values()
    return f"{', '.join(first)} and {last}"


def settled(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def hashed(*languages: Said) -> str:
    said = [one.fingerprint for one in languages if not one.is_empty]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


NO_WORDS = hashed()


def source_of(page) -> Said:
    """The words of an image page in the source language, as it stands in memory."""
    return said_by(settings.LANGUAGE_CODE, vars_of(page))


def words_of(page) -> Words:
    """The words of an image page as it stands in memory."""
    return Words(source_of(page), others(map(vars_of, page.texts.all())))


def words_in(content: dict) -> Words:
    """The words of an image page as a revision keeps them."""
    return Words(said_by(settings.LANGUAGE_CODE, content), others(content.get("texts") or []))


def others(rows: Iterable[dict]) -> tuple[Said, ...]:
    return tuple(said_by(row.get("language") or "", row) for row in rows)


def said_by(language: str, values: dict) -> Said:
    """The words in a form, a row or a version, as they are kept (`text_fields`)."""
    return Said(
        language,
        gated(values.get("title") or "", language, is_line=True).text,
        gated(values.get("alt_text") or "", language, is_line=True).text,
        gated(values.get("long_description") or "", language).text,
    )


def vars_of(row) -> dict:
    names = ("language", "title", "alt_text", "long_description")
    return {name: getattr(row, name, "") for name in names}
