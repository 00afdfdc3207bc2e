"""Where answers are kept: in the memory of each process, within a bound, of one generation and one day."""

import threading
from collections import OrderedDict
from contextlib import contextmanager
from datetime import date

from portal.page_cache.answers import Answer

# Whoever waits so long for another who draws the same page draws it too.
LONGEST_WAIT = 10


class Store:
    """Answers by key; all are dropped when the generation moves or a day begins."""

    def __init__(self, most_bytes: int):
        self.most_bytes = most_bytes
        self.lock = threading.Lock()
        self.answers: OrderedDict[tuple, Answer] = OrderedDict()
        self.bytes = 0
        self.belongs_to: tuple[int, date] | None = None
        self.drawing: dict[tuple, tuple[threading.Lock, int]] = {}

    def get(self, key: tuple) -> Answer | None:
        with self.lock:
            answer = self.answers.get(key)
            if answer is None:
                return None
            if not answer.is_fresh:
                self.drop(key)
                return None
            self.answers.move_to_end(key)
            return answer

    def put(self, key: tuple, answer: Answer, belongs_to: tuple[int, date]) -> None:
        """Keep an answer that was drawn while `belongs_to` held; no other is kept."""
        if answer.size > self.most_bytes:
            return
        with self.lock:
            if belongs_to != self.belongs_to:
                return
            if key in self.answers:
                self.drop(key)
            self.answers[key] = answer
            self.bytes += answer.size
            while self.bytes > self.most_bytes:
                self.drop(next(iter(self.answers)))

    def drop(self, key: tuple) -> None:
        self.bytes -= self.answers.pop(key).size

    def turn_to(self, belongs_to: tuple[int, date]) -> None:
        """Drop everything of another generation or day."""
        if belongs_to == self.belongs_to:
            return
        with self.lock:
            if belongs_to != self.belongs_to:
                self.answers.clear()
                self.bytes, self.belongs_to = 0, belongs_to

    @contextmanager
    def alone(self, key: tuple):
        """One at a time draws what belongs under a key; the others wait for it."""
        with self.lock:
            own, waiting = self.drawing.get(key, (threading.Lock(), 0))
            self.drawing[key] = own, waiting + 1
        is_mine = own.acquire(timeout=LONGEST_WAIT)
        try:
            yield
        finally:
            if is_mine:
                own.release()
            with self.lock:
                own, waiting = self.drawing[key]
                if waiting > 1:
                    self.drawing[key] = own, waiting - 1
                else:
                    del self.drawing[key]
