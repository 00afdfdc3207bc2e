"""What is found: by words, stems, phrases, fields; in what order; and never what is not public."""

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page

from media.archive.catalogue import Entry
from media.archive.search import engine, finding
from media.archive.search.documents import Document, Vocabulary, keep_documents, wanted_documents
from media.archive.search.finding import did_you_mean, found, matching, suggestions
from media.archive.search.questions import read
from media.models import ImageText, Subject, SubjectName
from tests.factories import make_licence, make_mission, make_story, make_subject, merge
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


def titles(text: str, *types: str) -> list[str]:
    keys = found(read(text), types).keys
    named = dict(Page.objects.filter(pk__in=keys).values_list("pk", "title"))
    return [named[key] for key in keys]


def pictures(text: str) -> list[str]:
    entries = matching(read(text), Entry.objects.newest_first())
    return list(entries.values_list("title", flat=True))


def test_a_word_finds_its_other_forms_and_the_other_way_round(site):
    make_shown_image("One", alt_text="Three craters in a row.")
    make_shown_image("Other", alt_text="A crater.")
    assert pictures("crater") == pictures("craters") == ["Other", "One"]


@pytest.mark.parametrize(
    ("language", "words", "asked"),
    [
        ("fr", "Des cratères profonds.", "cratère profond"),
        ("de", "Die Krater der Monde.", "Mond"),
        ("es", "Un cráter redondo.", "crater"),
    ],
)
def test_words_of_other_languages_are_found_with_their_own_endings(site, language, words, asked):
    page = make_shown_image("Round")
    words = {"title": "x", "alt_text": words, "long_description": "y"}
    page.texts = [ImageText(language=language, **words)]
    page.save()
    assert pictures(asked) == ["Round"]


def test_accents_case_and_signs_make_no_difference(site):
    make_shown_image("Élise – ÉTOILE & Ænigma")
    for asked in ("elise etoile", "ÉTOILE", "e\u0301toile", "aenigma", "ænigma", "“Etoile”"):
        assert pictures(asked) == ["Élise – ÉTOILE & Ænigma"], asked


def test_a_phrase_asks_for_words_side_by_side(site):
    make_shown_image("One", alt_text="The south pole of the Moon.")
    make_shown_image("Other", alt_text="A pole in the south.")
    assert pictures('"south pole"') == ["One"]
    assert set(pictures("south pole")) == {"One", "Other"}
    assert pictures('"south poles"') == []


def test_a_word_can_be_left_out(site):
    make_shown_image("One", alt_text="The Moon in an eclipse.")
    make_shown_image("Other", alt_text="The Moon at noon.")
    assert pictures("moon -eclipse") == ["Other"]
    assert pictures('moon -"moon at noon"') == ["One"]
    assert pictures("kind:photograph -eclipse") == ["Other"]


def test_a_beginning_is_found_where_it_is_asked_for(site):
    make_shown_image("One", alt_text="An observatory.")
    assert pictures("observ*") == ["One"]
    assert pictures("obser") == []


def test_identifiers_file_names_credits_and_all_names_of_a_subject_are_found(site):
    mars = make_subject("Mars (planet)")
    SubjectName.objects.create(subject=mars, language="de", name="Roter Planet")
    make_shown_image("One", identifier="lunar-4711", credit="Zopilote Bureau", subjects=[mars])
    for asked in (
        "lunar-4711",
        "4711",
        "zopilote",
        "roter planet",
        "mars",
        "crater.jpg",
        "id:LUNAR-4711",
    ):
        assert pictures(asked) == ["One"], asked


def test_fields_ask_for_subjects_credits_kinds_licences_and_years(site):
    mission = make_mission("Smile")
    SubjectName.objects.create(subject=mission.presents, language="en", name="Sun watcher")
    make_shown_image("One", subjects=[mission.presents], credit="ESA/Smile", taken_on="2017-03")
    make_shown_image(
        "Other",
        credit="NASA",
        kind="map",
        taken_on="1999",
        licence=make_licence("CC0"),
        alt_text="ESA.",
    )
    for asked, wanted in {
        "mission:smile": ["One"],
        'mission:"sun watcher"': ["One"],
        "subject:smile": ["One"],
        'subject:"Smile (mission)"': ["One"],
        "topic:smile": [],
        "credit:esa": ["One"],
        "kind:map": ["Other"],
        "licence:cc0": ["Other"],
        "taken:2015..2020": ["One"],
        "taken:..1999": ["Other"],
        "taken:2017": ["One"],
        "mission:smile taken:1999": [],
    }.items():
        assert pictures(asked) == wanted, asked


