"""What was typed at *Describe* and not taken: kept in the session, shown again at an address of its own.

So every page of describing is one that a browser may load again: Back meets no form to send twice.
"""

from dataclasses import asdict, dataclass, field

from django.http import HttpRequest

KEY = "refused_words"
MOST = 5  # pictures in one session; of more than these, the earliest are forgotten


@dataclass
class Refused:
    """A form that was not taken.

    `typed` is what stood in its fields, `deed` the button, `problem` a sentence above the fields,
    `refused` pairs of field and sentence that only the page itself found, `asked` how often it was
    asked whether somebody else's words may go.
    """

    typed: dict[str, str]
    deed: str
    problem: str = ""
    refused: list[tuple[str, str]] = field(default_factory=list)
    asked: int = 0

    def keep(self, request: HttpRequest, place: str) -> None:
        kept = {key: value for key, value in kept_in(request).items() if key != place}
        kept[place] = asdict(self)
        request.session[KEY] = dict(list(kept.items())[-MOST:])


def kept_in(request: HttpRequest) -> dict:
    return request.session.get(KEY, {})


def refused_at(request: HttpRequest, place: str) -> Refused | None:
    """What was refused at one place: a picture in one language."""
    kept = kept_in(request).get(place)
    return Refused(**kept) if kept else None


def forget(request: HttpRequest, place: str) -> None:
    if place in kept_in(request):
        request.session[KEY] = {k: v for k, v in kept_in(request).items() if k != place}
