"""Lists of pages of one type, missions, topics, galleries, stories, states: narrowed as the archive is.

There are thousands of these at most, so every number is exact and asked when it is needed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Expression, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear
from django.http import QueryDict

from media.archive.cards import with_pictures
from media.archive.facets import ANY_SUBJECT, OF_SUBJECTS, subjects_counted
from media.archive.narrowing import Narrowing, Offer, Value
from media.archive.search.finding import did_you_mean, documents_that_fit
from media.pages.keys import key_in
from media.pages.subjects import PageSubject, Subject


@dataclass(frozen=True)
class PageFacet:
    """One question that pages of a type answer."""

    name: str
    label: str

    is_single = False

    def known(self, names: list[str], pages: QuerySet) -> dict[str, Value]:
        """Those of `names` that are values of this facet, in a list of `pages`."""
        raise NotImplementedError

    def narrowed(self, pages: QuerySet, values: Iterable[Value]) -> QuerySet:
        """Those of `pages` that have one of the values."""
        raise NotImplementedError

    def counted(self, pages: QuerySet) -> list[tuple[Value, int]]:
        """The values that `pages` have, with how many have each, in the order in which they stand."""
        raise NotImplementedError


class ChoiceFacet(PageFacet):
    """A question with few known answers."""

    def labels(self) -> dict[str, str]:
        """{name of a value: what people read}, in the order in which they stand."""
        raise NotImplementedError

    def numbers(self, pages: QuerySet) -> dict[str, int]:
        """{name of a value: how many of `pages` have it}."""
        raise NotImplementedError

    def known(self, names, pages):
        labels = self.labels()
        return {name: Value(name, labels[name]) for name in names if name in labels}

    def counted(self, pages):
        numbers, labels = self.numbers(pages), self.labels()
        return [(Value(name, label), numbers.get(name, 0)) for name, label in labels.items()]


@dataclass(frozen=True)
class YearFacet(PageFacet):
    """The year of a day; `day` is an expression over the page's row."""

    day: Expression

    def known(self, names, pages):
        return {name: Value(name, name) for name in names if len(name) == 4 and key_in(name)}

    def narrowed(self, pages, values):
        years = [int(value.name) for value in values]
        return pages.alias(year_shown=ExtractYear(self.day)).filter(year_shown__in=years)

    def counted(self, pages):
        years = pages.order_by().annotate(year_shown=ExtractYear(self.day)).values("year_shown")
        numbers = years.annotate(number=Count("pk")).order_by("-year_shown")
        return [
            (Value(str(year), str(year)), number)
            for year, number in numbers.values_list("year_shown", "number")
            if year
        ]


@dataclass(frozen=True)
class AboutFacet(PageFacet):
    """What a page is about, of one kind of subject; "" for any, which is accepted and not offered."""

    kind: str

    def known(self, names, pages):
        shown = Subject.objects.public().filter(pk__in=told_by(pages).values("whole"))
        subjects = shown.with_labels().filter(slug__in=names)
        subjects = subjects.filter(kind=self.kind) if self.kind else subjects
        return {one.slug: Value(one.slug, one.label, one.pk) for one in subjects}

    def narrowed(self, pages, values):
        wanted = [value.key for value in values]
        about = PageSubject.objects.filter(Q(tag__in=wanted) | Q(tag__merged_into__in=wanted))
        return pages.filter(pk__in=about.values("content_object"))


def told_by(pages: QuerySet) -> QuerySet:
    """What `pages` are about: a row a page and subject, with the `whole` of a merged one."""
    rows = PageSubject.objects.filter(content_object__in=pages.order_by().values("pk"))
    return rows.order_by().annotate(whole=Coalesce("tag__merged_into", "tag"))


ABOUT = {one.name: AboutFacet(one.name, one.label, one.column) for one in OF_SUBJECTS}
ABOUT_ANY = AboutFacet(ANY_SUBJECT.name, ANY_SUBJECT.label, "")


@dataclass
class PageList(Narrowing):
    """The pages of a list that somebody asked for."""

    # All that stand in it, in their order.
    pages: QuerySet = None
    # {name: facet} of this type's own; what pages are about comes behind.
    own: dict[str, PageFacet] = field(default_factory=dict)
    # The kind of subject that these pages present: each is about itself, which tells nothing.
    presenting: str = ""

    @classmethod
    def read(
        cls,
        query: QueryDict,
        pages: QuerySet,
        own: Iterable[PageFacet] = (),
        *,
        presenting: str = "",
    ) -> "PageList":
        found = cls(pages=pages, own={facet.name: facet for facet in own}, presenting=presenting)
        found.take_all(query)
        return found

    @property
    def noun(self) -> str:
        return self.pages.model._meta.verbose_name

    @property
    def narrowed_by(self) -> dict[str, PageFacet]:
        return {**self.own, **ABOUT, ABOUT_ANY.name: ABOUT_ANY}

    def values_called(self, facet, names):
        return facet.known(names, self.pages)

    def fitting(self, *, apart_from: str = "") -> QuerySet:
        """The pages that fit, in the order of the list; one facet's own choice may be left out."""
        pages, facets = self.pages, self.narrowed_by
        for name, values in self.chosen.items():
            if name != apart_from:
                pages = facets[name].narrowed(pages, values.values())
        if self.question:
            documents = documents_that_fit(self.question, [pages.model.type_key])
            pages = pages.filter(pk__in=documents.values("page"))
        return pages

    @cached_property
    def number(self) -> int:
        return self.fitting().count()

    def facets(self) -> Iterator[tuple[PageFacet, list[Offer]]]:
        fitting = self.fitting()
        about = subjects_of(fitting)
        for name, facet in {**self.own, **ABOUT}.items():
            pages = self.fitting(apart_from=name) if name in self.chosen else fitting
            if name not in ABOUT:
                values = facet.counted(pages)
            else:
                values = (subjects_of(pages) if name in self.chosen else about)[name]
            numbers = [(value, f"{number:,}") for value, number in values if number]
            is_told_apart = any(number < self.number for _value, number in values if number)
            is_offered = name in self.chosen or (is_told_apart and name != self.presenting)
            if is_offered and (offers := self.offers(facet, numbers)):
                yield facet, offers

    def context(self, query: QueryDict, each: int) -> dict[str, Any]:
        """What a page of the list needs, `each` pages at once.

        `results` is a page of a paginator, `pages` what stands on it, as cards.
        """
        paginator = Paginator(self.fitting(), each)
        paginator.count = self.number
        results = paginator.get_page(query.get("page"))
        return {
            "selection": self,
            "results": results,
            "pages": with_pictures(results),
            "facets": list(self.facets()),
            "better": "" if results.object_list else did_you_mean(self.question),
            "asked": self.parameters(),
        }


def subjects_of(pages: QuerySet) -> dict[str, list[tuple[Value, int]]]:
    """{name of a facet: its subjects with how many of `pages` are about each}."""
    rows = told_by(pages).values("whole").annotate(number=Count("content_object", distinct=True))
    return subjects_counted(Counter(dict(rows.values_list("whole", "number"))))
