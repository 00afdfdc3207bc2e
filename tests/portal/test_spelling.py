"""Every word of the demonstration is British English or stands in `words.txt`."""

import re
from functools import cache
from pathlib import Path

import pytest
from spylls.hunspell import Dictionary

from tests.portal.reading import LIBRARY, plain, prose, words

pytestmark = pytest.mark.content
HERE = Path(__file__).parent
OWN_WORDS = HERE / "words.txt"
DICTIONARY = Dictionary.from_files(str(HERE.parent / "vendor" / "en-GB-ise"))


@cache
def spelled_right(word: str) -> bool:
    return DICTIONARY.lookup(word)


def own_words() -> list[str]:
    return OWN_WORDS.read_text().split()


@pytest.mark.parametrize("document", LIBRARY.everything, ids=lambda document: document.address)
def test_every_word_is_in_the_dictionary_or_in_our_list(document):
    ours = {*own_words(), *map(str.lower, own_words())}
    text = "\n".join([*prose(document.fields), *plain(document.body)]).replace("’", "'")
    unknown = {
        word
        for word in words(text)
        if len(word) > 1
        and (bare := re.sub(r"'s$|'$", "", word)) not in ours
        and bare.lower() not in ours
        and not spelled_right(word)
        and not spelled_right(bare)
    }
    assert sorted(unknown) == [], f"{document.path.name}: mend them, or add them to words.txt"


def test_our_list_of_words_is_in_order_and_holds_nothing_that_nobody_writes():
    ours = own_words()
    assert ours == sorted(set(ours), key=lambda word: (word.lower(), word))
    text = " ".join(
        [said for one in LIBRARY.everything for said in [*prose(one.fields), *plain(one.body)]]
    )
    written = {re.sub(r"'s$|'$", "", word).lower() for word in words(text.replace("’", "'"))}
    assert sorted(word for word in ours if word.lower() not in written) == []
    assert sorted(word for word in ours if spelled_right(word)) == []
