"""The demonstration's content, read as a strict editor would read it."""

import itertools
import re
from collections import Counter
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from wagtail.models import Page

from media.models import ImagePage
from media.pages.dates import first_day, has_passed, lies_ahead
from media.pages.typed_dates import stored_form
from missions.models import Milestone, Status
from portal.demo.drawing import DRAWINGS, render
from portal.demo.library import OWN_PICTURES
from portal.demo.loader import Loader
from portal.models import HomePage, TopicPage
from tests.indexing import once
from tests.portal.reading import body, library, plain, prose, sentences, words
from tests.quick_releases import note_release

pytestmark = pytest.mark.content
NOTICE = Path(__file__).parents[2] / "NOTICE"
NOT_PAGES = ("/apple-touch-icon.png", "/static/", "/files/", "/admin/")
# The day of the last check against the world.
CHECKED = date(2026, 11, 27)
TOPICS = {"Science & Exploration", "Space Safety", "Applications", "Enabling & Support"}


# --- All of it --------------------------------------------------------------------------------


def test_every_file_keeps_to_the_format_and_every_link_in_it_leads_somewhere():
    assert [str(error) for error in library().errors] == []


def test_no_two_summaries_say_the_same():
    summaries = {
        document.address: frozenset(word.lower() for word in words(document.fields["summary"]))
        for document in library().pages
        if "summary" in document.fields
    }
    assert len(summaries) > 60
    for (one, first), (other, second) in itertools.combinations(summaries.items(), 2):
        assert len(first & second) / len(first | second) < 0.45, (one, other)


def test_no_sentence_stands_twice():
    """Not counting short ones, and the notes that licences share."""
    found = Counter(
        said
        for document in library().pages
        for text in [*prose(document.fields), *plain(document.body)]
        for said in set(sentences(text))
        if len(words(said)) > 7
    )
    assert [said for said, times in found.items() if times > 1] == []


def test_sentences_of_bodies_are_short_and_stay_true(subtests):
    """Milestones are not read: they are dated by their field. Quoted texts count as their own."""
    for document in library().pages:
        with subtests.test(document.address):
            for text in plain(document.body):
                for said in sentences(re.sub(r'"[^"]*"', "", text.replace("\n", " "))):
                    assert len(words(said)) <= 40, said
                    undated = re.search(r"\b(?:this|next) (?:month|week)\b(?![’'])", said)
                    assert not undated, said
            links = re.findall(r"(?<!!)\[([^\]]+)\]\(", document.body)
            assert not {"here", "this page", "this", "link"} & {link.casefold() for link in links}


# --- Images -----------------------------------------------------------------------------------


def test_every_picture_has_a_page_and_the_pictures_are_not_too_heavy():
    files = {path.name for path in OWN_PICTURES.iterdir()}
    assert {document.fields["file"] for document in library().of_kind("images")} == files
    assert len(files) >= 50
    assert sum(path.stat().st_size for path in OWN_PICTURES.iterdir()) < 40_000_000


def test_an_image_has_a_caption_an_alt_text_and_a_description_of_their_own(subtests):
    for document in library().of_kind("images"):
        with subtests.test(document.slug):
            fields = document.fields
            caption = sentences(body(document).replace("\n", " "))
            assert 2 <= len(caption) <= 5
            assert 40 <= len(fields["alt"]) <= 125
            assert fields["alt"].endswith(".")
            assert len(words(fields["description"])) >= 80
            assert not set(caption) & set(sentences(fields["description"].replace("\n", " ")))
            assert fields["alt"] not in fields["description"]
            assert len(document.slug) <= 50


def test_an_image_has_a_topic_and_three_subjects_beside_it(subtests):
    for document in library().of_kind("images"):
        with subtests.test(document.slug):
            subjects = set(document.fields["subjects"])
            assert subjects & TOPICS
            assert len(subjects - TOPICS) >= 3


def test_a_picture_has_its_evidence_in_the_notice(subtests):
    for document in library().of_kind("images"):
        with subtests.test(document.slug):
            found = re.search(
                rf"^{re.escape(document.fields['file'])}\n  Credit    (.+\n(?: {{12}}.+\n)*)"
                r"  Licence   (.+\n(?: {12}.+\n)*)  Evidence  (.+\n(?: {12}.+\n)*)",
                NOTICE.read_text(),
                re.MULTILINE,
            )
            assert found, "NOTICE has no entry of the usual form for this file"
            credit, licence, evidence = (" ".join(part.split()) for part in found.groups())
            keys = {entry.slug: entry.fields for entry in library().licences}
            assert credit == document.fields["credit"]
            assert licence.startswith(keys[document.fields["licence"]]["short_name"])
            assert len(words(evidence)) >= 8


def test_a_picture_of_our_own_is_what_its_drawing_gives(subtests):
    drawings = sorted(DRAWINGS.glob("*.svg"))
    assert drawings
    for drawing in drawings:
        with subtests.test(drawing.stem):
            with Image.open(OWN_PICTURES / f"{drawing.stem}.png") as kept:
                difference = ImageChops.difference(kept.convert("RGB"), render(drawing))
            assert max(high for _low, high in difference.getextrema()) <= 8


# --- Missions ---------------------------------------------------------------------------------


def test_missions_stand_in_every_state_of_life_and_half_of_them_are_european():
    missions = library().of_kind("missions")
    assert len(missions) >= 16
    states = {document.fields["status"] for document in missions}
    assert states >= {
        Status.STUDY, Status.DEVELOPMENT, Status.READY, Status.OPERATING, Status.EXTENDED,
        Status.COMPLETED,
    }  # fmt: skip
    european = [
        document
        for document in missions
        if "European Space Agency" in [one["name"] for one in document.fields["partners"]]
    ]
    assert len(european) * 2 >= len(missions)


