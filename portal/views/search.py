"""Search over all pages that visitors can see, and what is suggested while somebody types."""

from functools import partial
from textwrap import shorten

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from media.archive.cards import pages_for_cards, with_pictures
from media.archive.catalogue import Entry, EntryWords
from media.archive.search.finding import did_you_mean, found, suggestions
from media.archive.search.marking import hits_in
from media.archive.search.questions import Question, read
from media.models import GalleryPage, ImagePage
from missions.models import MissionPage
from portal.models import MemberStatePage, StandardPage, StoryPage, TopicPage
from portal.models.agency import agency

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
    question = read(words)
    answer = found(question, [type_key] if type_key else ())
    results = Paginator(answer.keys, RESULTS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/search.html",
        {
            "words": words,
            "question": question,
            "number": answer.number,
            "better": did_you_mean(question) if not answer.keys else "",
            "asked": {"q": words, "type": type_key},
            "types": [(key, model.type_label) for key, model in TYPES.items()],
            "results": results,
            "pages": telling(cards_in_order(results), question),
        },
    )


def cards_in_order(keys) -> list:
    """The pages with `keys` as cards, in that order."""
    keys = list(keys)
    pages = {
        getattr(page, "page_id", page.pk): page
        for page in with_pictures(pages_for_cards(keys).values())
    }
    return [pages[key] for key in keys if key in pages]


def telling(cards: list, question: Question) -> list:
    """The same cards; a picture says that of its texts which holds most of what was asked for."""
    entries = {card.pk: card for card in cards if isinstance(card, Entry)}
    words = EntryWords.objects.filter(entry__in=entries, language=settings.LANGUAGE_CODE)
    for said in words if entries else ():
        texts = [said.caption, said.alt_text, said.long_description]
        entries[said.entry_id].summary = max(texts, key=partial(hits_in, question=question))
    return cards


@require_safe
def search_description(request: HttpRequest) -> HttpResponse:
    """How a browser searches here from its address bar (OpenSearch 1.1)."""
    place, found = request.build_absolute_uri(reverse("search")), agency()
    # The specification allows so many characters; whole words, if there is room for one.
    name = shorten(found.called_short, 16, placeholder="") or found.called_short[:16]
    return render(
        request,
        "portal/opensearch.xml",
        {"agency": found, "name": name, "asked": f"{place}?q={{searchTerms}}"},
        content_type="application/opensearchdescription+xml",
    )


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """{"suggestions": [{"title", "kind", "address"}]} for what begins with the words typed so far."""
    question = read(request.GET.get("q", ""), while_typing=True)
    subjects, keys = suggestions(question)
    offered = [
        {
            "title": subject.label,
            "kind": subject.get_kind_display(),
            "address": subject.page.get_url(request)
            if subject.page
            else reverse("subject", args=[subject.slug]),
        }
        for subject in subjects
    ]
    met = {one["address"] for one in offered}
    for page in cards_in_order(keys):
        if (address := page.get_url(request)) not in met:
            offered.append({"title": page.title, "kind": page.kind_in_words, "address": address})
    return JsonResponse({"suggestions": offered})
