"""A question is read as it was meant, and any text is a question."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.archive.search.engine import best, newest
from media.archive.search.finding import did_you_mean, found, suggestions
from media.archive.search.questions import LONGEST, MOST_WORDS, read, years_in
from media.archive.search.tokens import tokens


def said(question) -> list[str]:
    """The wanted terms as they would be typed."""
    return [
        (f"{term.column}:" if term.column else "")
        + (f'"{" ".join(term.words)}"' if term.is_phrase else " ".join(term.words))
        + ("*" if term.is_prefix else "")
        for term in question.wanted
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Moon crater", ["moon", "crater"]),
        ('"south pole"', ['"south pole"']),
        ("“south pole”", ['"south pole"']),
        ("„Südpol Mond“", ['"sudpol mond"']),
        ("«pôle sud»", ['"pole sud"']),
        ('"south pole', ['"south pole"']),
        ("crat*", ["crat*"]),
        ("MSG-4", ["msg", "4"]),
        ("Science & Exploration", ["science", "exploration"]),
        ("credit:ESA/Hubble", ["credit:esa", "credit:hubble"]),
        ('title:"first light"', ['title:"first light"']),
        ("foo:bar", ["foo", "bar"]),
        ("12:30", ["12", "30"]),
        ("Straße", ["strasse"]),
        ("Æther Ø", ["aether", "o"]),
    ],
)
def test_words_phrases_beginnings_and_columns_are_told_apart(text, wanted):
    assert said(read(text)) == wanted


def test_a_minus_leaves_out_a_word_or_a_phrase():
    question = read('moon -eclipse -"blood moon" −solar')
    assert said(question) == ["moon"]
    assert [term.words for term in question.unwanted] == [
        ("eclipse",),
        ("blood", "moon"),
        ("solar",),
    ]


def test_a_minus_within_a_word_leaves_nothing_out():
    assert not read("Rosetta–Philae lander-orbiter").unwanted


def test_only_what_must_not_be_there_is_no_question():
    question = read("-moon")
    assert not question
    assert "Say also what should be there" in question.problems[0]


def test_fields_are_kept_with_their_values():
    question = read('mission:smile target:"67P/Churyumov" taken:2015..2020 kind:map license:CC0')
    assert question.fields == (
        ("mission", "smile"),
        ("target", "67P/Churyumov"),
        ("taken", "2015..2020"),
        ("kind", "map"),
        ("licence", "CC0"),
    )
    assert not question.wanted


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2015", (date(2015, 1, 1), date(2015, 12, 31))),
        ("2015..2020", (date(2015, 1, 1), date(2020, 12, 31))),
        ("2015-2020", (date(2015, 1, 1), date(2020, 12, 31))),
        ("..1999", (date(1, 1, 1), date(1999, 12, 31))),
        ("2020..", (date(2020, 1, 1), date(9999, 12, 31))),
    ],
)
def test_years_and_spans_of_years_are_understood(text, span):
    assert years_in(text) == span


@pytest.mark.parametrize(
    "text", ["", "..", "-", "20", "2020..2015", "0000", "٢٠١٥", "2015..x", "1e9"]
)
def test_what_is_no_span_of_years_is_none(text):
    assert years_in(text) is None


def test_a_year_that_is_none_is_said():
    question = read("mars taken:soon")
    assert "“taken:soon” is no year" in question.problems[0]
    assert not question.fields


def test_too_much_is_cut_and_said():
    many = read(" ".join(f"w{number}" for number in range(30)))
    assert len(many.words) == MOST_WORDS
    assert f"first {MOST_WORDS} words" in many.problems[0]
    long = read("a" * 10_000)
    assert len(long.text) == LONGEST
    assert f"first {LONGEST} characters" in long.problems[0]


def test_while_somebody_types_the_last_word_may_go_on():
    assert said(read("south pol", while_typing=True)) == ["south", "pol*"]
    assert said(read("south pole ", while_typing=True)) == ["south", "pole"]


NASTY = [
    "\x00",
    '"',
    "'",
    "*",
    "-",
    "--",
    "AND",
    "OR",
    "NOT",
    "NEAR(",
    ")",
    "{title}:",
    "^",
    ":",
    "\u202e",
]
NASTY += [
    "title:",
    "credit:-",
    "taken:",
    "id:",
    "<->",
    "!",
    "&|",
    "\\",
    "%",
    "_",
    "; DROP TABLE",
    "🚀",
    "़",
]


@pytest.mark.django_db
@given(
    text=st.one_of(
        st.text(max_size=60), st.lists(st.sampled_from([*NASTY, "moon", " "])).map("".join)
    )
)
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_question_to_which_there_is_an_answer(text):
    for question in (read(text), read(text, while_typing=True)):
        newest(question)
        best(question)
        found(question)
        suggestions(question)
        did_you_mean(question)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Smile™", ["smile"]),
        ("ℌubble®", ["hubble"]),
        ("20 ℃", ["20", "c"]),
        ("ﬁne İo", ["fine", "io"]),
    ],
)
def test_signs_that_stand_for_letters_are_those_letters(text, words):
    assert tokens(text) == words


@given(text=st.text(max_size=40))
def test_words_that_were_folded_stay_as_they_are(text):
    words = tokens(text)
    assert tokens(" ".join(words)) == words