def test_a_mission_tells_its_story(subtests):
    for document in library().of_kind("missions"):
        with subtests.test(document.slug):
            fields = document.fields
            assert fields["partners"] and fields["facts"] and fields["links"]
            labels = [fact["label"] for fact in fields["facts"]]
            assert fields["instruments"] or "Instruments" in labels, "say why there are none"
            assert 6 <= len(fields["milestones"]) <= 12
            dates = [stored_form(milestone["date"]) for milestone in fields["milestones"]]
            assert dates == sorted(dates, key=first_day)
            assert len(words(body(document))) >= 300


def test_a_mission_that_has_not_flown_has_no_number_in_orbit(subtests):
    for document in library().of_kind("missions"):
        with subtests.test(document.slug):
            fields = document.fields
            if fields["status"] in (Status.STUDY, Status.DEVELOPMENT, Status.READY, Status.CONCEPT):
                assert (fields["cospar"], fields["norad"]) == ("none", "none")
                launch = fields["launch"]
                assert launch in ("unknown", "none") or not has_passed(stored_form(launch), CHECKED)
            else:
                assert not lies_ahead(stored_form(fields["launch"]), CHECKED)


def test_a_plan_of_the_demonstration_is_called_one(subtests):
    for document in library().of_kind("missions"):
        for milestone in document.fields["milestones"]:
            with subtests.test(f"{document.slug}: {milestone['title']}"):
                if lies_ahead(stored_form(milestone["date"]), CHECKED):
                    assert milestone["state"] == Milestone.State.PLANNED


def test_smile_has_four_instruments_and_the_day_it_was_joined():
    smile = next(one for one in library().of_kind("missions") if one.slug == "smile")
    assert [item["name"] for item in smile.fields["instruments"]] == ["SXI", "UVI", "LIA", "MAG"]
    assert "2025-01-21" in [item["date"] for item in smile.fields["milestones"]]
    picture = next(
        one
        for one in library().of_kind("images")
        if one.slug == "smile-payload-module-joined-to-platform"
    )
    assert picture.fields["kind"] == ImagePage.Kind.ILLUSTRATION
    assert "page:stories/how-smile-was-put-together" in picture.body


# --- Member states, topics, stories, galleries ------------------------------------------------


def test_twenty_three_member_states_and_others_of_other_kinds():
    kinds = Counter(
        document.fields["memberships"][-1]["kind"]
        for document in library().of_kind("member-states")
    )
    assert kinds["member"] == 23
    assert kinds["associate"] == 4
    assert kinds["cooperating"] == 4


def test_a_member_state_names_its_body_and_what_it_brings(subtests):
    for document in library().of_kind("member-states"):
        with subtests.test(document.slug):
            assert document.fields["bodies"]
            assert all(item["url"].startswith("https://") for item in document.fields["bodies"])
            assert len(words(body(document))) >= 180
            assert re.search(r"\(page:missions/", document.body)
            assert re.search(r"^!\[.+\]\(image:", document.body, re.M)


def test_a_story_has_substance(subtests):
    for document in library().of_kind("stories"):
        with subtests.test(document.slug):
            assert 400 <= len(words(body(document))) <= 900
            assert document.fields["lead_image"]
            assert "](image:" in document.body
            assert "](page:" in document.body
            pictures = re.findall(r"\(image:([\w-]+)\)", document.body)
            assert len(set(pictures)) == len(pictures)
            assert document.fields["lead_image"] not in pictures


def test_there_are_fourteen_stories_and_eight_galleries():
    assert len(library().of_kind("stories")) >= 14
    assert len(library().of_kind("galleries")) >= 8


def test_a_gallery_has_an_idea_and_says_something_of_each_picture(subtests):
    for document in library().of_kind("galleries"):
        with subtests.test(document.slug):
            assert len(words(body(document))) >= 60
            items = document.fields["items"]
            assert len(items) >= 4
            assert len({item["image"] for item in items}) == len(items)
            assert all(len(words(item["caption"])) >= 6 for item in items)


def test_a_topic_has_missions_stories_galleries_and_pictures():
    for topic in TOPICS:
        for kind in ("missions", "stories", "galleries", "images"):
            assert any(topic in one.fields["subjects"] for one in library().of_kind(kind)), (
                topic,
                kind,
            )


# --- Loaded -----------------------------------------------------------------------------------


@pytest.fixture
def portal(no_site):
    """The whole demonstration as visitors find it; only the files of the pictures are missing."""
    with once():
        for _step in Loader(library()).load():
            pass
    for page in ImagePage.objects.select_related("asset"):
        note_release(page)
    return HomePage.objects.get()


def test_a_visitor_who_follows_every_link_finds_every_page(portal, client, one_generation):
    waiting, said = ["/"], {}
    while waiting:
        address = waiting.pop()
        if address in said:
            continue
        response = client.get(address, **one_generation)
        leads_on = address.startswith(("/download/", "/id/"))
        assert response.status_code == (302 if leads_on else 200), address
        said[address] = response.content.decode()
        assert ">None<" not in said[address], address
        assert "&#x27;label&#x27;" not in said[address], address
        found = [unescape(link) for link in re.findall(r'href="(/[^"#?]*)"', said[address])]
        waiting += [link for link in found if not link.startswith(NOT_PAGES)]
    for document in library().pages:
        assert f"/{document.address}/" in said, "no link leads to this page"
    assert not Page.objects.filter(live=False).exists()
    # The numbers follow from the rows.
    assert re.search(r"\b23\b", said["/member-states/"])
    assert TopicPage.objects.values("accent").distinct().count() == 4