def test_a_page_of_just_this_title_stands_first(site):
    make_story("Exploration and more science", summary="Science, exploration; science again.")
    make_shown_image("Science exploration seen from above")
    make_story("Science & Exploration")
    assert titles("science exploration")[0] == "Science & Exploration"


def test_a_word_in_a_title_counts_more_than_one_in_a_text(site):
    for number in range(3):
        make_shown_image(f"Number {number}", alt_text="A comet, a comet and a comet.")
    make_shown_image("Comet over the sea", published_on="1990-01-01")
    assert titles("comet")[0] == "Comet over the sea"


def test_pages_of_every_type_are_found_by_a_field(site):
    mission = make_mission("Smile")
    make_story("About it", subjects=[mission.presents])
    make_shown_image("Of it", subjects=[mission.presents])
    assert set(titles("mission:smile")) == {"Smile", "About it", "Of it"}
    assert titles("mission:smile", "story") == ["About it"]


def test_what_is_withdrawn_edited_or_deleted_is_found_no_more_at_once(site):
    image, story = make_shown_image("Quetzal"), make_story("Zopilote")
    story.title = "Another"
    story.save_revision().publish()
    assert (titles("quetzal"), titles("zopilote"), titles("another")) == (
        ["Quetzal"],
        [],
        ["Another"],
    )
    image.unpublish()
    story.unpublish()
    assert titles("quetzal") == titles("another") == []
    make_story("Balalaika").delete()
    assert titles("balalaika") == []
    assert not Document.objects.filter(page__in=[image.pk, story.pk]).exists()


def test_a_renamed_merged_or_proposed_subject_is_followed(site):
    mars, other = make_subject("Mars"), make_subject("Areios")
    make_shown_image("One", subjects=[mars])
    mars.name = "Ares"
    mars.save()
    assert (pictures("mars"), pictures("ares")) == ([], ["One"])
    SubjectName.objects.create(subject=mars, language="en", name="Red Planet")
    assert pictures("red planet") == ["One"]
    merge(mars, other)
    assert pictures("areios") == ["One"]
    assert (pictures("ares"), pictures("red planet")) == (["One"], ["One"])
    make_shown_image("Later", subjects=[other])
    assert pictures("ares") == ["Later", "One"]
    Subject.objects.create(name="Quetzal", is_proposed=True)
    make_shown_image("Other", subjects=[Subject.objects.get(name="Quetzal")])
    assert pictures("quetzal") == []


def test_what_was_merged_twice_is_found_by_every_name_on_every_page(site):
    names = ["Areios", "Ares", "Mars"]
    subjects = [make_subject(name) for name in names]
    for subject in subjects:
        make_shown_image("A picture", subjects=[subject])
        make_story("A story", subjects=[subject])
    merge(subjects[0], subjects[1])
    merge(subjects[1], subjects[2])
    for name in names:
        assert len(titles(name.lower())) == 6, name
        assert len(pictures(f"subject:{name}")) == 3, name
        offered, _keys = suggestions(read(name[:3], while_typing=True))
        assert [subject.name for subject in offered] == ["Mars"], name


def test_documents_made_anew_are_the_same(site):
    image = make_shown_image("One", subjects=[make_subject("Moon")])
    story = make_story("Other", subjects=[make_subject("Moon")])
    Document.objects.filter(page=image.pk).update(words="nonsense")
    Document.objects.filter(page=story.pk).delete()
    assert pictures("nonsense") == ["One"]
    call_command("rebuild_catalogue", stdout=open("/dev/null", "w"))  # noqa: SIM115
    keys = [image.pk, story.pk]
    stored = {one.page_id: vars(one) for one in Document.objects.filter(page__in=keys)}
    wanted = {key: vars(one) for key, one in wanted_documents(keys).items()}
    for rows in (stored, wanted):
        for row in rows.values():
            row.pop("_state")
    assert stored == wanted
    assert (pictures("nonsense"), titles("other")) == ([], ["Other"])
    assert keep_documents(keys) == []


