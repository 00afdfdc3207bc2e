"""Search over all pages that visitors can see."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page

from media.archive.cards import as_cards
from media.archive.search import pages_saying
from media.models import GalleryPage, ImagePage
from media.pages.visibility import visible
from missions.models import MissionPage
from portal.models import MemberStatePage, StandardPage, StoryPage, TopicPage

RESULTS_ON_A_PAGE = 20

TYPES = {
    model.type_key: model
    for model in (
        ImagePage,
        GalleryPage,
        MissionPage,
        StoryPage,
        TopicPage,
        MemberStatePage,
        StandardPage,
    )
}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    type_key = request.GET.get("type", "")
    type_key = type_key if type_key in TYPES else ""
    hits = found(words, TYPES.get(type_key, Page)) if words else []
    results = Paginator(hits, RESULTS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/search.html",
        {
            "words": words,
            "asked": {"q": words, "type": type_key},
            "types": [(key, model.type_label) for key, model in TYPES.items()],
            "results": results,
            "pages": cards_in_order(results),
        },
    )


def found(words: str, model: type[Page]) -> list[int]:
    """Keys of the visible pages of `model` that hold every one of `words`, best first."""
    hits = pages_saying(model, words)
    shown = set(Page.objects.filter(visible(), pk__in=hits).values_list("pk", flat=True))
    return [pk for pk in hits if pk in shown]


def cards_in_order(keys) -> list[Page]:
    """The pages with `keys` as cards, in that order."""
    keys = list(keys)
    pages = {
        getattr(page, "page_id", page.pk): page
        for page in as_cards(Page.objects.filter(pk__in=keys))
    }
    return [pages[pk] for pk in keys if pk in pages]
