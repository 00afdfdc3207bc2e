"""The words of one picture in all languages: their fingerprint, and what is wrong with them."""

import hashlib
from dataclasses import FrozenInstanceError, replace

import pytest

from media.descriptions.words import NO_WORDS, Said, Words

# --- The fingerprint ----------------------------------------------------------------------------

EN = Said("en", "A crater", "A grey crater.", "Round.\n\nIts rim is bright.")
FR = Said("fr", "Un cratère", "Un cratère gris.", "Rond.")
DE = Said("de", "Ein Krater", "Ein grauer Krater.", "Rund.")


def test_the_fingerprint_is_that_of_every_language_in_whatever_order_and_of_exactly_these_words():
    words = Words(EN, (FR, DE))
    assert words.words_hash == Words(EN, (DE, FR)).words_hash
    others = [
        Words(EN, (FR,)),
        Words(FR, (EN, DE)),
        Words(replace(EN, alt_text="Another."), (FR, DE)),
        Words(replace(EN, long_description="Another."), (FR, DE)),
        Words(EN, (replace(FR, language="es"), DE)),
        Words(EN, (replace(FR, alt_text="Autre."), DE)),
        Words(EN, (FR, replace(DE, long_description="Anders."))),
    ]
    hashes = {words.words_hash, *(other.words_hash for other in others)}
    assert len(hashes) == len(others) + 1


def test_titles_blanks_and_the_kind_of_line_breaks_do_not_count():
    same = replace(EN, title="Other", alt_text=" A grey crater. ")
    same = replace(same, long_description="\r\n Round. \r\n\r\nIts rim is bright.\n")
    assert Words(same, (FR,)).words_hash == Words(EN, (FR,)).words_hash
    assert Words(replace(EN, long_description="Round. Its rim is bright.")).words_hash != (
        Words(EN).words_hash
    )


def test_a_language_in_which_nothing_is_said_counts_as_none():
    blank = Said("fr", "Un titre", " ", "\n")
    assert Words(EN, (blank,)).words_hash == Words(EN).words_hash == Words(EN).source_hash
    for half in (replace(blank, alt_text="Gris."), replace(blank, long_description="Rond.")):
        assert Words(EN, (half,)).words_hash != Words(EN).words_hash
    assert Words(blank).words_hash == NO_WORDS
    assert [said.is_empty for said in (blank, EN)] == [True, False]


def test_the_fingerprint_stays_what_it_was():
    """Approvals and releases in the database are kept under it."""
    said = Said("fr", "", "Zoë", "Été 🚀")
    text = '[["fr", "Zoë", "Été 🚀"]]'
    assert Words(said).words_hash == hashlib.sha256(text.encode()).hexdigest()
    assert Words(said, (FR, DE)).source_hash == Words(said).words_hash


def test_words_cannot_be_changed_behind_their_fingerprint():
    with pytest.raises(FrozenInstanceError):
        EN.alt_text = "Other"
    with pytest.raises(FrozenInstanceError):
        Words(EN).source = FR


# --- What is said, and what is wrong with it ------------------------------------------------------


def test_what_is_said_in_a_language_is_found_and_nothing_where_nothing_is():
    words = Words(EN, (FR, DE))
    assert [words.said_in(language) for language in ("en", "fr", "de")] == [EN, FR, DE]
    assert words.said_in("es") == Said("es", "", "", "")


def test_every_language_is_judged_and_only_the_source_against_the_files_name():
    stem = Said("en", "A crater", "crater", "Round.")
    assert len(Words(stem).problems("crater.jpg")) == 1
    assert Words(replace(EN, alt_text="A grey crater")).problems("crater.jpg") == []
    assert Words(EN, (replace(FR, alt_text="crater"),)).problems("crater.jpg") == []
    repeats = replace(FR, alt_text="un cratère")
    assert Words(EN, (repeats,)).problems("") == [
        "The alt text repeats the title. Say what the picture shows."
    ]
    long = replace(EN, alt_text="word " * 100)
    (sentence,) = Words(long).problems("")
    assert "characters" in sentence


def test_what_a_further_language_lacks_is_said_with_all_that_is_needed():
    half = replace(FR, title=" ")
    sentence = (
        "The words in French are not complete: title, alt text and image description are needed."
    )
    assert Words(EN, (half, DE)).half_languages() == [sentence]
    assert Words(EN, (half, DE)).problems("") == [sentence]
    assert Words(replace(EN, title=""), (FR,)).half_languages() == []
