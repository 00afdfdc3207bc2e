"""Search over everything that visitors can see."""

import re
from xml.etree import ElementTree

import pytest

from media.archive.search.tokens import tokens
from media.models import ImageText
from missions.models import Instrument
from portal.models import Agency, Membership, NationalBody, StandardPage
from tests.factories import (
    make_gallery,
    make_image,
    make_mission,
    make_state,
    make_story,
    make_subject,
    make_topic,
)
from tests.quick_releases import make_shown_image, note_release, small_asset

pytestmark = pytest.mark.django_db


def found(client, q: str, **filters) -> list[str]:
    response = client.get("/search/", {"q": q, **filters})
    assert response.status_code == 200
    return [page.title for page in response.context["pages"]]


def said(client, q: str, **filters) -> str:
    response = client.get("/search/", {"q": q, **filters})
    return " ".join(response.content.decode().split())


@pytest.fixture
def everything(site) -> dict[str, str]:
    """One page of every type that holds the word “perihelion”, each in another field."""
    make_shown_image("An image", long_description="Seen at perihelion.")
    make_gallery("A gallery", [], introduction="<p>From perihelion to aphelion.</p>")
    make_mission("A mission", destination="A low perihelion")
    make_story("A story", body=[{"type": "prose", "value": "<p>At <b>perihelion</b>.</p>"}])
    make_topic("A topic", statement="Perihelion.")
    make_state("A state", story=[{"type": "prose", "value": "<p>To perihelion.</p>"}])
    page = StandardPage(title="A standard page", slug="perihelion-page", summary="Perihelion.")
    site.add_child(instance=page)
    page.save_revision().publish()
    return {
        "image": "An image",
        "gallery": "A gallery",
        "mission": "A mission",
        "story": "A story",
        "topic": "A topic",
        "member-state": "A state",
        "page": "A standard page",
    }


def test_search_finds_pages_of_every_type_by_their_words(everything, client):
    assert sorted(found(client, "perihelion")) == sorted(everything.values())
    assert sorted(found(client, "PERIHELION")) == sorted(everything.values())
    assert f"{len(everything)} results for “perihelion”" in said(client, "perihelion")


def test_search_can_be_narrowed_to_one_type(everything, client):
    for key, title in everything.items():
        assert found(client, "perihelion", type=key) == [title]
    assert len(found(client, "perihelion", type="nonsense")) == len(everything)
    assert '<option value="story" selected>' in said(client, "perihelion", type="story")


def test_every_type_is_offered_under_its_name(site, client):
    types = dict(client.get("/search/").context["types"])
    assert types == {
        "image": "Image",
        "gallery": "Gallery",
        "mission": "Mission",
        "story": "Story",
        "topic": "Topic",
        "member-state": "State",
        "page": "Page",
    }


def test_every_word_must_be_there(site, client):
    make_story("Crater and rim")
    make_story("Crater alone")
    assert found(client, "crater rim") == ["Crater and rim"]
    assert len(found(client, "crater")) == 2


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("title", "Copernicus"),
        ("alt_text", "Copernicus in the evening"),
        ("long_description", "Copernicus throws a shadow."),
        ("caption", "<p>The crater <b>Copernicus</b>.</p>"),
        ("credit", "Copernicus Archive"),
    ],
)
def test_a_picture_is_found_by_each_of_its_words(site, client, field, words):
    make_shown_image("Another")
    image = make_shown_image(**{field: words})
    assert found(client, "copernicus") == [image.title]


def test_a_picture_is_found_by_its_subjects(site, client):
    make_shown_image("Found", subjects=[make_subject("Copernicus")])
    assert found(client, "copernicus") == ["Found"]


def test_a_state_and_a_mission_are_found_by_their_parts(site, client):
    state, mission = make_state(publish=False), make_mission(publish=False)
    state.bodies = [NationalBody(name="Bureau Copernicus")]
    mission.instruments = [Instrument(name="Copernicus", measures="Light.")]
    for page in (state, mission):
        page.save_revision().publish()
    assert sorted(found(client, "copernicus")) == sorted([state.title, mission.title])


def test_what_was_found_is_marked(site, client):
    make_story("Cratering made easy", summary="Many a crater has a rim.")
    text = said(client, "crater")
    assert "<mark>Cratering</mark> made easy" in text
    assert "Many a <mark>crater</mark> has a rim." in text


def test_a_long_summary_is_cut_around_the_first_word_found(site, client):
    summary = "word " * 45 + "crater " + "word " * 8
    make_story("Something", summary=summary)
    text = said(client, "crater")
    assert "… word" in text
    assert "<mark>crater</mark>" in text


