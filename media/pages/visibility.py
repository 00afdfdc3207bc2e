"""What visitors may see: the one rule, which everything public asks.

A page of any type is seen while it is live, and while it has what its type says in `visible_with`:
of a picture, public files. The rule is asked in three forms: `visible()` of rows (`.visible()`
where a type has a manager of ours), `is_visible()` beside each row, `page.is_visible` of one page.
"""

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, get_page_models


def visible(path: str = "") -> Q:
    """Of pages of any type, those that visitors may see; `path` leads to the row of `Page`."""
    rule = Q(**{f"{path}live": True})
    for model in get_page_models():
        if demands := getattr(model, "visible_with", {}):
            kind = f"{path}{model._meta.model_name}"
            rule &= Q(**{kind: None}) | Q(**{f"{kind}__{way}": demands[way] for way in demands})
    return rule


def is_visible() -> Exists:
    """To annotate rows of pages with, by the name `is_visible`, where the rest is wanted too."""
    return Exists(Page.objects.filter(visible(), pk=OuterRef("pk")))


def searchable(model: type[Page]):
    """The pages of `model` in which words are looked for: an index knows no more than `live`.

    What is found there is still to be asked `visible`.
    """
    return model.objects.live()
