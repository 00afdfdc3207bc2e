"""What subjects are called: one name in every case and script, aliases, slugs, new names."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from taggit.utils import edit_string_for_tags, parse_tags

from media.models import Subject, SubjectName
from media.pages.subjects import folded
from tests.factories import make_mission, make_story, make_subject, merge
from tests.forms import send_form

pytestmark = pytest.mark.django_db

SAME = [
    ("Юпитер", "юпитер"),
    ("Étoile", "étoile"),
    ("Étoile", "E\u0301TOILE"),
    ("Kuiper belt", "Kuiper\u00a0 Belt"),
    ("Straße", "STRASSE"),
    ("ΆΡΗΣ", "άρης"),
    ("The “Pillars”", 'the "Pillars"'),
    ("Barnard’s Star", "barnard's star"),
]


@pytest.mark.parametrize(("name", "typed"), SAME)
def test_a_name_in_another_case_is_no_other_subject(site, name, typed):
    subject, story = make_subject(name), make_story()
    story.subjects.add(typed)
    story.save()
    assert list(story.subjects.all()) == [subject]
    assert Subject.objects.filter(kind=Subject.Kind.KEYWORD).count() == 0
    with pytest.raises(ValidationError, match="is here already"):
        Subject(name=typed, slug="other").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Subject.objects.create(name=typed)


@pytest.mark.parametrize("name", ["🚀", "+", "…", "“”"])
def test_a_name_without_letters_has_a_slug_and_its_chip_leads_to_its_own_pictures(
    site, client, name
):
    story = make_story()
    for word in (name, f"{name}{name}"):
        story.subjects.add(word)
    story.save()
    slugs = set(Subject.objects.values_list("slug", flat=True))
    assert len(slugs) == 2 and all(slugs)
    story.save_revision().publish()
    html = client.get(story.url).content.decode()
    assert 'href="/subjects//"' not in html
    for slug in slugs:
        assert f'href="/subjects/{slug}/"' in html


@pytest.mark.parametrize(
    "name", ["Kourou, French Guiana", 'The "Pillars"', 'a "b", c', "plain words here", "Hale–Bopp"]
)
def test_a_name_goes_through_the_form_and_comes_back_as_one(site, name):
    subject = Subject.objects.create(name=name)
    typed = edit_string_for_tags([subject])
    assert parse_tags(typed) == [subject.name]
    assert folded(subject.name) == folded(name)


# --- Aliases ------------------------------------------------------------------------------------


def offered(admin, term: str) -> list[str]:
    return admin.get("/admin/tag-autocomplete/media/subject/", {"term": term}).json()


def test_an_alias_is_offered_while_typing_and_leads_to_its_subject(site, admin):
    mars = make_subject("Mars")
    SubjectName.objects.create(subject=mars, name="Der Rote Planet", language="de")
    SubjectName.objects.create(subject=mars, name="Красная планета", language="ru")
    assert offered(admin, "der rote") == ["Der Rote Planet"]
    assert offered(admin, "КРАСНАЯ") == ["Красная планета"]
    assert offered(admin, "mA") == ["Mars"]
    assert offered(admin, "") == offered(admin, "  ") == offered(admin, "x" * 500) == []
    story = make_story()
    story.subjects.set(["der rote planet", "КРАСНАЯ ПЛАНЕТА", "mars"])
    story.save()
    assert list(story.subjects.all()) == [mars]


def test_a_merged_subject_is_not_offered_and_leads_to_the_whole(site, admin):
    luna, moon = make_subject("Luna"), make_subject("Moon")
    merge(luna, moon)
    assert offered(admin, "lun") == []
    story = make_story()
    story.subjects.set(["luna"])
    story.save()
    assert list(story.subjects.all()) == [moon]


def test_a_name_goes_before_an_alias(site):
    mercury, god = make_subject("Mercury"), make_subject("Hermes")
    SubjectName.objects.create(subject=god, name="Mercury")
    assert Subject.objects.named("mercury") == mercury
    assert Subject.objects.named("nothing of that name") is None


def test_the_form_of_a_subject_says_that_the_name_is_taken(site, admin):
    make_subject("Moon")
    other = make_subject("Mars")
    said = send_form(admin, f"/admin/snippets/media/subject/edit/{other.pk}/", name="MOON")
    assert "The subject “Moon” is here already" in said.content.decode()


# --- A page with another title --------------------------------------------------------------------


def test_a_subject_follows_the_title_of_its_page_and_keeps_the_old_name_as_an_alias(site, client):
    mission = make_mission("Solar-C")
    story = make_story(subjects=[mission.presents])
    mission.title = "Solar-C EUVST"
    mission.save_revision()
    assert Subject.objects.get(pk=mission.presents_id).name == "Solar-C (mission)"  # a draft
    mission.save_revision().publish()
    subject = Subject.objects.get(pk=mission.presents_id)
    assert (subject.name, subject.label) == ("Solar-C EUVST (mission)", "Solar-C EUVST")
    assert list(subject.names.values_list("name", "preferred")) == [("Solar-C", False)]
    assert Subject.objects.named("solar-c") == subject
    assert ">Solar-C EUVST<" in client.get(story.url).content.decode()


def test_a_subject_keeps_a_name_of_its_own_and_one_that_another_has(site):
    own = make_mission("Hera", presents=make_subject("Planetary defence"))
    taken = make_mission("Smile")
    make_subject("Juice (mission)")
    for mission, title in ((own, "Hera two"), (taken, "Juice")):
        mission.title = title
        mission.save_revision().publish()
    assert Subject.objects.get(pk=own.presents_id).name == "Planetary defence"
    assert Subject.objects.get(pk=taken.presents_id).name == "Smile (mission)"


def test_a_preferred_name_that_was_the_title_becomes_an_alias(site):
    mission = make_mission("Vigil")
    SubjectName.objects.create(subject=mission.presents, name="Vigil", preferred=True)
    mission.title = "Lagrange"
    mission.save_revision().publish()
    assert Subject.objects.get(pk=mission.presents_id).label == "Lagrange"
    assert not SubjectName.objects.get(name="Vigil").preferred


def test_names_made_by_the_dozen_are_known_as_names_made_one_by_one(site):
    mars = make_subject("Mars")
    names = ("Mars", "Der Rote Planet")
    SubjectName.objects.bulk_create(SubjectName(subject=mars, name=name) for name in names)
    assert Subject.objects.named("DER ROTE PLANET") == mars
    mission = make_mission("Mars", presents=mars)
    mission.title = "The red planet"
    mission.save_revision().publish()
    assert Subject.objects.named("mars") == Subject.objects.named("the red planet") == mars
    with pytest.raises(IntegrityError), transaction.atomic():
        SubjectName.objects.filter(name="Mars").update(folded="")


def test_a_preferred_name_of_another_key_follows_the_title_too(site, client):
    subject = make_subject("SDO (satellite)")
    SubjectName.objects.create(subject=subject, name="Solar Observatory", preferred=True)
    mission = make_mission("Solar Observatory", presents=subject)
    story = make_story(subjects=[subject])
    mission.title = "Sun Watcher"
    mission.save_revision().publish()
    names = dict(subject.names.values_list("name", "preferred"))
    assert names == {"Sun Watcher": True, "Solar Observatory": False}
    said = client.get(story.url).content.decode()
    assert f'<a class="chip" href="{mission.url}">Sun Watcher</a>' in said
    assert Subject.objects.named("Solar Observatory") == subject
