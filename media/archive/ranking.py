"""Which pages and pictures share most with some subjects, in one statement.

Put together from expressions, it took more time than all the rest of a page. Braces stand for lists of
placeholders and for other statements, never for values.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.db import connection
from wagtail.models import Page

from media.pages.visibility import visible

# Of each subject so many of the newest pictures are looked at.
NEWEST = 100
# So many pictures about a subject are counted, with the other pages about it; of more the kept number
# is taken, which says enough.
COUNTED = 200

# The fewer pages are about a subject, the more it counts that two share it. A part that was merged into
# it is the same subject.
WEIGHED = """
    weighed (subject, weight) AS (
        SELECT subject.id, 1.0 / NULLIF(CASE WHEN kept.number > %s THEN kept.number ELSE
            (SELECT COUNT(*) FROM media_pagesubject WHERE tag_id = subject.id) +
            (SELECT COUNT(*) FROM media_pagesubject JOIN media_subject AS part ON part.id = tag_id
             WHERE part.merged_into_id = subject.id) END, 0)
        FROM media_subject AS subject
        LEFT JOIN media_facetcount AS kept
            ON kept.facet = 'subject' AND kept.value = CAST(subject.id AS VARCHAR(40))
        WHERE subject.id IN ({wanted})
    )"""
# A single one has nothing to be weighed against.
ALONE = "weighed (subject, weight) AS (SELECT id, 1.0 FROM media_subject WHERE id IN ({wanted}))"
# A page that presents one of the subjects comes before all that share them.
PAGES = """
    scored AS (
        SELECT page.id, page.content_type_id, page.first_published_at,
            (SELECT SUM(weighed.weight) FROM media_pagesubject AS tagged
             JOIN media_subject AS subject ON subject.id = tagged.tag_id
             JOIN weighed ON weighed.subject IN (subject.id, subject.merged_into_id)
             WHERE tagged.content_object_id = page.id) AS score,
            EXISTS (SELECT 1 FROM media_subject AS own WHERE own.page_id = page.id
                AND (own.id IN ({presented}) OR own.id IN (
                    SELECT merged_into_id FROM media_subject WHERE id IN ({presenting})
                ))) AS presents
        FROM ({seen}) AS page
        WHERE page.content_type_id IN ({types}) AND page.id NOT IN ({apart})
    ),
    ranked AS (
        SELECT id, ROW_NUMBER() OVER (
            PARTITION BY content_type_id
            ORDER BY presents DESC, score DESC NULLS LAST, first_published_at DESC, id DESC
        ) AS place
        FROM scored
        WHERE presents OR id IN ({in_any_case})
            OR (score IS NOT NULL AND content_type_id NOT IN ({only_presenting}))
    )"""
PICTURES = """
    newest AS ({newest}),
    alike AS (
        SELECT entry.page_id AS id, ROW_NUMBER() OVER (
            ORDER BY SUM(weighed.weight) DESC NULLS LAST, entry.position DESC
        ) AS place
        FROM newest
        JOIN media_entry AS entry ON entry.position = newest.position
        JOIN media_entrysubject AS about ON about.entry_id = newest.position
        JOIN weighed ON weighed.subject = about.subject_id
        WHERE entry.page_id NOT IN ({apart})
        GROUP BY entry.position, entry.page_id
    )"""
NEWEST_ABOUT = """
    SELECT position FROM (
        SELECT entry_id AS position FROM media_entrysubject WHERE subject_id = %s
        ORDER BY entry_id DESC LIMIT %s
    ) AS newest_about"""
BEST = "SELECT '{name}', id, place FROM {name} WHERE place <= %s"


@dataclass
class Ranking:
    """A statement that grows by what is asked for; `best` asks it."""

    # Keys of subjects, and of the page for which all is asked.
    wanted: Sequence[int]
    apart_from: int
    tables: list[str] = field(default_factory=list)
    parameters: list = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def __post_init__(self):
        if len(self.wanted) > 1:
            self.parameters.append(COUNTED)
        table = WEIGHED if len(self.wanted) > 1 else ALONE
        self.tables.append(table.format(wanted=self.placed(self.wanted)))

    def placed(self, values: Iterable) -> str:
        """Placeholders for `values`, which may be a query."""
        if hasattr(values, "query"):
            sql, parameters = values.query.sql_with_params()
            self.parameters += parameters
            return sql
        values = list(values)
        self.parameters += values
        return ", ".join(["%s"] * len(values)) or "NULL"

    def add_pages(self, types, *, presenting, in_any_case, only_presenting) -> None:
        """Ask for pages of these `types` (keys), as `media.archive.related` says what belongs there.

        The pages `in_any_case` stand there without a subject; the types `only_presenting` in no other
        way than by presenting one.
        """
        self.tables.append(
            PAGES.format(
                presented=self.placed([*self.wanted, *presenting]),
                presenting=self.placed(presenting),
                seen=seen_pages(),
                types=self.placed(types),
                apart=self.placed([self.apart_from]),
                in_any_case=self.placed(in_any_case),
                only_presenting=self.placed(only_presenting),
            )
        )
        self.names.append("ranked")

    def add_pictures(self) -> None:
        """Ask for the pictures that share most, among the newest about each subject."""
        self.parameters += [part for key in self.wanted for part in (key, NEWEST)]
        newest = " UNION ".join([NEWEST_ABOUT] * len(self.wanted))
        self.tables.append(PICTURES.format(newest=newest, apart=self.placed([self.apart_from])))
        self.names.append("alike")

    def best(self, each: int) -> tuple[list[int], list[int]]:
        """Keys of pages, at most `each` of a type, and of at most `each` pictures; the best first."""
        if not self.names:
            return [], []
        asked = " UNION ALL ".join(BEST.format(name=name) for name in self.names)
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH {', '.join(self.tables)} {asked} ORDER BY 3",
                [*self.parameters, *[each] * len(self.names)],
            )
            rows = cursor.fetchall()
        pages, pictures = (
            [key for name, key, _place in rows if name == wanted] for wanted in ("ranked", "alike")
        )
        return pages, pictures


@cache
def seen_pages() -> str:
    """The statement for all pages that visitors may see; it has no values of its own."""
    pages = Page.objects.filter(visible()).order_by()
    sql, parameters = pages.values(
        "id", "content_type_id", "first_published_at"
    ).query.sql_with_params()
    if parameters:
        raise TypeError(
            "What visitors may see depends on a value: it cannot be kept as a statement."
        )
    return sql
