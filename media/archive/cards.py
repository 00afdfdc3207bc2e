"""Cards: pages of any type side by side, fetched in two queries however many types there are."""

from collections import defaultdict
from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, RowNumber
from wagtail.models import Page, get_page_models

from media.pages.subjected import SubjectedPage
from media.pages.subjects import PageSubject, Subject
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
def types() -> tuple[type[SubjectedPage], ...]:
    return tuple(model for model in get_page_models() if issubclass(model, SubjectedPage))


@cache
def types_with_cards() -> tuple[type[SubjectedPage], ...]:
    return tuple(model for model in types() if model.card_fields)


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
    subject_keys, *, apart_from: Page, each: int = 6, presenting=(), page_keys=None, kinds=()
) -> dict[str, list[Page]]:
    """The visible pages that are about the subjects, at most `each` of a type.

    A page that presents one of them comes first, then those that share the rarer ones, the newest
    first among equals. Pages that present one of the subjects `presenting`, and those of the
    `page_keys` (which may be a query), belong to them in any case. A type whose pages are
    `related_as_presented` stands here in no other way. `kinds` are the keys of the types that are
    wanted, if not all are.
    Answers {type key: [page, …]}; fills in the lead image of `apart_from` on the way.
    """
    wanted = [key for key in subject_keys if key]
    if not wanted and not presenting and page_keys is None:
        with_pictures([apart_from])
        return {}
    about = PageSubject.objects.filter(
        Q(tag__in=wanted) | Q(tag__merged_into__in=wanted), content_object=OuterRef("pk")
    )
    score = about.order_by().values("content_object").annotate(score=Sum(weights(wanted)))
    belonging = Subject.objects.filter(
        Q(pk__in=[*wanted, *presenting]) | Q(merged__in=presenting), page=OuterRef("pk")
    )
    in_any_case = Exists(belonging) | Q(pk__in=[] if page_keys is None else page_keys)
    ranked = (
        Page.objects.filter(
            visible(), in_any_case | (Exists(about) & ~Q(content_type__in=types_as_presented()))
        )
        .filter(content_type__in=types_called(kinds))
        .exclude(pk=apart_from.pk)
        .annotate(score=Subquery(score.values("score")))
        .annotate(
            place=Window(
                RowNumber(),
                partition_by=F("content_type"),
                order_by=[
                    Case(When(Exists(belonging), then=0), default=1),
                    F("score").desc(nulls_last=True),
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


def weights(subject_keys: list[int]):
    """What a row of `PageSubject` counts: the fewer pages share its subject, the more.

    One query, if there are several subjects to be told apart.
    """
    if len(subject_keys) < 2:
        return Value(1.0)
    root = Coalesce("tag__merged_into", "tag")
    rows = PageSubject.objects.annotate(root=root).filter(root__in=subject_keys)
    shared = rows.order_by().values("root").annotate(number=Count("pk"))
    return Case(
        *(
            When(Q(tag=key) | Q(tag__merged_into=key), then=Value(1 / number))
            for key, number in shared.values_list("root", "number")
        ),
        default=Value(0.0),
        output_field=FloatField(),
    )


def types_as_presented() -> list[int]:
    """The keys of the types whose pages are related only as what presents a subject."""
    return keys_of([model for model in types() if model.related_as_presented])


def types_called(kinds) -> list[int]:
    """The keys of the types with these names; of all types for none."""
    return keys_of([model for model in types() if not kinds or model.type_key in kinds])


def keys_of(models: list[type[Page]]) -> list[int]:
    return [one.pk for one in ContentType.objects.get_for_models(*models).values()]
