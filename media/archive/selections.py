"""What a visitor chose in the archive: words, facets, order and place in the list; and what is there."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Self

from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL
from django.http import QueryDict

from media.archive.catalogue import Entry, EntrySubject, FacetCount, among
from media.archive.facets import (
    FACETS,
    OF_SUBJECTS,
    OTHERS,
    Facet,
    Facts,
    LanguageFacet,
    SubjectFacet,
    about_counted,
    about_kept,
    languages_counted,
    subjects_counted,
)
from media.archive.narrowing import Narrowing, Offer, Value
from media.archive.search.engine import KNOWN, newest, subquery
from media.archive.search.finding import Number, field_of_entry
from media.pages.kept import kept
from media.pages.subjects import current_language
from media.pictures.images import ImagePage

SORTS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "best": "Best match first",
    "liked": "Most liked first",
    "largest": "Largest first",
}
VIEWS = {"grid": "Pictures", "list": "With their alt texts"}
PAGE_SIZES = (24, 48, 96)


@dataclass
class Selection(Narrowing):
    """The pictures of the archive that somebody asked for, in an order and a form."""

    sort: str = "newest"
    view: str = "grid"
    page_size: int = field(default_factory=lambda: PAGE_SIZES[0])
    # The page of the archive, if there are several.
    parent: int | None = None

    noun = "picture"

    @classmethod
    def read(cls, query: QueryDict) -> "Selection":
        own = cls()
        own.take_all(query)
        sort, view, size = (query.get(name, "") for name in ("sort", "view", "per_page"))
        is_possible = sort in SORTS and (sort != "best" or own.question.wanted)
        own.sort = sort if is_possible else own.usual_sort
        own.view = view if view in VIEWS else own.view
        own.page_size = next((one for one in PAGE_SIZES if str(one) == size), own.page_size)
        return own

    @property
    def narrowed_by(self) -> dict[str, Facet]:
        return FACETS

    def values_called(self, facet: Facet, names: list[str]) -> dict[str, Value]:
        return facet.known(names)

    # --- Its addresses ------------------------------------------------------------------------

    def parameters(self, **changes) -> list[tuple[str, str]]:
        """The parameters of its address, in one order; `changes` are other ones, "" leaves one out."""
        usual = {"sort": self.usual_sort, "view": "grid", "per_page": PAGE_SIZES[0]}
        shown = {"sort": self.sort, "view": self.view, "per_page": self.page_size} | changes
        differing = {name: value for name, value in shown.items() if value != usual.get(name)}
        return super().parameters(**differing)

    @property
    def usual_sort(self) -> str:
        return "best" if self.question.wanted else "newest"

    def without_words(self) -> Self:
        return replace(super().without_words(), sort="newest" if self.sort == "best" else self.sort)

    # --- What fits ----------------------------------------------------------------------------

    def positions(self, *, apart_from: str = "") -> QuerySet:
        """The positions of the pictures that fit, in no order; one facet's own choice may be left out.

        Where one subject is asked for, its pictures are walked, else all.
        """
        chosen = {name: values for name, values in self.chosen.items() if name != apart_from}
        walked = next(
            (
                name
                for name, values in chosen.items()
                if isinstance(FACETS[name], SubjectFacet) and len(values) == 1
            ),
            None,
        )
        if walked:
            (subject,) = chosen.pop(walked).values()
            rows, path = EntrySubject.objects.filter(subject=subject.key), "entry__"
        else:
            rows, path = Entry.objects.all(), ""
        for name, values in chosen.items():
            rows = rows.filter(FACETS[name].condition(values.values(), path))
        if self.parent:
            rows = rows.filter(**{f"{path}parent": self.parent})
        rows = self.saying(rows, "entry_id" if walked else "pk", path)
        column = "entry_id" if walked else "position"
        return rows.annotate(place=F(column)).order_by().values_list("place", flat=True)

    def saying(self, rows: QuerySet, key: str, path: str) -> QuerySet:
        """Those of `rows` that fit the words and the fields of the question."""
        if self.question.wanted:
            known = self.places_of_words
            within = among(known) if len(known) <= KNOWN else RawSQL(*subquery(self.question))  # noqa: S611
            rows = rows.filter(**{f"{key}__in": within})
        else:
            for term in self.question.unwanted:
                holding = RawSQL(*subquery(self.question.about(term)))  # noqa: S611
                rows = rows.exclude(**{f"{key}__in": holding})
        for name, value in self.question.fields:
            fitting = Entry.objects.filter(field_of_entry(name, value)).values("pk")
            rows = rows.filter(**{f"{key}__in": fitting})
        return rows

    @cached_property
    def places_of_words(self) -> list[int]:
        """The newest pictures that hold the words, at most one more than are known one by one."""
        return newest(self.question, [ImagePage.type_key])

    @cached_property
    def known(self) -> list[int]:
        """The newest positions that fit, at most one more than are known one by one."""
        return list(self.positions().order_by("-place")[: KNOWN + 1])

    @cached_property
    def number(self) -> Number:
        if not self.is_narrowed:
            facet = ("parent", str(self.parent)) if self.parent else ("all", "")
            return Number(self.kept.get(facet, 0))
        if len(self.known) > KNOWN and (exact := self.kept_number):
            return Number(exact)
        return Number(min(len(self.known), KNOWN), is_capped=len(self.known) > KNOWN)

    @property
    def kept_number(self) -> int:
        """The exact number, where all that was chosen is one value that is kept; else 0."""
        values = [(name, value) for name, found in self.chosen.items() for value in found.values()]
        if len(values) != 1 or self.question or self.parent:
            return 0
        ((name, value),) = values
        facet, of = ("subject", str(value.key)) if value.key else (name, value.name)
        rows = FacetCount.objects.filter(facet=facet, value=of)
        return rows.values_list("number", flat=True).first() or 0

    @cached_property
    def kept(self) -> dict[tuple[str, str], int]:
        rows = FacetCount.objects.filter(number__gt=0).exclude(facet="place")
        rows = rows.values_list("facet", "value", "number")
        return {(facet, value): number for facet, value, number in rows}

    # --- What can be chosen -------------------------------------------------------------------

    def facets(self) -> Iterator[tuple[Facet, list[Offer]]]:
        """Every facet that tells pictures apart, with its values; those without pictures are left out."""
        offered = {facet.name: [] for facet in (*OF_SUBJECTS, *OTHERS)}
        whole = Numbers(self, None)
        offered |= whole.of_all(apart_from=self.chosen)
        for name in self.chosen:
            if name in offered:
                offered[name] = Numbers(self, name).of(FACETS[name])
        for name, values in offered.items():
            if offers := self.offers(FACETS[name], values):
                yield FACETS[name], offers


class Numbers:
    """How many pictures each value would give, with everything else that was chosen.

    Kept numbers where nothing is chosen; exact ones as long as the pictures are known one by one; above
    that at least so many, counted among the newest, and written so.
    """

    def __init__(self, selection: Selection, apart_from: str | None):
        self.selection = selection
        others = [name for name in selection.chosen if name != apart_from]
        self.is_whole = not others and not selection.question and not selection.parent
        self.positions: list[int] = []
        if self.is_whole:
            return
        known = (
            selection.positions(apart_from=apart_from).order_by("-place")[: KNOWN + 1]
            if apart_from
            else selection.known
        )
        self.positions = list(known)

    @property
    def is_capped(self) -> bool:
        return len(self.positions) > KNOWN

    def of_all(self, *, apart_from) -> dict[str, list[tuple[Value, str]]]:
        """{name of a facet: its values with their numbers} for all but some."""
        if self.is_whole and not apart_from:
            key = ("numbers of the whole archive", current_language())
            return dict(kept(key, lambda: self.counted(apart_from)))
        return self.counted(apart_from)

    def counted(self, apart_from) -> dict[str, list[tuple[Value, str]]]:
        about = about_kept(self.selection.kept) if self.is_whole else about_counted(self.positions)
        found = {
            name: [(value, self.said(number)) for value, number in values]
            for name, values in subjects_counted(about).items()
        }
        for facet in OTHERS:
            if facet.name not in apart_from:
                found[facet.name] = self.of(facet)
        return {name: values for name, values in found.items() if name not in apart_from}

    def of(self, facet: Facet) -> list[tuple[Value, str]]:
        if isinstance(facet, SubjectFacet):
            about = (
                about_kept(self.selection.kept) if self.is_whole else about_counted(self.positions)
            )
            values = subjects_counted(about)[facet.name]
            return [(value, self.said(number)) for value, number in values]
        if facet.name == "taken" and self.is_capped:
            return []  # the newest are all of a few years
        numbers = self.of_values(facet)
        there = {name for name, number in numbers.items() if number}
        return [(value, self.said(numbers[name])) for name, value in facet.labelled(there).items()]

    def of_values(self, facet: Facet) -> Counter:
        if self.is_whole:
            return facet.kept(self.selection.kept)
        if isinstance(facet, LanguageFacet):
            return languages_counted(self.positions)
        return facet.counted(self.facts)

    @cached_property
    def facts(self) -> list[Facts]:
        return Facts.of(self.positions)

    def said(self, number: int) -> str:
        return f"{number:,}+" if self.is_capped else f"{number:,}"
