"""Cards: pages of any type side by side, fetched in two queries however many types there are."""

from collections.abc import Iterable
from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, QuerySet, prefetch_related_objects
from wagtail.models import Page, get_page_models

from media.archive.catalogue import Entry, by_page
from media.pages.kept import kept_rows
from media.pages.prepared import prepared
from media.pages.subjected import SubjectedPage
from media.pages.visibility import visible
from media.pictures.images import ImagePage


def as_cards(pages: QuerySet) -> list[Page]:
    """The page of each row as its card shows it, with its picture at hand."""
    return with_pictures(specific_for_cards(pages))


def specific_for_cards(pages: QuerySet) -> list[Page]:
    """The specific page of each row in one query, with nothing but what its card needs.

    Every type names in `card_fields` what that is, beside the columns of `Page`; one more query
    fetches the `card_rows` of those types that have some.
    """
    return specific_of_rows(with_card_columns(pages))


def pages_for_cards(keys: Iterable[int]) -> dict[int, Page]:
    """{key: the specific page, as its card needs it}"""

    def find(wanted: list[int]) -> dict[int, Page]:
        return {page.pk: page for page in specific_of_rows(rows_for_cards(wanted))}

    return kept_rows("card", keys, find)


def visible_pages_for_cards(keys: Iterable[int]) -> dict[int, Page]:
    """The same of those that visitors may see."""

    def find(wanted: list[int]) -> dict[int, Page]:
        return {page.pk: page for page in specific_of_rows(visible_rows_for_cards(wanted))}

    return kept_rows("visible card", keys, find)


@prepared
def rows_for_cards(keys: list[int]):
    return with_card_columns(Page.objects.filter(pk__in=keys).order_by())


@prepared
def visible_rows_for_cards(keys: list[int]):
    return with_card_columns(Page.objects.filter(visible(), pk__in=keys).order_by())


def with_card_columns(pages: QuerySet) -> QuerySet:
    """Beside each page what its card needs of its own type, as `card_0`, `card_1` …"""
    columns = {
        f"card_{number}": F(f"{model._meta.model_name}__{field}")
        for number, (model, field) in enumerate(card_columns())
    }
    return pages.annotate(**columns)


@cache
def card_columns() -> list[tuple[type[SubjectedPage], str]]:
    return [(model, field) for model in types_with_cards() for field in model.card_fields]


def specific_of_rows(rows: Iterable[Page]) -> list[Page]:
    """The specific page of each row that was asked `with_card_columns`."""
    found = []
    for row in rows:
        page = row.specific_deferred
        for number, (model, field) in enumerate(card_columns()):
            if model is type(page):
                setattr(page, field, getattr(row, f"card_{number}"))
        found.append(page)
    for model in types_with_cards():
        if model.card_rows:
            prefetch_related_objects([one for one in found if type(one) is model], *model.card_rows)
    return found


@cache
def types() -> tuple[type[SubjectedPage], ...]:
    return tuple(model for model in get_page_models() if issubclass(model, SubjectedPage))


@cache
def types_with_cards() -> tuple[type[SubjectedPage], ...]:
    return tuple(model for model in types() if model.card_fields)


def with_pictures(pages) -> list:
    """`pages` as a list, each with its picture at hand if visitors may see that, in one query for all.

    The picture is `card_image`, as the catalogue has it. What stands in the catalogue stands in the
    list in the place of its page.
    """
    pages = list(pages)
    entries = give_pictures(
        [page for page in pages if not isinstance(page, (ImagePage, Entry))],
        also={page.pk for page in pages if isinstance(page, ImagePage)},
    )
    return [entries.get(page.pk, page) if isinstance(page, ImagePage) else page for page in pages]


def give_pictures(pages: Iterable[Page], also: Iterable[int] = ()) -> dict[int, Entry]:
    """Give each page its `card_image`, an entry or None; {key of its page: entry}, with those of `also`."""
    pages = list(pages)
    entries = by_page({getattr(page, "lead_image_id", 0) for page in pages}.union(also))
    for page in pages:
        page.card_image = entries.get(getattr(page, "lead_image_id", None))
    return entries


def types_called(kinds) -> list[type[SubjectedPage]]:
    """The types with these names; all types for none."""
    return [model for model in types() if not kinds or model.type_key in kinds]


def keys_of(models: list[type[Page]]) -> list[int]:
    return [one.pk for one in ContentType.objects.get_for_models(*models).values()]
