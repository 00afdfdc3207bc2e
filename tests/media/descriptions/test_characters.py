"""One gate for text: what passes as it is, what is cleaned, and what is said about it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from media.descriptions.characters import BIDI, CONTROLS, UNSEEN, cleaned

FAMILY = "👩\u200d🚀 and 🏳\ufe0f\u200d🌈 and 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
KEPT = {
    "curly quotation marks": "“A rim” – Ana’s … 10⁵ km, H₂O, 5′ 3″",
    "emoji of several signs": FAMILY,
    "Persian with its joiners": "می\u200cخواهم",
    "a Sinhala conjunct": "ශ්\u200dරී ලංකා",
    "Thai with places to end a line": "ดวง\u200bจันทร์",
    "Arabic with marks of direction": "القمر (Apollo\u200f) \u2067قمر\u2069",
    "Hebrew": "ירח מלא",
    "Japanese with its wide space": "月の裏側\u3000写真",
    "numbers that hold together": "10\u00a0000\u202f000",
    "French guillemets": "«\u00a0première lumière\u00a0» et «\u202frouge\u202f»",
    "a French narrow space": "Attention\u202f!",
    "paragraphs": "One.\n\nTwo.",
    "braille": "⠓⠑⠇⠇⠕\u2800⠺",
}


@pytest.mark.parametrize("name", KEPT)
def test_what_can_be_seen_or_is_needed_stays(name):
    found = cleaned(KEPT[name])
    assert (found.text, found.changes) == (KEPT[name], [])


CLEANED = {
    "decomposed letters": ("Ame\u0301lie, A\u030angstro\u0308m", "Amélie, Ångström"),
    "no-break spaces": ("A\u00a0grey\u202fpit\u2007here", "A grey pit here"),
    "a no-break space before an English colon": ("Note\u00a0: this", "Note : this"),
    "a unit": ("5\u00a0km", "5 km"),
    "zero widths": ("cra\u200bter\u200c \u200drim\ufeff\u2060", "crater rim"),
    "a byte order mark": ("\ufeffA rim", "A rim"),
    "soft hyphens": ("inter\u00adplanetary", "interplanetary"),
    "line and paragraph separators": ("One\u2028Two\u2029Three\r\nFour\rFive\x0bSix", "One\nTwo\n\nThree\nFour\nFive\nSix"),
    "tabs": ("A\tB", "A B"),
    "directions without anything to turn": ("\u200eA rim\u200f \u202apit\u202c \u2066here\u2069", "A rim pit here"),
    "directions that are not closed": ("\u2067قمر and \u202bقمر\u202c", "قمر and \u202bقمر\u202c"),
    "directions that are closed in vain": ("قمر\u2069 and\u202c", "قمر and"),
    "directions over the end of a line": ("\u2067قمر\nA\u2069", "قمر\nA"),
    "fillers": ("A\u3164\u115f rim", "A rim"),
}  # fmt: skip


@pytest.mark.parametrize("name", CLEANED)
def test_what_nobody_sees_is_cleaned_without_a_word(name):
    text, expected = CLEANED[name]
    found = cleaned(text)
    assert (found.text, found.changes) == (expected, [])


NOTED = {
    "control characters": ("A\x00 rim\x1b[0m", "A rim[0m", "control characters"),
    "letters of Windows": ("l\x92été \x96 10 \x80", "l’été – 10 €", "control characters"),
    "half of a pair": ("A\ud83d rim", "A rim", "control characters"),
    "marks that turn the order": ("A \u202egpj.exe\u202c", "A gpj.exe", "order of letters"),
    "words in tags": ("A rim" + "".join(chr(0xE0000 + ord(c)) for c in "hidden"), "A rim", "unseen letters"),
    "words behind a flag": ("🏴" + "".join(chr(0xE0000 + ord(c)) for c in "long hidden words"), "🏴", "unseen letters"),
    "forms of old character sets": ("\uf9d1", "六", "rare forms"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTED)
def test_what_could_matter_is_said(name):
    text, expected, said = NOTED[name]
    found = cleaned(text)
    assert found.text == expected
    assert [said in change for change in found.changes] == [True]


def test_a_language_keeps_the_spaces_that_it_needs():
    french = "Titre\u00a0: la Lune\u00a0? 5\u00a0% «\u00a0ici\u00a0»"
    assert cleaned(french, "fr-CA").text == french
    assert cleaned(french, "en").text == "Titre : la Lune ? 5 % «\u00a0ici\u00a0»"
    assert cleaned("w\u00a0lesie na\u00a0skraju", "pl").text == "w\u00a0lesie na skraju"


SIGNS = "aé\u0301م🏴👩 5.\n\t\r\u2028\u2029\u00a0\u202f\u200b\u200c\u200d\u00ad\ufeff\u200e\u2067\u2069\u202e\u202c\x00\x92\x85«»:\U000e0067\U000e007f"


@given(
    some.one_of(some.text(), some.text(some.sampled_from(SIGNS))),
    some.sampled_from(["", "fr", "cs"]),
)
def test_to_clean_a_text_again_changes_nothing(text, language):
    once = cleaned(text, language).text
    again = cleaned(once, language)
    assert (again.text, again.changes) == (once, [])
    assert unicodedata.is_normalized("NFC", once)
    assert not (UNSEEN.search(once) or CONTROLS.search(once) or "\u2028" in once)


@given(some.text(some.characters(max_codepoint=0x2AF, exclude_categories=["Cc", "Cf", "Zs"])))
def test_letters_and_signs_of_europe_never_get_lost(text):
    assert cleaned(text).text == unicodedata.normalize("NFC", text)
    assert not BIDI.search(cleaned(text).text)
