"""Questions that are put into SQL once: for most of a page's, that takes longer than their answer.

@prepared
def stories_of(author: int, slugs: list[str]):
    return StoryPage.objects.filter(author=author, slug__in=slugs)

stories_of(3, ["dawn", "dusk"])  # a list of fresh instances
"""

from collections.abc import Callable
from copy import copy
from functools import update_wrapper

from django.db import connections
from django.db.models import QuerySet

# Longer lists are put into SQL each time.
LONGEST = 256
# Stands for a number until the question is asked; every column of keys takes it.
FIRST_NUMBER = 2_000_000_000


class Prepared:
    """A function that answers a queryset; called, it gives a list of what that finds.

    What it is given are whole numbers, texts, and lists of these for `__in`; an empty list finds
    nothing. All else in its queryset must be the same at every call: no moment, no language.
    """

    def __init__(self, ask: Callable[..., QuerySet]):
        update_wrapper(self, ask)
        self.ask = ask
        # {how long the lists are: (queryset, compiler, SQL, its parameters)}, of one database each
        self.known: dict = {}

    def __call__(self, *given) -> list:
        if any(value == [] for value in given):
            return []
        if any(isinstance(value, list) and len(value) > LONGEST for value in given):
            return list(self.ask(*given))
        for value in given:
            for one in value if isinstance(value, list) else [value]:
                if type(one) not in (int, str):
                    raise TypeError(f"{self.__name__} is asked with {one!r}: no number, no text")
        given = [filled(value) if isinstance(value, list) else value for value in given]
        shape = tuple(len(value) if isinstance(value, list) else 0 for value in given)
        if shape not in self.known:
            self.known[shape] = put_into_words(self.ask, shape, given)
        queryset, compiler, sql, parameters = self.known[shape]
        values = [one for value in given for one in (value if isinstance(value, list) else [value])]
        asked = tuple(values[one.number] if isinstance(one, Place) else one for one in parameters)
        return list(answered(queryset, compiler, sql, asked))


prepared = Prepared


class Place:
    """Where the value with this number belongs among the parameters."""

    def __init__(self, number: int):
        self.number = number


def filled(values: list) -> list:
    """Some values twice, up to a power of two: so there are few questions of different length."""
    length = 1 << (len(values) - 1).bit_length()
    return values + values[-1:] * (length - len(values))


def put_into_words(ask: Callable, shape: tuple, given: list) -> tuple:
    """The queryset, its compiler, its SQL, and the parameters with a `Place` for each value."""
    stand_ins, places = [], {}

    def stand_in(value):
        number = len(places)
        found = FIRST_NUMBER + number if type(value) is int else f"\x1fplace {number}"
        places[found] = Place(number)
        return found

    for value, length in zip(given, shape, strict=True):
        stand_ins.append([stand_in(one) for one in value] if length else stand_in(value))
    queryset = ask(*stand_ins)
    compiler = queryset.query.get_compiler(queryset.db)
    sql, parameters = compiler.as_sql()
    parameters = [places.get(one, one) for one in parameters]
    missing = {*places.values()} - {one for one in parameters if isinstance(one, Place)}
    if missing:
        raise TypeError(f"What {ask.__name__} is given does not reach the database as it is.")
    return queryset, compiler, sql, parameters


def answered(queryset: QuerySet, compiler, sql: str, parameters: tuple) -> QuerySet:
    """The queryset, which will ask with these parameters instead of finding its words again."""
    own = copy(compiler)
    own.connection = connections[queryset.db]
    own.as_sql = lambda *_given, **_options: (sql, parameters)
    asking = queryset.all()
    asking.query.get_compiler = lambda *_given, **_options: own
    return asking
