"""What is kept for all visitors is made once, and only where it may be."""

import pytest
from django.db import transaction

from media.pages import kept as keeping
from media.pages.kept import Shelf, keeping_on, kept, kept_rows


class Maker:
    """Makes another value each time."""

    def __init__(self):
        self.made = 0

    def __call__(self) -> int:
        self.made += 1
        return self.made


@pytest.mark.django_db(transaction=True)
def test_it_is_made_once_on_one_shelf():
    make, shelf = Maker(), Shelf()
    with keeping_on(shelf):
        assert [kept("word", make), kept("word", make), kept("other", make)] == [1, 1, 2]
    with keeping_on(Shelf()):
        assert kept("word", make) == 3
    assert kept("word", make) == 4, "nothing is at hand outside of a request"
    assert shelf.values == {"word": 1, "other": 2}


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_it_is_made_anew():
    make, shelf = Maker(), Shelf()
    with keeping_on(shelf), transaction.atomic():
        assert [kept("word", make), kept("word", make)] == [1, 2]
    assert not shelf.values


@pytest.mark.django_db(transaction=True)
def test_a_full_shelf_takes_nothing_more(monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 2)
    shelf = Shelf()
    with keeping_on(shelf):
        assert [kept(number, lambda: "made") for number in range(4)] == ["made"] * 4
    assert len(shelf.values) == 2


@pytest.mark.django_db(transaction=True)
def test_rows_are_asked_for_once_and_each_page_has_its_own():
    asked = []

    def find(keys: list[int]) -> dict[int, list]:
        asked.append(keys)
        return {key: [key] for key in keys if key != 3}

    with keeping_on(Shelf()):
        first = kept_rows("kind", [2, 1, 3], find)
        assert first == {1: [1], 2: [2]}
        first[1].append("changed by the first page")
        assert kept_rows("kind", [1, 3, 4], find) == {1: [1], 4: [4]}
        assert kept_rows("other kind", [1], find) == {1: [1]}
    assert asked == [[1, 2, 3], [4], [1]]


@pytest.mark.django_db(transaction=True)
def test_there_is_room_for_so_many_rows(monkeypatch):
    monkeypatch.setattr(keeping, "MOST_ROWS", 2)
    shelf = Shelf()
    with keeping_on(shelf):
        for key in range(4):
            assert kept_rows("kind", [key], lambda keys: {one: one for one in keys}) == {key: key}
    assert len(shelf.rows) == 2
