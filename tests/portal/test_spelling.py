"""Every word of the demonstration is British English or stands in `words.txt`."""

import re
from functools import cache
from pathlib import Path

import pytest
from spylls.hunspell import Dictionary

from tests.portal.reading import library, plain, prose, words

pytestmark = pytest.mark.content
HERE = Path(__file__).parent
OWN_WORDS = HERE / "words.txt"


@cache
def dictionary() -> Dictionary:
    return Dictionary.from_files(str(HERE.parent / "vendor" / "en-GB-ise"))


@cache
def spelled_right(word: str) -> bool:
    return dictionary().lookup(word)


def own_words() -> list[str]:
    return OWN_WORDS.read_text().split()


def test_every_word_is_in_the_dictionary_or_in_our_list():
    ours = {*own_words(), *map(str.lower, own_words())}
    unknown = set()
    for document in library().everything:
        text = "\n".join([*prose(document.fields), *plain(document.body)]).replace("’", "'")
        unknown |= {
            (document.address, word)
            for word in words(text)
            if len(word) > 1
            and (bare := re.sub(r"'s$|'$", "", word)) not in ours
            and bare.lower() not in ours
            and not spelled_right(word)
            and not spelled_right(bare)
        }
    assert sorted(unknown) == [], "mend them, or add them to words.txt"


def test_our_list_of_words_is_in_order_and_holds_nothing_that_nobody_writes():
    ours = own_words()
    assert ours == sorted(set(ours), key=lambda word: (word.lower(), word))
    text = " ".join(
        [said for one in library().everything for said in [*prose(one.fields), *plain(one.body)]]
    )
    written = {re.sub(r"'s$|'$", "", word).lower() for word in words(text.replace("’", "'"))}
    assert sorted(word for word in ours if word.lower() not in written) == []
    assert sorted(word for word in ours if spelled_right(word)) == []
