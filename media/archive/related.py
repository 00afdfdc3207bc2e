"""What else is about the same: pages of every type from their own rows, pictures from the catalogue."""

from collections import defaultdict

from wagtail.models import Page

from media.archive.cards import (
    give_pictures,
    keys_of,
    pages_for_cards,
    types,
    types_called,
)
from media.archive.ranking import Ranking
from media.pictures.images import ImagePage


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
    own = [] if isinstance(apart_from, ImagePage) else [apart_from]
    ranking = Ranking(wanted, apart_from.pk or 0)
    if wanted or presenting or page_keys is not None:
        ranking.add_pages(
            keys_of([model for model in types_called(kinds) if model is not ImagePage]),
            presenting=presenting,
            in_any_case=[] if page_keys is None else page_keys,
            only_presenting=keys_of([model for model in types() if model.related_as_presented]),
        )
    if wanted and ImagePage in types_called(kinds):
        ranking.add_pictures()
    page_keys, picture_keys = ranking.best(each)
    found = pages_for_cards(page_keys)
    entries = give_pictures([*found.values(), *own], also=picture_keys)
    groups = defaultdict(list)
    for key in page_keys:
        groups[found[key].type_key].append(found[key])
    if picture_keys:
        groups[ImagePage.type_key] = [entries[key] for key in picture_keys]
    return dict(groups)
