"""IIIF Content Search 2.0: the descriptions in which the words of a question stand, as annotations of their canvases.

https://iiif.io/api/search/2.0/ says what is asked and answered. What is searched are the pictures that
the search of the site finds; what is answered are the annotations that stand in their manifests.
"""

from collections.abc import Callable
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

from media.archive.search.finding import matching
from media.archive.search.questions import Question, read
from media.archive.search.tokens import stems, tokens
from media.reuse.answers import Refusal
from media.reuse.iiif.canvases import descriptions
from media.reuse.records import Record, records_of

CONTEXT = "http://iiif.io/api/search/2/context.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'
# So many pictures one answer tells about.
MOST = 50


def service(address: str) -> list[dict]:
    """How a manifest or a collection says where it is searched."""
    return [{"id": address, "type": "SearchService2"}]


def answer(
    request: HttpRequest,
    address: str,
    entries: QuerySet,
    canvas_of: Callable[[Record], str],
    before: int | None,
) -> dict:
    """The page of annotations that answers `q`; those of pictures that stand `before` a place, if it is given."""
    text = request.GET.get("q", "")
    question = read(text)
    if not question:
        raise Refusal("Say in q what is looked for.")
    found = matching(question, entries.with_files()).newest_first()
    found = list((found if before is None else found.filter(position__lt=before))[: MOST + 1])
    has_more, found = len(found) > MOST, found[:MOST]
    base = request.build_absolute_uri("/")
    items = [
        annotation
        for record in records_of(found, base)
        if record.words
        for annotation in holding(question, record, canvas_of(record))
    ]
    own = {"before": before} if before is not None else {}
    told = {
        "@context": CONTEXT,
        "id": f"{address}?{urlencode({'q': text, **own})}",
        "type": "AnnotationPage",
        "items": items,
    }
    if ignored := sorted(set(request.GET) & {"motivation", "date", "user"}):
        told["ignored"] = ignored
    if has_more:
        onward = urlencode({"q": text, "before": found[-1].pk})
        told["next"] = {"id": f"{address}?{onward}", "type": "AnnotationPage"}
    return told


def holding(question: Question, record: Record, canvas: str) -> list[dict]:
    """Those descriptions in which a word stands; of a picture that was found by other words, its alt text."""
    every = descriptions(record, canvas)
    said = [one for one in every if is_said_in(question, one["body"])]
    return said or every[:1]


def is_said_in(question: Question, body: dict) -> bool:
    language, words = body["language"], tokens(body["value"])
    wanted = set(question.words)
    if wanted & set(words) or set(stems(list(wanted), language)) & set(stems(words, language)):
        return True
    begun = tuple(term.words[-1] for term in question.wanted if term.is_prefix)
    return bool(begun) and any(word.startswith(begun) for word in words)
