"""Keeps the catalogue right: from pages, their releases, words and subjects.

`keep` makes the rows of some pictures what they have to be, whatever happened to these. It is called
where a release opens, where a page is saved and where a subject changes; the worker looks at all of
them once an hour, and `manage.py rebuild_catalogue` does the same at once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear
from django.utils import timezone
from wagtail.models import Page

from media.archive.catalogue import (
    BITS_OF_SPAN,
    SIZES,
    Entry,
    EntrySubject,
    EntryWords,
    FacetCount,
    Orientation,
    position_of,
)
from media.archive.changes import Change, note_changes
from media.archive.search.documents import (
    keep_all_documents,
    keep_documents,
    remove_documents,
)
from media.descriptions.markup import plain
from media.descriptions.words import words_of
from media.pages.subjects import PageSubject
from media.pictures.images import ImagePage
from media.pictures.releases import Release

AT_ONCE = 200
# Without these a picture has no page that visitors could read.
NEEDED = ("title", "alt_text", "long_description", "credit", "url_path")
# Everything in a row of an entry but its place.
COLUMNS = [one.attname for one in Entry._meta.concrete_fields if not one.primary_key]


def showable() -> QuerySet:
    """The pictures that visitors may see, by the tables from which the catalogue is made."""
    lacks = Q(licence=None)
    for name in NEEDED:
        lacks |= Q(**{name: ""})
    opened = Release.objects.public().filter(page=OuterRef("pk"))
    return ImagePage.objects.live().filter(Exists(opened)).exclude(lacks)


@dataclass
class Row:
    """All that the catalogue says about one picture."""

    position: int
    # {column: value}
    entry: dict
    # {language: (title, alt text, image description, caption)}
    words: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    subjects: set[int] = field(default_factory=set)

    def facets(self) -> Iterator[tuple[str, str]]:
        """Every (facet, value) under which it is counted; visitors choose all but "all" and "place"."""
        yield "all", ""
        yield "place", str(self.position >> BITS_OF_SPAN)
        yield "kind", self.entry["kind"]
        yield "licence", str(self.entry["licence_id"])
        yield "orientation", self.entry["orientation"]
        yield "parent", str(self.entry["parent_id"])
        if self.entry["has_zoom"]:
            yield "zoom", "yes"
        for size in SIZES:
            if self.entry["pixels"] >= size * 1_000_000:
                yield "size", str(size)
        for year in self.years():
            yield "year", str(year)
        for language in self.words:
            yield "language", language
        for subject in self.subjects:
            yield "subject", str(subject)

    def years(self) -> Iterable[int]:
        """The year in which it was taken; none where that is not known to the year."""
        first, last = self.entry["taken_first"], self.entry["taken_last"]
        return [first.year] if first and last and first.year == last.year else []


@transaction.atomic
def keep(keys: Iterable[int]) -> list[str]:
    """Make the rows of the pages with these keys right; the titles of those that were not.

    Whoever else saves one of these pages waits until the transaction ends.
    """
    wrong = []
    for some in in_batches(sorted(set(keys))):
        list(Page.objects.select_for_update().filter(pk__in=some).order_by("pk").values_list("pk"))
        before, after = stored_rows(some), wanted_rows(some)
        changed = [key for key in some if before.get(key) != after.get(key)]
        if changed:
            put_in_place(changed, before, after)
            keep_documents(changed)
            wrong += [(after.get(key) or before[key]).entry["title"] for key in changed]
    return wrong


def put_in_place(keys: list[int], before: dict[int, Row], after: dict[int, Row]) -> None:
    """Write the rows `after` for those `before`, and count what that changes."""
    rows = [after[key] for key in keys if key in after]
    Entry.objects.filter(page__in=keys).delete()
    Entry.objects.bulk_create(Entry(position=row.position, **row.entry) for row in rows)
    EntryWords.objects.bulk_create(
        EntryWords(
            entry_id=row.position,
            language=language,
            title=title,
            alt_text=alt_text,
            long_description=long_description,
            caption=caption,
        )
        for row in rows
        for language, (title, alt_text, long_description, caption) in row.words.items()
    )
    EntrySubject.objects.bulk_create(
        EntrySubject(entry_id=row.position, subject_id=subject)
        for row in rows
        for subject in sorted(row.subjects)
    )
    numbers = Counter(facet for row in rows for facet in row.facets())
    numbers.subtract(facet for key in keys if key in before for facet in before[key].facets())
    count(numbers)
    note_changes(what_happened(before.get(key), after.get(key)) for key in keys)


def what_happened(before: Row | None, after: Row | None) -> tuple[str, Change.Kind]:
    """(identifier, kind of change) of a picture of which the catalogue said `before` and says `after`."""
    if after is None:
        return before.entry["identifier"], Change.Kind.WITHDRAWN
    identifier = after.entry["identifier"]
    if before is None:
        return identifier, Change.Kind.CREATED
    if before.words != after.words:
        return identifier, Change.Kind.DESCRIBED
    return identifier, Change.Kind.UPDATED


def remove(entries: QuerySet) -> None:
    """Take pictures out of the catalogue, in the transaction that closes their releases."""
    keys = list(entries.values_list("page", flat=True))
    for some in in_batches(keys):
        put_in_place(some, stored_rows(some), {})
        remove_documents(some)


def in_batches(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


# --- What is there, and what should be ----------------------------------------------------------


def stored_rows(keys: list[int]) -> dict[int, Row]:
    """What the catalogue says about the pages with these keys."""
    rows, of_position = {}, {}
    for values in Entry.objects.filter(page__in=keys).values("position", *COLUMNS):
        row = Row(values.pop("position"), values)
        rows[values["page_id"]] = of_position[row.position] = row
    if not rows:
        return {}
    texts = ("language", "title", "alt_text", "long_description", "caption")
    words = EntryWords.objects.filter(entry__in=of_position).values_list("entry_id", *texts)
    for position, language, *said in words:
        of_position[position].words[language] = tuple(said)
    about = EntrySubject.objects.filter(entry__in=of_position).values_list("entry_id", "subject_id")
    for position, subject in about:
        of_position[position].subjects.add(subject)
    return rows


def wanted_rows(keys: list[int]) -> dict[int, Row]:
    """What the catalogue has to say about the pages with these keys; nothing about what is hidden."""
    pages = list(showable().filter(pk__in=keys).prefetch_related("texts", "known_as"))
    if not pages:
        return {}
    releases = {one.page_id: one for one in Release.objects.public().filter(page__in=keys)}
    about = defaultdict(set)
    whole = Coalesce("tag__merged_into", "tag")
    tags = PageSubject.objects.filter(content_object__in=keys).values_list("content_object", whole)
    for key, subject in tags:
        about[key].add(subject)
    parents = parents_of(pages)
    return {
        page.pk: wanted_row(
            page, releases[page.pk], parents[page.pk], about[page.pk], words_for(page)
        )
        for page in pages
    }


def parents_of(pages: Iterable[ImagePage]) -> dict[int, int]:
    """{key of a page: key of the page above it}, in one query for all."""
    paths = {page.pk: page.path[: -Page.steplen] for page in pages}
    keys = dict(Page.objects.filter(path__in=set(paths.values())).values_list("path", "pk"))
    return {key: keys[path] for key, path in paths.items()}


def wanted_row(
    page: ImagePage,
    release: Release,
    parent: int,
    subjects: set[int],
    words: dict[str, tuple[str, str, str, str]],
) -> Row:
    """What the catalogue says about a page; `words` as `words_for` gives them."""
    width, height = release.manifest["width"], release.manifest["height"]
    moments = [page.last_published_at, page.first_published_at, release.opened_at]
    entry = {
        "page_id": page.pk,
        "release_id": release.pk,
        "parent_id": parent,
        "translation_key": page.translation_key,
        "identifier": page.identifier,
        "aliases": page.other_names,
        "url_path": page.url_path,
        "title": page.title,
        "alt_text": page.alt_text,
        "kind": page.kind,
        "credit": page.credit,
        "licence_id": page.licence_id,
        "shown_on": page.published_on or day_of(page.first_published_at or release.opened_at),
        "taken_on": page.taken_on,
        "taken_first": page.taken_first,
        "taken_last": page.taken_last,
        "width": width,
        "height": height,
        "pixels": width * height,
        "orientation": Orientation.of(width, height).value,
        "has_zoom": release.tiles == Release.Tiles.PUBLIC,
        "changed_at": max(moment for moment in moments if moment),
    }
    if missing := set(COLUMNS) - entry.keys():
        raise TypeError(f"Nothing says what stands in {', '.join(sorted(missing))}.")
    return Row(position_of(page), entry, words, subjects)


def day_of(moment) -> date:
    """The day of a moment in the site's time zone, whoever looks."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def words_for(page: ImagePage) -> dict[str, tuple[str, str, str, str]]:
    """{language: (title, alt text, image description, caption)}; what is not whole is left out."""
    said = words_of(page)
    captions = {said.source.language: page.caption}
    captions |= {text.language: text.caption for text in page.texts.all()}
    return {
        one.language: (
            one.title,
            one.alt_text,
            one.long_description,
            plain(captions[one.language]),
        )
        for one in (said.source, *said.others)
        if one.is_whole
    }