@pytest.mark.parametrize(
    "q",
    ["<b>", "<script>alert(1)</script>", '"><img src=x>', "</mark><b>", "&lt;b&gt;", "crater <b>"],
)
def test_what_is_searched_for_is_shown_as_text_and_never_as_markup(site, client, q):
    make_story("The <b> and the <script> crater", summary="A <b>bold</b> & <i>slanted</i> crater.")
    text = said(client, q)
    body = text.split("<body>")[1]
    for markup in ("<b>", "<script>", "<i>", "<img src=x>"):
        assert markup not in body
    assert "result" in text


def test_titles_and_summaries_are_shown_as_they_were_written(site, client):
    make_story("Crater <b> & others", summary="Of < 3 km & more.")
    make_shown_image("Crater in salt", caption="<p>Salt &amp; <b>crater</b>.</p>")
    text = said(client, "crater")
    assert "<mark>Crater</mark> &lt;b&gt; &amp; others" in text
    assert "Of &lt; 3 km &amp; more." in text
    assert "Salt &amp; <mark>crater</mark>." in text


def test_nothing_found_is_said_with_advice(site, client):
    text = said(client, "unheard-of")
    assert "0 results for “unheard-of”" in text
    assert "Try fewer words, or another spelling." in text
    assert 'value="unheard-of"' in text


def test_an_empty_search_shows_the_form_and_no_result(site, client):
    make_story()
    for q in ("", "   "):
        text = said(client, q)
        assert "<h1>Search</h1>" in text
        assert "result for" not in text
        assert "results for" not in text


def test_what_visitors_cannot_see_is_never_found(site, client):
    make_image("Copernicus live", release=False, asset=small_asset())
    make_image("Copernicus draft", publish=False, asset=small_asset())
    make_shown_image("Copernicus withdrawn").unpublish()
    for make in (make_story, make_mission, make_topic, make_gallery, make_state):
        make("Copernicus hidden", publish=False)
    draft = make_story("Something", summary="A crater.")
    draft.summary = "Copernicus."
    draft.save_revision()
    assert found(client, "copernicus") == []
    for key in ("image", "story", "mission", "topic", "gallery", "member-state"):
        assert found(client, "copernicus", type=key) == []
    assert "Copernicus" not in client.get("/images/?q=copernicus").content.decode()


def test_a_released_picture_is_found_at_once(site, client):
    image = make_image("Copernicus", release=False, asset=small_asset())
    assert found(client, "copernicus") == []
    note_release(image)
    assert found(client, "copernicus") == ["Copernicus"]


def test_twenty_results_stand_on_a_page_and_the_next_keeps_the_question(site, client):
    for number in range(22):
        make_story(f"Crater {number}")
    first = found(client, "crater", type="story")
    second = found(client, "crater", type="story", page="2")
    assert (len(first), len(second)) == (20, 2)
    assert not set(first) & set(second)
    assert "?q=crater&amp;type=story&amp;page=2" in said(client, "crater", type="story")


def test_search_pages_are_not_for_search_engines(site, client):
    assert '<meta name="robots" content="noindex">' in said(client, "crater")


# --- The archive ------------------------------------------------------------------------------


def archive(client, **filters) -> list[str]:
    return [image.title for image in client.get("/images/", filters).context["results"]]


def test_the_archive_shows_released_pictures_newest_first(site, client):
    for title in ("First", "Second", "Third"):
        make_shown_image(title)
    make_image("Hidden", release=False, asset=small_asset())
    assert archive(client) == ["Third", "Second", "First"]


def test_the_archive_is_filtered_by_kind_subject_and_words_together(site, client):
    moon, mars = make_subject("Moon"), make_subject("Mars")
    make_shown_image("Moon photograph", subjects=[moon])
    make_shown_image("Moon chart", kind="chart", subjects=[moon])
    make_shown_image("Mars chart", kind="chart", subjects=[mars])
    assert archive(client, kind="chart") == ["Mars chart", "Moon chart"]
    assert archive(client, subject="moon") == ["Moon chart", "Moon photograph"]
    assert archive(client, subject="moon", kind="chart") == ["Moon chart"]
    assert archive(client, q="photograph") == ["Moon photograph"]
    assert archive(client, q="mars", subject="moon") == []
    assert len(archive(client, kind="nonsense", subject="nonsense")) == 3


def test_the_archive_says_what_it_shows_and_how_to_get_back(site, client):
    make_shown_image("Moon chart", subjects=[make_subject("Moon")])
    text = " ".join(client.get("/images/?subject=moon&q=chart").content.decode().split())
    assert '<h2 class="count" id="found">1 image</h2>' in text
    for chosen in ("“chart”", "Subject: Moon"):
        assert f"Take back </span>{chosen}" in text
    assert "Clear all" in text
    text = " ".join(client.get("/images/?q=nothing").content.decode().split())
    assert "No picture fits." in text


