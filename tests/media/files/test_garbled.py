"""Words that a program before us took for another encoding."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from media.files.metadata.garbled import looks_garbled, mended

# What letters like “ß” and “Ü” look like when they were misread; no word has such a pair.
MISREAD = re.compile("[ÂÃ][ŒœŠšŽžŸƒ]")
LETTERS = some.characters(min_codepoint=0xC0, max_codepoint=0x24F, categories=["Ll", "Lu"])


def misread(text: str) -> str:
    """`text` as a program shows it that takes UTF-8 for Windows' alphabet."""
    bytes_as_letters = (bytes([byte]) for byte in text.encode())
    return "".join(
        byte.decode("cp1252", errors="ignore") or byte.decode("latin-1")
        for byte in bytes_as_letters
    )


@pytest.mark.parametrize(
    "text",
    [
        "Zoë",
        "Žižka’s crater",
        "10⁵ km – a “café”…",
        "Вид на Марс",
        "月の裏側",
        "Ångström",
        "ß",
        "Über",
        "À propos d’une comète",
    ],
)
def test_letters_come_back_however_often_they_were_misread(text):
    assert mended(misread(text)) == text
    assert mended(misread(misread(text))) == text


def test_only_the_misread_part_of_a_text_is_mended():
    assert mended("Zoë, and ZoÃ« beside “CAFÉ”…") == "Zoë, and Zoë beside “CAFÉ”…"


@pytest.mark.parametrize("quotes", ["“{}”", "»{}«", "«\u00a0{}\u00a0»", "‘{}’", "„{}“", "›{}‹"])
@pytest.mark.parametrize("word", ["café", "CAFÉ", "Spaß", "à", "Ö", "Château à"])
@pytest.mark.parametrize("after", ["", "…", "”…", ".", " – and more", "’s", " »"])
def test_quotations_that_end_with_an_accent_are_words(quotes, word, after):
    said = quotes.format(word) + after
    assert mended(said) == said
    assert mended(f"{word}{after}") == f"{word}{after}"


@given(
    some.text(LETTERS | some.sampled_from("aez .,-"), max_size=40).filter(
        lambda text: not MISREAD.search(text)
    )
)
def test_no_word_of_europe_is_taken_for_another(text):
    assert mended(text) == text


def test_a_lost_letter_is_found_but_not_in_addresses():
    assert looks_garbled("The crat?re of the moon") == "The crat?re of the moon"
    assert looks_garbled("See https://example.org/a?b=c and www.example.org/x?y") == ""
    assert looks_garbled("Where? Here.") == ""


def test_a_long_word_costs_no_more_than_its_length():
    """Ten times as long would take a hundred times as long otherwise: minutes."""
    assert looks_garbled("x" * 1_000_000) == ""
