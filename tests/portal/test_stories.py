"""Stories: their order, their blocks, and what becomes of pictures that are withdrawn."""

from datetime import date

import pytest

from tests.factories import make_gallery, make_image, make_mission, make_story, make_subject
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db


def said_at(client, page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def figure(image, **value) -> dict:
    empty = {"caption": "", "alt_text": "", "decorative": False}
    return {"type": "figure", "value": {"image": image.pk, **empty, **value}}


# --- The list ---------------------------------------------------------------------------------


def test_stories_stand_by_the_date_that_visitors_see_newest_first(site, client):
    make_story("Oldest", published_on=date(2020, 1, 31))
    make_story("Today")
    make_story("Older", published_on=date(2024, 5, 1))
    make_story("Newest", published_on=date(2999, 1, 1))
    make_story("Hidden", publish=False)
    response = client.get("/stories/")
    titles = [page.title for page in response.context["pages"]]
    assert titles == ["Newest", "Today", "Older", "Oldest"]
    assert "31 January 2020" in response.content.decode()


def test_sixteen_stories_stand_on_a_page(site, client):
    for number in range(18):
        make_story(f"Story {number}")
    first, second = (client.get(f"/stories/?page={number}") for number in (1, 2))
    assert [len(response.context["pages"]) for response in (first, second)] == [16, 2]
    said = " ".join(first.content.decode().split())
    assert "Page 1 of 2" in said
    assert 'rel="next" href="?page=2"' in said
    assert 'rel="prev"' not in said


def test_a_list_without_stories_says_so(site, client):
    assert "There are no stories here yet." in client.get("/stories/").content.decode()


# --- The page ---------------------------------------------------------------------------------


def test_every_kind_of_block_is_drawn(site, client):
    image = make_shown_image("A crater", credit="Example archive")
    gallery = make_gallery("Craters", [image])
    facts = {"title": "In numbers", "facts": [{"label": "Mass", "value": "2,300 kg"}]}
    story = make_story(
        published_on=date(2026, 5, 4),
        body=[
            {"type": "prose", "value": "<h2>How</h2><p>It <b>began</b>.</p>"},
            figure(image, caption="<p>Seen <i>early</i>.</p>"),
            {"type": "gallery", "value": {"gallery": gallery.pk}},
            {"type": "quote", "value": {"text": "A <quote>", "source": "Somebody & Co"}},
            {"type": "facts", "value": facts},
            {
                "type": "embed",
                "value": {
                    "address": "https://video.example.org/1",
                    "title": "A film",
                    "transcript": "<p>Silence.</p>",
                },
            },
        ],
    )
    said = said_at(client, story)
    for words in (
        '<time datetime="2026-05-04">4 May 2026</time>',
        "<h2>How</h2>",
        "It <b>began</b>.",
        "Seen <i>early</i>.",
        f'<a href="{image.url}">A crater</a>',
        "Credit: Example archive",
        f'href="{gallery.url}"',
        "A &lt;quote&gt;",
        "Somebody &amp; Co",
        "<dt>Mass</dt><dd>2,300 kg</dd>",
        'href="https://video.example.org/1"',
        "Silence.",
    ):
        assert words in said, words


def test_a_film_is_opened_where_it_lies_and_loads_nothing_here(site, client):
    film = {"address": "https://video.example.org/1", "title": "A film", "transcript": "<p>A.</p>"}
    said = said_at(client, make_story(body=[{"type": "embed", "value": film}]))
    for element in ("<iframe", "<video", "<embed", "<object"):
        assert element not in said


def test_a_figure_carries_the_pictures_alt_text_or_the_storys_or_none(site, client):
    image = make_shown_image(alt_text="A grey crater.")
    said = said_at(client, make_story("One", body=[figure(image)]))
    assert 'alt="A grey crater."' in said
    said = said_at(client, make_story("Two", body=[figure(image, alt_text="The rim, near.")]))
    assert 'alt="The rim, near."' in said
    assert "A grey crater." not in said.split("<body>")[1]
    said = said_at(client, make_story("Three", body=[figure(image, decorative=True)]))
    assert 'alt=""' in said
    assert "A grey crater." not in said.split("<body>")[1]


def test_a_figure_leaves_with_its_picture_and_the_story_stays(site, client):
    image = make_shown_image("A crater")
    unreleased = make_image("Hidden", release=False, asset=small_asset())
    story = make_story(
        lead_image=image,
        body=[figure(image), figure(unreleased), {"type": "prose", "value": "<p>After.</p>"}],
    )
    assert said_at(client, story).count("A crater") >= 2
    image.unpublish()
    said = said_at(client, story)
    assert "After." in said
    assert "A crater" not in said
    assert "Hidden" not in said
    assert "<figure" not in said


def test_a_gallery_that_was_unpublished_leaves_the_story(site, client):
    gallery = make_gallery("Craters", [make_shown_image()])
    story = make_story(body=[{"type": "gallery", "value": {"gallery": gallery.pk}}])
    assert "Craters" in said_at(client, story)
    gallery.unpublish()
    assert "Craters" not in said_at(client, story)


def test_a_link_to_a_page_that_is_not_there_becomes_plain_text(site, client):
    mission, hidden = make_mission("Smile"), make_mission("Hidden", publish=False)
    text = (
        f'<p><a linktype="page" id="{mission.pk}">one</a> '
        f'<a linktype="page" id="{hidden.pk}">two</a> <a linktype="page" id="999999">three</a></p>'
    )
    said = said_at(client, make_story(body=[{"type": "prose", "value": text}]))
    assert f'<a href="{mission.url}">one</a>' in said
    assert "<a>two</a> <a>three</a>" in said


def test_a_story_shows_four_related_pages_of_a_kind(site, client):
    moon = make_subject("Moon")
    story = make_story("This", subjects=[moon])
    for number in range(6):
        make_story(f"Story {number}", subjects=[moon])
    related = client.get(story.url).context["related"]
    assert [page.title for page in related["story"]] == [f"Story {n}" for n in range(5, 1, -1)]


def test_a_gallery_shows_its_released_pictures_in_the_editors_order(site, client):
    images = [make_shown_image(title) for title in ("Third", "First", "Second")]
    hidden = make_image("Hidden", release=False, asset=small_asset())
    gallery = make_gallery("Craters", [images[1], hidden, images[2], images[0]])
    response = client.get(gallery.url)
    shown = [item.entry.title for item in response.context["items"]]
    assert shown == ["First", "Second", "Third"]
    said = response.content.decode()
    assert "Hidden" not in said
    assert "3 pictures" in said
