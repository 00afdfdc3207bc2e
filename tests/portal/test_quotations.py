"""Where one text of the project quotes another, it quotes it as it is."""

import re
from pathlib import Path

import pytest

from tests.portal.reading import LIBRARY, body, sentences

pytestmark = pytest.mark.content
GUIDE = Path(__file__).parents[2] / "docs" / "editors.md"
IMAGES = {one.fields["title"]: one.fields for one in LIBRARY.of_kind("images")}


def joined(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("title", re.findall(r"^\*\*A .+\*\*, \*(.+)\*$", GUIDE.read_text(), re.M))
def test_the_editors_guide_quotes_the_texts_of_a_picture(title):
    example = GUIDE.read_text().split(f"*{title}*", 1)[1].split("\n\n**", 1)[0]
    quoted = joined(" ".join(re.findall(r"^> ?(.*)$", example, re.M)))
    alt, _, description = quoted.removeprefix("Alt text: ").partition(" Description: ")
    assert alt == IMAGES[title]["alt"]
    parts = [part.strip() for part in description.split("…") if part.strip()]
    assert parts
    for part in parts:
        assert part in joined(IMAGES[title]["description"])


def test_the_story_about_alt_texts_quotes_one():
    story = next(one for one in LIBRARY.of_kind("stories") if one.slug.startswith("why-alt-text"))
    picture = next(one for one in LIBRARY.of_kind("images") if one.slug == "wolf-rayet-124-hubble")
    alt = picture.fields["alt"]
    assert f'The alt text of this picture is: "{alt}"' in story.body
    assert f"an alt text of {len(alt)} characters" in story.body


@pytest.mark.parametrize(
    "document",
    [*LIBRARY.of_kind("stories"), *LIBRARY.of_kind("missions")],
    ids=lambda document: document.address,
)
def test_nobody_is_quoted_who_did_not_say_it(document):
    """No quotation blocks: the demonstration has no interviews to quote from."""
    assert not re.search(r"^>", document.body, re.M)


@pytest.mark.parametrize(
    "document",
    [one for one in LIBRARY.pages if "](image:" in one.body],
    ids=lambda document: document.address,
)
def test_the_words_below_a_figure_end_in_a_full_stop(document):
    """Title and credit of the picture follow them on the page."""
    for caption in re.findall(r"^!\[(.+)\]\(image:", document.body, re.M):
        assert caption[-1] in ".?!", sentences(caption)[-1]
    assert body(document)
