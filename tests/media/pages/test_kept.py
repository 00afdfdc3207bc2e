"""What is kept for all visitors is made once, and only where it may be."""

import pytest
from django.db import transaction

from media.pages import kept as keeping
from media.pages.kept import keeping_on, kept


class Maker:
    """Makes another value each time."""

    def __init__(self):
        self.made = 0

    def __call__(self) -> int:
        self.made += 1
        return self.made


@pytest.mark.django_db(transaction=True)
def test_it_is_made_once_on_one_shelf():
    make, shelf = Maker(), {}
    with keeping_on(shelf):
        assert [kept("word", make), kept("word", make), kept("other", make)] == [1, 1, 2]
    with keeping_on({}):
        assert kept("word", make) == 3
    assert kept("word", make) == 4, "nothing is at hand outside of a request"
    assert shelf == {"word": 1, "other": 2}


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_it_is_made_anew():
    make, shelf = Maker(), {}
    with keeping_on(shelf), transaction.atomic():
        assert [kept("word", make), kept("word", make)] == [1, 2]
    assert not shelf


@pytest.mark.django_db(transaction=True)
def test_a_full_shelf_takes_nothing_more(monkeypatch):
    monkeypatch.setattr(keeping, "MOST", 2)
    shelf = {}
    with keeping_on(shelf):
        assert [kept(number, lambda: "made") for number in range(4)] == ["made"] * 4
    assert len(shelf) == 2
