"""The door: a WSGI application before Django's, which answers what was drawn already.

It stands in front of all middleware. What it keeps is what `portal.middleware.public_caching` called
public, and what nobody's cookie had a part in.
"""

import time
from collections.abc import Callable, Iterable
from datetime import date

from django.utils import timezone

from portal.page_cache.answers import Answer, etag_in, is_known, without_body
from portal.page_cache.generation import read_generation
from portal.page_cache.keys import Key, key_of
from portal.page_cache.shelves import GIVEN
from portal.page_cache.store import Store

# Headers by which an answer would depend on who asks.
OF_ONE_REQUEST = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_COOKIE")


class PageCache:
    """Answers for `application` what it answered before, in the same generation and on the same day.

    The application is told to which generation an answer shall belong (`portal.page_cache.shelves`).
    """

    def __init__(
        self,
        application: Callable,
        most_bytes: int,
        *,
        generation: Callable[[], int | None] = read_generation,
    ):
        self.application = application
        self.store = Store(most_bytes)
        self.generation = generation
        # (second, day that it is in)
        self.day = 0, date.min

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = key_of(environ)
        now = self.belongs_to() if key else None
        if now is None:
            return self.application(environ, start_response)
        self.store.turn_to(now)
        answer = self.store.get(key.kept_as)
        if answer is None:
            answer = self.drawn(key, environ, now)
        if not isinstance(answer, Answer):
            return answer(environ, start_response)
        status, headers, body = answer.given(environ)
        start_response(status, headers)
        return [body]

    def belongs_to(self) -> tuple[int, date] | None:
        number = self.generation()
        return None if number is None else (number, self.today())

    def today(self) -> date:
        """The day in the site's time zone, asked once a second."""
        now = int(time.time())
        if now != self.day[0]:
            self.day = now, timezone.localdate()
        return self.day[1]

    def drawn(self, key: Key, environ: dict, now: tuple[int, date]) -> Answer | Callable:
        """The answer, kept if it may be; or the application, for what has to be asked as it was."""
        with self.store.alone(key.kept_as):
            if answer := self.store.get(key.kept_as):
                return answer
            answer = whole(self.application, as_everybody(environ, key) | {GIVEN: now})
            if not isinstance(answer, Answer):
                return answer
            if key.was_longer and answer.code != 200:
                # A redirect may be made for just these parameters.
                return self.application
            if answer.may_be_kept:
                self.store.put(key.kept_as, answer, now)
            return answer


def as_everybody(environ: dict, key: Key) -> dict:
    """The request as anybody could have made it: whole, without cookies, with known parameters only."""
    asked = {name: value for name, value in environ.items() if name not in OF_ONE_REQUEST}
    return {**asked, "REQUEST_METHOD": "GET", "QUERY_STRING": key.query}


def whole(application: Callable, environ: dict) -> Answer | Callable:
    """What the application answers; one that comes piece by piece is handed on as it comes."""
    begun: list[tuple[str, list]] = []
    written: list[bytes] = []

    def start_response(status, headers, exc_info=None):
        begun[:] = [(status, list(headers))]
        return written.append

    pieces = application(environ, start_response)
    status, headers = begun[0]
    is_measured = any(name.lower() == "content-length" for name, _value in headers)
    if status.startswith("200") and not is_measured:
        return handing_on(status, headers, pieces)
    try:
        written += pieces
    finally:
        if close := getattr(pieces, "close", None):
            close()
    return Answer(status, headers, b"".join(written))


def handing_on(status: str, headers: list, pieces: Iterable[bytes]) -> Callable:
    def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
        has_it = is_known(etag_in(headers), environ)
        if has_it:
            start_response("304 Not Modified", without_body(headers))
        else:
            start_response(status, headers)
        if has_it or environ["REQUEST_METHOD"] == "HEAD":
            if close := getattr(pieces, "close", None):
                close()
            return []
        return pieces

    return application