def test_twenty_four_pictures_stand_on_a_page_of_the_archive(site, client):
    for number in range(26):
        make_shown_image(f"Crater {number}")
    assert len(archive(client)) == 24
    assert archive(client, page="2") == ["Crater 1", "Crater 0"]


def test_the_words_of_other_languages_do_not_break_the_archive(site, client):
    image = make_shown_image("A crater")
    image.texts.add(
        ImageText(language="fr", title="Un cratère", alt_text="Gris.", long_description="Rond.")
    )
    image.save_revision().publish()
    assert archive(client) == ["A crater"]


# --- Signs, titles, names ------------------------------------------------------------------------


def test_signs_between_words_are_none_and_a_page_of_this_title_stands_first(site, client):
    make_story("Exploration and more science", summary="Science, exploration; science again.")
    make_topic("Science & Exploration")
    make_shown_image("Science, an image of exploration")
    for question in (
        "Science Exploration",
        "Science & Exploration",
        "science – EXPLORATION",
        "“Science” | Exploration",
        "Science / (Exploration)!",
        "Science + Exploration _",
        "'Science' * exploration:",
    ):
        assert len(found(client, question)) == 3, question
        assert found(client, question)[0] == "Science & Exploration", question
        archive = client.get("/images/", {"q": question}).context["results"]
        assert [image.title for image in archive] == ["Science, an image of exploration"], question


def test_a_question_of_nothing_but_signs_finds_nothing(site, client):
    make_story()
    for question in ("&", "–", "“”", "🚀", "...", "'"):
        assert found(client, question) == []


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Jupiter’s moon Io", ["jupiter", "s", "moon", "io"]),
        ("C/2023 A3 (Tsuchinshan–ATLAS)", ["c", "2023", "a3", "tsuchinshan", "atlas"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("e\u0301toile", ["etoile"]),
        ("المريخ، 2020", ["المريخ", "2020"]),
    ],
)
def test_words_of_every_script_stay_whole(question, words):
    assert tokens(question) == words


def test_a_state_is_called_what_binds_it_to_the_agency(site, client):
    make_state("Canada", "CA", memberships=[Membership(kind="cooperating", since="1979")])
    make_state("France", "FR")
    html = said(client, "takes part")
    for kind, title in (("Cooperating State", "Canada"), ("Member State", "France")):
        assert re.search(rf'eyebrow">{kind}</p> <h3><a[^>]*>{title}', html), kind


def test_a_browser_learns_from_any_page_how_to_search_here(site, client):
    make_story("Dust & ice")
    make_story("Rain")
    link = re.search(
        r'<link rel="search" type="([^"]+)" title="[^"]+" href="([^"]+)">',
        client.get("/").content.decode(),
    )
    answer = client.get(link[2])
    assert answer["Content-Type"].startswith(link[1])
    space = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    told = ElementTree.fromstring(answer.content)  # noqa: S314
    assert told.tag == f"{{{space['o']}}}OpenSearchDescription"
    assert 0 < len(told.find("o:ShortName", space).text) <= 16
    assert client.get(told.find("o:Image", space).text).status_code == 200
    asked = told.find("o:Url", space).get("template").replace("{searchTerms}", "dust%20%26%20ice")
    shown = client.get(asked).context["pages"]
    assert [page.title for page in shown] == ["Dust & ice"]


@pytest.mark.parametrize(
    ("called", "named"),
    [
        ("A & <B> that goes on", "A & <B> that"),
        ("Weltraumforschungsamt", "Weltraumforschun"),
        ("European Space 16", "European Space"),
    ],
)
def test_an_agency_of_any_name_is_named_within_the_limits_of_a_browser(site, client, called, named):
    agency = Agency.load()
    agency.name, agency.short_name = "The <Space> & “Sky” Agency of All", called
    agency.save()
    told = ElementTree.fromstring(client.get("/opensearch.xml").content)  # noqa: S314
    assert [one.text for one in told if one.tag.endswith("ShortName")] == [named]


def test_words_in_quotation_marks_are_found_together_at_every_address(site, client):
    make_shown_image("A crater at dawn")
    make_shown_image("At a crater, long after dawn")
    for address in ("/search/", "/images/", "/api/v1/images"):
        said = client.get(address, {"q": '"crater at dawn"'}).content.decode()
        assert "a-crater-at-dawn" in said, address
        assert "at-a-crater-long" not in said, address