# --- How many there are -------------------------------------------------------------------------

ADD = """
    INSERT INTO media_facetcount (facet, value, number) VALUES {rows}
    ON CONFLICT (facet, value) DO UPDATE SET number = media_facetcount.number + excluded.number
"""


def count(changes: Counter) -> None:
    """Add to the kept counts, in one statement and always in the same order: two never wait in a ring."""
    changed = [(*facet, number) for facet, number in sorted(changes.items()) if number]
    for start in range(0, len(changed), AT_ONCE):
        some = changed[start : start + AT_ONCE]
        rows = ", ".join(["(%s, %s, %s)"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(ADD.format(rows=rows), [value for row in some for value in row])


def counted() -> Counter:
    """The number of pictures for every value of every facet, counted anew."""
    found = Counter({("all", ""): Entry.objects.count()})
    for facet, column in COUNTED.items():
        numbers = Entry.objects.order_by().values_list(column).annotate(number=Count("pk"))
        found.update({(facet, str(value)): number for value, number in numbers})
    spans = Entry.objects.order_by().annotate(span=F("pk").bitrightshift(BITS_OF_SPAN))
    numbers = spans.values_list("span").annotate(number=Count("pk"))
    found.update({("place", str(span)): number for span, number in numbers})
    found[("zoom", "yes")] = Entry.objects.filter(has_zoom=True).count()
    for size in SIZES:
        found[("size", str(size))] = Entry.objects.filter(pixels__gte=size * 1_000_000).count()
    years = Entry.objects.filter(taken_first__year=ExtractYear("taken_last"))
    years = years.order_by().values_list("taken_first__year").annotate(number=Count("pk"))
    found.update({("year", str(year)): number for year, number in years})
    for facet, model, column in (
        ("language", EntryWords, "language"),
        ("subject", EntrySubject, "subject_id"),
    ):
        numbers = model.objects.order_by().values_list(column).annotate(number=Count("pk"))
        found.update({(facet, str(value)): number for value, number in numbers})
    return found


COUNTED = {
    "kind": "kind",
    "licence": "licence_id",
    "orientation": "orientation",
    "parent": "parent_id",
}


@transaction.atomic
def recount() -> bool:
    """Make the kept counts right; whether they were not."""
    # What is being published meanwhile waits, so that it is counted once.
    list(FacetCount.objects.select_for_update().filter(facet="all"))
    kept = {(one.facet, one.value): one.number for one in FacetCount.objects.all()}
    right = {facet: number for facet, number in counted().items() if number}
    if right == {facet: number for facet, number in kept.items() if number}:
        return False
    FacetCount.objects.all().delete()
    FacetCount.objects.bulk_create(
        (
            FacetCount(facet=facet, value=value, number=number)
            for (facet, value), number in right.items()
        ),
        batch_size=AT_ONCE,
    )
    return True


# --- All of them --------------------------------------------------------------------------------


def keep_all() -> Iterator[str]:
    """Make every row right, whoever changed what behind it; "" for each batch that was.

    The site runs meanwhile: each batch is a transaction of its own.
    """
    last = 0
    while keys := list(of_interest(last)[:AT_ONCE]):
        last = keys[-1]
        titles = keep(keys)
        yield from (
            f"The catalogue had not noticed what happened to “{title}”." for title in titles
        )
        yield ""
    yield from keep_all_documents()
    note_unnoted()
    if recount():
        yield "The numbers in the catalogue were wrong, and were counted anew."


def note_unnoted() -> None:
    """Note those pictures as created of which no change says anything: of before there were changes."""
    noted = Change.objects.filter(identifier=OuterRef("identifier"))
    unnoted = Entry.objects.filter(~Exists(noted)).order_by("position")
    while identifiers := list(unnoted.values_list("identifier", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            note_changes((identifier, Change.Kind.CREATED) for identifier in identifiers)


def of_interest(after: int) -> QuerySet:
    """The keys of pages that are, or should be, in the catalogue, in their order from `after` on."""
    either = Q(live=True) | Q(entry__isnull=False)
    pages = ImagePage.objects.filter(either, pk__gt=after)
    return pages.order_by("pk").values_list("pk", flat=True)
