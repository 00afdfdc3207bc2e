"""Which documents fit a question: SQLite's FTS5 and PostgreSQL's full text, behind the same functions.

Found first and newest first; relevance is computed for no more than the newest hits. What is not found
there stands too far behind to be met (the figures: docs/decisions/0038).
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL

from media.archive.catalogue import BITS_OF_KEY, among
from media.archive.search.questions import Question, Term
from media.archive.search.tokens import all_stems

# So many of the newest hits are known one by one; of more only the number is capped.
KNOWN = 2000


def newest(question: Question, types: Iterable[str] = (), limit: int | None = None) -> list[int]:
    """The places of the documents that hold the words, the newest first; one more than are known, at most."""
    match = engine().match(question)
    if not match:
        return []
    kinds = list(types)
    sql = engine().newest.format(types=of_types(kinds))
    return [place for (place,) in rows(sql, [match, *kinds, limit or KNOWN + 1])]


def best(question: Question, types: Iterable[str] = (), limit: int = 500) -> list[int]:
    """The same, the best first, of the newest `KNOWN`; a word in the title counts most."""
    match = engine().match(question)
    if not match:
        return []
    kinds = list(types)
    sql = engine().best.format(types=of_types(kinds))
    parameters = [match, *kinds, KNOWN, limit]
    return [place for place, _rank in rows(sql, engine().ranked(match, parameters))]


def of_types(kinds: list[str]) -> str:
    return f"AND document.type_key IN ({', '.join(['%s'] * len(kinds))})" if kinds else ""


def subquery(question: Question) -> tuple[str, list[str]]:
    """A query, with its parameters, for the places of all that holds the words; ("", []) for no words."""
    match = engine().match(question)
    return (engine().all, [match]) if match else ("", [])


def keys_of_pages(question: Question, others: list[int]) -> RawSQL:
    """For `pk__in`: the keys of all pages that hold the words, and others; each place ends in a key.

    One list for both: an OR of two lists has SQLite collect and sort all rows before the first.
    """
    sql, parameters = subquery(question)
    more = among(others)
    keys = f"SELECT place & {(1 << BITS_OF_KEY) - 1} FROM ({sql}) AS hits UNION ALL {more.sql}"  # noqa: S608
    return RawSQL(keys, [*parameters, *more.params])  # noqa: S611


def rows(sql: str, parameters: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def engine():
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE


class Sqlite:
    """FTS5: an index beside the table, kept by triggers; its row numbers are the places."""

    newest = """
        SELECT media_document_index.rowid FROM media_document_index
        JOIN media_document AS document ON document.place = media_document_index.rowid
        WHERE media_document_index MATCH %s {types}
        ORDER BY media_document_index.rowid DESC LIMIT %s
    """
    # title, names, credit, words, stems
    best = """
        SELECT place, rank_of_hit FROM (
            SELECT media_document_index.rowid AS place,
                bm25(media_document_index, 8.0, 4.0, 1.0, 1.0, 1.0) AS rank_of_hit
            FROM media_document_index
            JOIN media_document AS document ON document.place = media_document_index.rowid
            WHERE media_document_index MATCH %s {types}
            ORDER BY media_document_index.rowid DESC LIMIT %s
        ) AS newest ORDER BY rank_of_hit, place DESC LIMIT %s
    """
    all = "SELECT rowid AS place FROM media_document_index WHERE media_document_index MATCH %s"

    def ranked(self, match: str, parameters: list) -> list:
        return parameters

    def match(self, question: Question) -> str:
        wanted = " AND ".join(map(self.term, question.wanted))
        if not wanted:
            return ""
        for term in question.unwanted:
            wanted = f"({wanted}) NOT {self.term(term)}"
        return wanted

    def term(self, term: Term) -> str:
        said = f'"{" ".join(term.words)}"' + (" *" if term.is_prefix else "")
        if term.column:
            return f"({term.column} : {said})"
        if term.is_phrase or term.is_prefix:
            return f"({{title names credit words}} : {said})"
        return (
            " OR ".join([f"({said}", *(f'stems : "{stem}"' for stem in all_stems(term.words[-1]))])
            + ")"
        )


class Postgresql:
    """A vector beside the row, kept by a trigger; stems stand in it behind a sign that no word has."""

    newest = """
        SELECT document.place FROM media_document AS document
        WHERE document.vector @@ %s::tsquery {types} ORDER BY document.place DESC LIMIT %s
    """
    best = """
        SELECT place, ts_rank('{{0.1, 0.1, 0.4, 1.0}}', vector, %s::tsquery) AS rank_of_hit FROM (
            SELECT document.place, document.vector FROM media_document AS document
            WHERE document.vector @@ %s::tsquery {types} ORDER BY document.place DESC LIMIT %s
        ) AS newest ORDER BY rank_of_hit DESC, place DESC LIMIT %s
    """
    all = "SELECT place FROM media_document WHERE vector @@ %s::tsquery"
    columns = {"title": "A", "credit": "C"}

    def ranked(self, match: str, parameters: list) -> list:
        return [match, *parameters]

    def match(self, question: Question) -> str:
        wanted = " & ".join(map(self.term, question.wanted))
        if not wanted:
            return ""
        return " & ".join([wanted, *(f"!{self.term(term)}" for term in question.unwanted)])

    def term(self, term: Term) -> str:
        weight = self.columns.get(term.column, "ABCD" if term.is_phrase or term.is_prefix else "")
        *first, last = term.words
        marks = f":{'*' if term.is_prefix else ''}{weight}".rstrip(":")
        said = [f"'{word}'" + (f":{weight}" if weight else "") for word in first]
        phrase = " <-> ".join([*said, f"'{last}'{marks}"])
        if term.column or term.is_phrase or term.is_prefix:
            return f"({phrase})"
        return "(" + " | ".join([phrase, *(f"'={stem}'" for stem in all_stems(last))]) + ")"


SQLITE, POSTGRESQL = Sqlite(), Postgresql()