def test_another_spelling_is_offered_for_words_that_nobody_says(site):
    make_shown_image("Enceladus over Saturn")
    assert did_you_mean(read("Encelladus")) == "enceladus"
    assert did_you_mean(read("enceladus satrun")) == "enceladus saturn"
    assert did_you_mean(read("enceladus")) == ""
    assert did_you_mean(read("xyzzyxyzzy")) == ""
    assert Vocabulary.objects.get(word="enceladus").number == 1
    Entry.objects.get().page.unpublish()
    assert did_you_mean(read("Encelladus")) == ""


def test_of_very_many_hits_the_number_is_capped_and_said(site, monkeypatch):
    monkeypatch.setattr(finding, "KNOWN", 2)
    for number in range(4):
        make_shown_image(f"Crater {number}")
    assert str(found(read("crater")).number) == "more than 2"
    assert len(pictures("crater")) == 4


def test_the_index_follows_every_change_of_a_document(site):
    make_shown_image("Quetzal")
    Document.objects.update(title="zopilote", names="", stems="")
    assert (pictures("zopilote"), pictures("quetzal")) == (["Quetzal"], [])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO media_document_index (media_document_index) VALUES ('integrity-check')"
            )


def test_suggestions_name_subjects_and_titles_with_their_addresses(site, client):
    mars = make_subject("Mars (planet)")
    mission = make_mission("Mars Express")
    image = make_shown_image("A dune on Mars", subjects=[mars])
    answer = client.get("/search/suggestions/?q=mar").json()["suggestions"]
    offered = {one["title"]: one["address"] for one in answer}
    assert offered["A dune on Mars"] == image.url
    assert offered["Mars Express"] == mission.url
    assert offered["Mars"] == f"/subjects/{mars.slug}/"
    assert len(offered) == len(answer)
    for nothing in ("", "%00", "zzz", "%22", "*"):
        assert client.get(f"/search/suggestions/?q={nothing}").status_code in (200, 400)
    image.unpublish()
    titles = [
        one["title"] for one in client.get("/search/suggestions/?q=dune").json()["suggestions"]
    ]
    assert titles == []


def test_the_page_of_results_says_what_was_cut_and_offers_another_spelling(site, client):
    make_shown_image("Enceladus over Saturn")
    said = client.get("/search/?q=encelladus").content.decode()
    assert 'Did you mean <a href="/search/?q=enceladus">enceladus</a>?' in said
    said = client.get("/search/", {"q": "taken:soon enceladus"}).content.decode()
    assert "“taken:soon” is no year" in said
    assert "<mark>Enceladus</mark>" in said


def test_a_page_of_just_this_title_stands_first_behind_however_many_newer_hits(site, monkeypatch):
    for module in (finding, engine):
        monkeypatch.setattr(module, "KNOWN", 2)
    make_story("Mars", published_on="1990-01-01")
    for number in range(4):
        make_shown_image(f"Mars {number}")
    assert titles("mars")[0] == "Mars"
    make_shown_image("Mars", published_on="1980-01-01")
    assert finding.best_first(read("mars"))[0] == Entry.objects.order_by("position")[0].position


def test_words_and_a_field_find_what_stands_behind_however_many_newer_hits(site, monkeypatch):
    for module in (finding, engine):
        monkeypatch.setattr(module, "KNOWN", 2)
    moon = make_subject("Moon")
    make_shown_image("Old", alt_text="A comet.", subjects=[moon], published_on="1990-01-01")
    for number in range(4):
        make_shown_image(f"New {number}", alt_text="A comet.")
    assert titles("comet target:moon") == ["Old"]
    assert str(found(read("comet target:moon")).number) == "1"


def test_a_word_is_left_out_in_all_its_forms(site):
    make_shown_image("One", alt_text="The Moon and a comet.")
    make_shown_image("Other", alt_text="The Moon alone.")
    assert pictures("moon -comets") == ["Other"]


def test_no_phrase_reaches_from_one_text_into_the_next(site):
    red, planet = make_subject("Red"), make_subject("Planet")
    make_shown_image(
        "First light", alt_text="A comet", long_description="Tail.", subjects=[red, planet]
    )
    for asked in ('"comet tail"', '"red planet"', '"planet red"', '"light red"', '"agency comet"'):
        assert pictures(asked) == [], asked
    assert pictures('"first light"') == ["First light"]
