"""Where one text of the project quotes another, it quotes it as it is."""

import re
from pathlib import Path

import pytest

from tests.portal.reading import body, library, sentences

pytestmark = pytest.mark.content
GUIDE = Path(__file__).parents[2] / "docs" / "editors.md"


def joined(text: str) -> str:
    return " ".join(text.split())


def test_the_editors_guide_quotes_the_texts_of_pictures(subtests):
    guide = GUIDE.read_text()
    images = {one.fields["title"]: one.fields for one in library().of_kind("images")}
    titles = re.findall(r"^\*\*A .+\*\*, \*(.+)\*$", guide, re.M)
    assert titles
    for title in titles:
        with subtests.test(title):
            example = guide.split(f"*{title}*", 1)[1].split("\n\n**", 1)[0]
            quoted = joined(" ".join(re.findall(r"^> ?(.*)$", example, re.M)))
            alt, _, description = quoted.removeprefix("Alt text: ").partition(" Description: ")
            assert alt == images[title]["alt"]
            parts = [part.strip() for part in description.split("…") if part.strip()]
            assert parts
            for part in parts:
                assert part in joined(images[title]["description"])


def test_the_story_about_alt_texts_quotes_one():
    story = next(one for one in library().of_kind("stories") if one.slug.startswith("why-alt-text"))
    picture = next(
        one for one in library().of_kind("images") if one.slug == "wolf-rayet-124-hubble"
    )
    alt = picture.fields["alt"]
    assert f'The alt text of this picture is: "{alt}"' in story.body
    assert f"an alt text of {len(alt)} characters" in story.body


def test_nobody_is_quoted_who_did_not_say_it():
    """No quotation blocks: the demonstration has no interviews to quote from."""
    told = [*library().of_kind("stories"), *library().of_kind("missions")]
    assert told
    assert [one.address for one in told if re.search(r"^>", one.body, re.M)] == []


def test_the_words_below_a_figure_end_in_a_full_stop(subtests):
    """Title and credit of the picture follow them on the page."""
    with_figures = [one for one in library().pages if "](image:" in one.body]
    assert with_figures
    for document in with_figures:
        with subtests.test(document.address):
            for caption in re.findall(r"^!\[(.+)\]\(image:", document.body, re.M):
                assert caption[-1] in ".?!", sentences(caption)[-1]
            assert body(document)
