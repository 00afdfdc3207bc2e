"""HTML that others left in words: as text, as the markup of captions, with its numbers intact."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as some

from media.descriptions.markup import plain, rich
from media.descriptions.rules import lift_description
from media.pictures import packets
from media.pictures.images import ImagePage

# What is written, as plain text, as a caption.
CASES = {
    "paragraphs, entities and a power": (
        "<p>Jupiter&rsquo;s moon Io &amp; its shadow, 10<sup>5</sup> km away.</p><p>More</p>",
        "Jupiter’s moon Io & its shadow, 10⁵ km away.\n\nMore",
        "<p>Jupiter’s moon Io &amp; its shadow, 10⁵ km away.</p><p>More</p>",
    ),
    "powers of many kinds": (
        "10<sup>-5</sup>, 10<SUP>&minus;5</SUP>, 10<sup><b>12</b></sup>, x<sup>n</sup>, m<sup>2</sup>",
        "10⁻⁵, 10⁻⁵, 10¹², xⁿ, m²",
        "<p>10⁻⁵, 10⁻⁵, 10¹², xⁿ, m²</p>",
    ),
    "a power that has no small figures": (
        "10<sup>1.5</sup> and 2<sup>k</sup>",
        "10^1.5 and 2^k",
        "<p>10<sup>1.5</sup> and 2<sup>k</sup></p>",
    ),
    "a power that is never closed": ("10<sup>5 km", "10^5 km", "<p>10^5 km</p>"),
    "isotopes and molecules": (
        "<sup>26</sup>Al, H<sub>2</sub>O, T<sub>eff</sub>",
        "²⁶Al, H₂O, T_eff",
        "<p>²⁶Al, H₂O, T<sub>eff</sub></p>",
    ),
    "ordinals": (
        "the 5<sup>th</sup>, le XX<sup>e</sup>",
        "the 5th, le XXe",
        "<p>the 5<sup>th</sup>, le XX<sup>e</sup></p>",
    ),
    "cells of a table": (
        "<table><tr><td>5</td><td>7</td></tr><tr><td>11</td></tr></table>",
        "5 7\n11",
        "<p>5 7</p><p>11</p>",
    ),
    "lines": ("5<br>7<br/>\n9", "5\n7\n\n9", "<p>5</p><p>7</p><p>9</p>"),
    "a list": (
        "<ul><li>Io</li><li>Europa</li></ul>",
        "• Io\n• Europa",
        "<p>• Io</p><p>• Europa</p>",
    ),
    "a list of numbers": ("<ol><li>Io<li>Europa</ol>", "1. Io\n2. Europa", "<p>1. Io</p><p>2. Europa</p>"),
    "a link": (
        'By <a class="x" href="https://example.org/a?b=1&amp;c=2">us</a>.',
        "By us.",
        '<p>By <a href="https://example.org/a?b=1&amp;c=2">us</a>.</p>',
    ),
    "links that lead nowhere from here": (
        '<a href="javascript:alert(1)">a</a> <a href="/images/1.html">b</a> <a name="x">c</a>',
        "a b c",
        "<p>a b c</p>",
    ),
    "emphasis that overlaps": (
        "<b>a <i>b</b> c</i>",
        "a b c",
        "<p><b>a <i>b</i></b><i> c</i></p>",
    ),
    "emphasis over paragraphs": ("<em>a<p>b</em>", "a\n\nb", "<p><i>a</i></p><p><i>b</i></p>"),
    "emphasis of nothing": ("a <b></b><i> </i>b", "a b", "<p>a b</p>"),
    "lines within a paragraph": ("<P>A grey\npit</P>", "A grey pit", "<p>A grey pit</p>"),
    "escaped twice": (
        "&lt;p&gt;Io &amp;amp; 10&lt;sup&gt;5&lt;/sup&gt;&lt;/p&gt;",
        "Io & 10⁵",
        "<p>Io &amp; 10⁵</p>",
    ),
    "a comment": ("A <!-- <b>hidden</b> -->rim", "A rim", "<p>A rim</p>"),
    "letters of Windows by number": ("Io&#146;s &#x2013; shadow", "Io’s – shadow", "<p>Io’s – shadow</p>"),
    "a script": (
        "A <script>alert(1)</script> rim",
        "A <script>alert(1)</script> rim",
        "<p>A &lt;script&gt;alert(1)&lt;/script&gt; rim</p>",
    ),
    "an element without a shadow of sense": (
        '<span style="x">A</span> <font color=red>rim</font>',
        "A rim",
        "<p>A rim</p>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_markup_becomes_text_or_the_markup_of_captions(case):
    source, text, caption = CASES[case]
    assert (plain(source), rich(source)) == (text, caption)
    assert rich(caption) == caption


@pytest.mark.parametrize(
    "text",
    [
        "T<600 K and T>300 K",
        "if a<b and b>c",
        "x<y>z <3 <- ->",
        "AT&T, R&D, &c., &notanentity;",
        "Line one\nLine  two\n\nThree",
        "5 < 7 & 9 > 8",
    ],
)
def test_text_without_markup_stays_as_it_is(text):
    assert plain(text) == text
    lines = re.findall(r"<p>(.*?)</p>", rich(text))
    assert [unescape(line) for line in lines] == [
        re.sub(" +", " ", line) for line in text.split("\n") if line
    ]


PIECES = ["<p>", "</p>", "<b>", "</b>", "<i>", "</em>", "<sup>", "</sup>", "<sub>", "<br/>", "<li>",
          "<ol>", "</ul>", "<td>", "<a href='https://e.org'>", "<a href=x>", "</a>", "<!--", "-->",
          "<script>", "&amp;", "&lt;", "&nbsp;", "\n", " ", "5", "10", "rim", "<", ">", '"', "&"]  # fmt: skip


class Checking(HTMLParser):
    """Fails on anything but paragraphs of the markup that captions have, rightly nested."""

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.open = []

    def handle_starttag(self, tag, attrs):
        assert tag in {"p", "b", "i", "a", "sup", "sub"}
        assert (tag == "p") == (not self.open)
        assert not attrs or [(tag, *attrs)] == [("a", ("href", "https://e.org"))]
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        assert self.open or not data


@given(some.lists(some.sampled_from(PIECES), max_size=25).map("".join))
def test_whatever_comes_in_a_caption_is_whole(source):
    checking = Checking()
    checking.feed(rich(source))
    checking.close()
    assert checking.open == []


def digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


@given(
    some.lists(
        some.sampled_from([piece for piece in PIECES if "sup" not in piece and "sub" not in piece]),
        max_size=25,
    ).map(" ".join)
)
def test_no_number_gets_lost_or_runs_into_another(source):
    numbered = source.replace("<ol>", "<ul>")  # whose items are not counted
    without = re.sub("<!--.*?-->", "", numbered, flags=re.DOTALL)
    assert digits(plain(numbered)) == digits(without)


@pytest.mark.django_db
def test_a_power_in_a_caption_is_one_in_files_and_summaries_too():
    caption = (
        "<p>10<sup>5</sup> km<br/>5 &amp; 7</p><p>[Image description: 10<sup>5</sup> stones]</p>"
    )
    rest, description = lift_description(caption)
    assert packets.plain(rest) == "10⁵ km\n5 & 7"
    assert ImagePage(caption=rest).summary == "10⁵ km 5 & 7"
    assert description == "10⁵ stones"
