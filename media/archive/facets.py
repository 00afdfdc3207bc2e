"""What pictures can be narrowed by: facets and their values."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from django.db.models import CharField, Count, Exists, IntegerField, OuterRef, Q
from django.db.models import Value as Text
from django.db.models.functions import Cast, Coalesce

from media.archive.catalogue import (
    SIZES,
    Entry,
    EntrySubject,
    EntryWords,
    FacetCount,
    Orientation,
    among,
)
from media.archive.narrowing import Value
from media.archive.search.questions import years_in
from media.descriptions.languages import name_of
from media.pages.kept import kept
from media.pages.subjects import Subject, label_of
from media.pictures.images import ImagePage
from media.pictures.licences import Licence

# Of each kind of subject so many are offered, those of most pictures.
OFFERED = 12
# So many are looked at for that.
LOOKED_AT = 300


class Facts(NamedTuple):
    """What the facets count of one picture."""

    kind: str
    orientation: str
    # 1 or 0, and days as YYYY-MM-DD, "" for none: to make more of thousands costs more than the query.
    zooms: int
    pixels: int
    licence_id: int
    first: str
    last: str

    @classmethod
    def of(cls, positions: list[int]) -> list["Facts"]:
        entries = Entry.objects.filter(pk__in=among(positions)).annotate(
            zooms=Cast("has_zoom", IntegerField()),
            first=Coalesce(Cast("taken_first", CharField()), Text("")),
            last=Coalesce(Cast("taken_last", CharField()), Text("")),
        )
        return list(map(cls._make, entries.values_list(*cls._fields)))


@dataclass(frozen=True)
class Facet:
    """One question that a picture answers, with few known answers."""

    name: str
    label: str
    column: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    # Whether of several values only one can be chosen.
    is_single = False

    def known(self, names: list[str]) -> dict[str, Value]:
        """Those of `names` that are values of this facet."""
        labels = dict(self.choices)
        return {name: Value(name, labels[name]) for name in names if name in labels}

    def condition(self, values: Iterable[Value], path: str) -> Q:
        """What an entry must be; `path` leads to it from the rows that are asked."""
        return Q(**{f"{path}{self.column}__in": [value.name for value in values]})

    def kept(self, numbers: dict[tuple[str, str], int]) -> Counter:
        """How many pictures have each value, of the kept numbers."""
        return Counter({name: numbers.get((self.name, name), 0) for name, _label in self.choices})

    def counted(self, facts: list[Facts]) -> Counter:
        """How many of some pictures have each value."""
        return Counter(map(attrgetter(self.column), facts))

    def labelled(self, names: Iterable[str]) -> dict[str, Value]:
        """The values with these names that can be offered, in the order in which they stand."""
        names = set(names)
        return {name: Value(name, label) for name, label in self.choices if name in names}


class AnswerFacet(Facet):
    """A question that a licence answers; `column` is that of the licence."""

    def condition(self, values, path):
        yes = Licence.objects.filter(**{self.column: Licence.Answer.YES})
        return Q(**{f"{path}licence__in": yes.values("pk")})

    def kept(self, numbers):
        yes = licences_that_allow(self.column)
        return Counter(yes=sum(numbers.get(("licence", str(key)), 0) for key in yes))

    def counted(self, facts):
        yes = licences_that_allow(self.column)
        return Counter(yes=sum(map(yes.__contains__, map(attrgetter("licence_id"), facts))))


def licences_that_allow(answer: str) -> set[int]:
    yes = Licence.objects.filter(**{answer: Licence.Answer.YES}).values_list("pk", flat=True)
    return kept(("licences", answer), lambda: set(yes))


class ZoomFacet(Facet):
    def condition(self, values, path):
        return Q(**{f"{path}has_zoom": True})

    def counted(self, facts):
        return Counter(yes=sum(one.zooms for one in facts))


class SizeFacet(Facet):
    """At least so many megapixels; of several choices the smallest."""

    is_single = True

    def condition(self, values, path):
        least = min(int(value.name) for value in values)
        return Q(**{f"{path}pixels__gte": least * 1_000_000})

    def counted(self, facts):
        numbers = Counter(map(attrgetter("pixels"), facts))
        return Counter(
            {
                str(size): sum(
                    number for pixels, number in numbers.items() if pixels >= size * 1_000_000
                )
                for size in SIZES
            }
        )


class LanguageFacet(Facet):
    def known(self, names):
        kept = FacetCount.objects.filter(facet="language", value__in=names, number__gt=0)
        return self.labelled(kept.values_list("value", flat=True))

    def condition(self, values, path):
        said = EntryWords.objects.filter(
            entry=OuterRef(f"{path}position"), language__in=[value.name for value in values]
        )
        return Q(Exists(said))

    def kept(self, numbers):
        return Counter(
            {value: number for (facet, value), number in numbers.items() if facet == "language"}
        )

    def labelled(self, names):
        named = {name: Value(name, name_of(name)) for name in names}
        return dict(sorted(named.items(), key=lambda item: item[1].label))


class TakenFacet(Facet):
    """A year or a span of years in which a picture was taken; decades are offered."""

    is_single = True

    def known(self, names):
        spans = {name: Value(name, in_words(name)) for name in names if years_in(name)}
        return dict(list(spans.items())[:1])

    def condition(self, values, path):
        (value,) = values
        first, last = years_in(value.name)
        return Q(**{f"{path}taken_first__gte": first, f"{path}taken_last__lte": last})

    def kept(self, numbers):
        return decades(
            {int(year): number for (facet, year), number in numbers.items() if facet == "year"}
        )

    def counted(self, facts):
        years = Counter(one.first[:4] for one in facts if one.first[:4] == one.last[:4])
        return decades({int(year): number for year, number in years.items() if year})

    def labelled(self, names):
        return {name: Value(name, in_words(name)) for name in sorted(names, reverse=True)}


def decades(years: dict[int, int]) -> Counter:
    found = Counter()
    for year, number in years.items():
        found[f"{year // 10 * 10}..{year // 10 * 10 + 9}"] += number
    return found


def in_words(span: str) -> str:
    first, last = years_in(span)
    if first.year == last.year:
        return str(first.year)
    if first.year == 1:
        return f"until {last.year}"
    if last.year == 9999:
        return f"since {first.year}"
    return f"{first.year} to {last.year}"


class SubjectFacet(Facet):
    """What a picture is about, of one kind of subject; `column` is the kind, "" for any."""

    def known(self, names):
        shown = EntrySubject.objects.filter(subject=OuterRef("pk"))
        subjects = Subject.objects.public().with_labels().filter(Exists(shown), slug__in=names)
        subjects = subjects.filter(kind=self.column) if self.column else subjects
        found = {one.slug: Value(one.slug, one.label, one.pk) for one in subjects}
        return {name: found[name] for name in names if name in found}

    def condition(self, values, path):
        about = EntrySubject.objects.filter(
            entry=OuterRef(f"{path}position"), subject__in=[value.key for value in values]
        )
        return Q(Exists(about))


ANSWER = (("yes", "Yes"),)
OF_SUBJECTS = (
    SubjectFacet("topic", "Topic", Subject.Kind.TOPIC),
    SubjectFacet("mission", "Mission", Subject.Kind.MISSION),
    SubjectFacet("target", "Target", Subject.Kind.TARGET),
    SubjectFacet("person", "Person", Subject.Kind.PERSON),
    SubjectFacet("place", "Place", Subject.Kind.PLACE),
    SubjectFacet("system", "System", Subject.Kind.SYSTEM),
)
OTHERS = (
    Facet("kind", "Kind of picture", "kind", tuple(ImagePage.Kind.choices)),
    TakenFacet("taken", "Taken"),
    AnswerFacet("commercial", "May I use it commercially?", "may_use_commercially", ANSWER),
    AnswerFacet("change", "May I change it?", "may_adapt", ANSWER),
    Facet("orientation", "Orientation", "orientation", tuple(Orientation.choices)),
    SizeFacet(
        "size", "Size", "", tuple((str(size), f"{size} megapixels or more") for size in SIZES)
    ),
    LanguageFacet("language", "Described in"),
    ZoomFacet("zoom", "Deep zoom", "", (("yes", "Can be looked at closely"),)),
)
# Of any kind; accepted, and not offered.
ANY_SUBJECT = SubjectFacet("subject", "Subject")
FACETS = {facet.name: facet for facet in (*OF_SUBJECTS, *OTHERS, ANY_SUBJECT)}


def subjects_counted(numbers: Counter) -> dict[str, list[tuple[Value, int]]]:
    """{name of a facet: its subjects with their numbers}, of the subjects (keys) that most are about."""
    most = dict(numbers.most_common(LOOKED_AT))
    found = {facet.name: [] for facet in OF_SUBJECTS}
    subjects = Subject.objects.public().with_labels().filter(pk__in=most, kind__in=found)
    columns = ("pk", "slug", "kind", "name", "preferred_name")
    named = [
        (most[key], Value(slug, label_of(name, preferred), key), kind)
        for key, slug, kind, name, preferred in subjects.order_by().values_list(*columns)
    ]
    for number, value, kind in sorted(named, key=lambda one: (-one[0], one[1].label.casefold())):
        if len(found[kind]) < OFFERED:
            found[kind].append((value, number))
    return found


def about_counted(positions: list[int]) -> Counter:
    """How many of some pictures are about each subject, by its key."""
    rows = EntrySubject.objects.filter(entry__in=among(positions)).order_by().values_list("subject")
    return Counter(dict(rows.annotate(number=Count("entry"))))


def languages_counted(positions: list[int]) -> Counter:
    """In how many of some pictures each language is spoken."""
    rows = EntryWords.objects.filter(entry__in=among(positions)).order_by().values_list("language")
    return Counter(dict(rows.annotate(number=Count("pk"))))


def about_kept(numbers: dict[tuple[str, str], int]) -> Counter:
    return Counter(
        {int(key): number for (facet, key), number in numbers.items() if facet == "subject"}
    )
