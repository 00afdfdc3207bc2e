"""Cards: pages of any type side by side, fetched in two queries however many types there are."""

from collections import defaultdict
from functools import cache

from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
    prefetch_related_objects,
)
from django.db.models.functions import RowNumber
from wagtail.models import Page, get_page_models

from media.pages.subjected import SubjectedPage
from media.pages.subjects import PageSubject
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
    wanted = [(model, field) for model in types_with_cards() for field in model.card_fields]
    columns = {
        f"card_{number}": F(f"{model._meta.model_name}__{field}")
        for number, (model, field) in enumerate(wanted)
    }
    found = []
    for row in pages.annotate(**columns):
        page = row.specific_deferred
        for number, (model, field) in enumerate(wanted):
            if model is type(page):
                setattr(page, field, getattr(row, f"card_{number}"))
        found.append(page)
    for model in types_with_cards():
        if model.card_rows:
            prefetch_related_objects([one for one in found if type(one) is model], *model.card_rows)
    return found


@cache
def types_with_cards() -> tuple[type[SubjectedPage], ...]:
    models = [model for model in get_page_models() if issubclass(model, SubjectedPage)]
    return tuple(model for model in models if model.card_fields)


def with_pictures(pages) -> list[Page]:
    """`pages` as a list, each with its picture at hand if visitors may see that, in one query for all.

    The picture is `card_image`; a page's own `lead_image` is filled in with it.
    """
    pages = list(pages)
    itself = {page.pk for page in pages if isinstance(page, ImagePage)}
    chosen = {image for page in pages if (image := getattr(page, "lead_image_id", None))}
    wanted = itself | chosen
    images = ImagePage.objects.visible().with_files().in_bulk(wanted) if wanted else {}
    for number, page in enumerate(pages):
        if isinstance(page, ImagePage):
            pages[number] = page = images.get(page.pk, page)
            page.card_image = images.get(page.pk)
            continue
        page.card_image = images.get(getattr(page, "lead_image_id", None))
        if page.card_image:
            page.lead_image = page.card_image
    return pages


def related_pages(
    subject_keys, *, apart_from: Page, each: int = 6, page_keys=()
) -> dict[str, list[Page]]:
    """The visible pages that share most of the subjects, newest first, at most `each` of a type.

    Those with one of the `page_keys` belong to them in any case. Answers {type key: [page, …]};
    fills in the lead image of `apart_from` on the way.
    """
    wanted = [key for key in subject_keys if key]
    if not wanted and not page_keys:
        with_pictures([apart_from])
        return {}
    about = PageSubject.objects.filter(
        Q(tag__in=wanted) | Q(tag__merged_into__in=wanted), content_object=OuterRef("pk")
    )
    shared = about.order_by().values("content_object").annotate(number=Count("pk"))
    ranked = (
        Page.objects.filter(visible(), Exists(about) | Q(pk__in=page_keys))
        .exclude(pk=apart_from.pk)
        .annotate(shared=Subquery(shared.values("number")))
        .annotate(
            place=Window(
                RowNumber(),
                partition_by=F("content_type"),
                order_by=[
                    F("shared").desc(nulls_last=True),
                    F("first_published_at").desc(),
                    F("pk").desc(),
                ],
            )
        )
        .filter(place__lte=each)
        .order_by("place")
    )
    *cards, _itself = with_pictures([*specific_for_cards(ranked), apart_from])
    groups = defaultdict(list)
    for page in cards:
        groups[page.type_key].append(page)
    return dict(groups)
