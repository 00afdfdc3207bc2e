"""What else is about the same: pages of every type from their own rows, pictures from the catalogue."""

from collections import defaultdict

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Cast, Coalesce, RowNumber
from wagtail.models import Page

from media.archive.cards import (
    keys_of,
    specific_for_cards,
    types,
    types_called,
    with_pictures,
)
from media.archive.catalogue import Entry, EntrySubject, FacetCount
from media.pages.subjects import PageSubject, Subject
from media.pages.visibility import visible
from media.pictures.images import ImagePage

# Of each subject so many of the newest pictures are looked at.
NEWEST = 100
# So many pictures about a subject are counted, with the other pages about it; of more the kept number
# is taken, which says enough.
COUNTED = 200

NEWEST_ABOUT = """
    SELECT entry_id FROM (
        SELECT entry_id FROM media_entrysubject WHERE subject_id = %s
        ORDER BY entry_id DESC LIMIT %s
    ) AS newest
"""


def related_pages(
    subject_keys, *, apart_from: Page, each: int = 6, presenting=(), page_keys=None, kinds=()
) -> dict[str, list]:
    """What visitors may see about the subjects, at most `each` of a type, pictures as entries.

    A page that presents one of them comes first, then those that share the rarer ones, the newest
    first among equals. Pages that present one of the subjects `presenting`, and those of the
    `page_keys` (which may be a query), belong to them in any case. A type whose pages are
    `related_as_presented` stands here in no other way. `kinds` are the keys of the types that are
    wanted, if not all are.
    Answers {type key: [page, …]}; gives `apart_from` its own `card_image` on the way.
    """
    wanted = sorted({key for key in subject_keys if key})
    if not wanted and not presenting and page_keys is None:
        with_pictures([apart_from])
        return {}
    weights = weights_of(wanted)
    models = [model for model in types_called(kinds) if model is not ImagePage]
    pages = pages_about(weights, models, presenting, page_keys).exclude(pk=apart_from.pk)
    shown = specific_for_cards(pages.filter(place__lte=each).order_by("place"))
    itself = [] if isinstance(apart_from, ImagePage) else [apart_from]
    groups = defaultdict(list)
    for page in with_pictures([*shown, *itself])[: len(shown)]:
        groups[page.type_key].append(page)
    if ImagePage in types_called(kinds) and (
        images := images_about(weights, each, apart_from=apart_from)
    ):
        groups[ImagePage.type_key] = images
    return dict(groups)


def pages_about(weights: dict[int, Combinable], models, presenting, page_keys):
    """The visible pages of `models`, each with its `place` among those of its type."""
    about = PageSubject.objects.filter(
        Q(tag__in=weights) | Q(tag__merged_into__in=weights), content_object=OuterRef("pk")
    )
    weight = Case(
        *(When(Q(tag=key) | Q(tag__merged_into=key), then=weights[key]) for key in weights),
        default=Value(0.0),
        output_field=FloatField(),
    )
    score = about.order_by().values("content_object").annotate(score=Sum(weight))
    belonging = Subject.objects.filter(
        Q(pk__in=[*weights, *presenting]) | Q(merged__in=presenting), page=OuterRef("pk")
    )
    in_any_case = Exists(belonging) | Q(pk__in=[] if page_keys is None else page_keys)
    as_presented = keys_of([model for model in types() if model.related_as_presented])
    return (
        Page.objects.filter(
            pk__in=Page.objects.filter(content_type__in=keys_of(models)).values("pk")
        )
        .filter(visible(), in_any_case | (Exists(about) & ~Q(content_type__in=as_presented)))
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
    )


def weights_of(subject_keys: list[int]) -> dict[int, Combinable]:
    """What sharing each subject counts, as part of a query: the fewer pages are about it, the more."""
    if len(subject_keys) < 2:
        return {key: Value(1.0) for key in subject_keys}
    key = Cast(OuterRef("pk"), CharField())
    kept = FacetCount.objects.filter(facet="subject", value=key).values("number")
    own, parts = (
        PageSubject.objects.filter(**{way: OuterRef("pk")})
        .order_by()
        .values(way)
        .annotate(number=Count("pk"))
        .values("number")
        for way in ("tag", "tag__merged_into")
    )
    number = Case(
        When(kept__gt=COUNTED, then=F("kept")),
        default=Coalesce(Subquery(own), 0) + Coalesce(Subquery(parts), 0),
        output_field=FloatField(),
    )
    subjects = Subject.objects.annotate(kept=Subquery(kept)).annotate(weight=Value(1.0) / number)
    return {key: Subquery(subjects.filter(pk=key).values("weight")) for key in subject_keys}


def images_about(weights: dict[int, Combinable], each: int, *, apart_from: Page) -> list[Entry]:
    """The pictures that share most with the subjects, of the newest about each of them."""
    if not weights:
        return []
    # SQLite takes a limit within a union only if a query stands around it. Every value is a parameter.
    newest = RawSQL(  # noqa: S611
        " UNION ".join([NEWEST_ABOUT] * len(weights)),
        [value for key in weights for value in (key, NEWEST)],
    )
    weight = Case(
        *(When(subject=key, then=weights[key]) for key in weights),
        output_field=FloatField(),
    )
    shared = EntrySubject.objects.filter(entry=OuterRef("pk"), subject__in=weights)
    score = shared.order_by().values("entry").annotate(score=Sum(weight)).values("score")
    entries = Entry.objects.with_files().filter(pk__in=newest).annotate(score=Subquery(score))
    return list(entries.exclude(page=apart_from.pk).order_by("-score", "-position")[:each])
