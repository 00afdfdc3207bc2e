"""The demonstration's subjects: of every kind, findable by other names, none without a page."""

from collections import Counter

import pytest

from media.models import Subject
from tests.portal.reading import library, plain

pytestmark = pytest.mark.content


# What readers type, and what an agency calls it.
STANDARD_TERMS = (
    "gravity assist", "flyby", "orbit insertion", "coronal mass ejection", "cme", "space debris",
    "astrometry", "parallax", "exoplanet", "aurora", "lagrange point", "gravitational wave",
)  # fmt: skip


@pytest.fixture(scope="module")
def subjects() -> dict[str, dict]:
    return {one.slug: one.fields for one in library().subjects}


def named_by_pages() -> Counter:
    return Counter(name for one in library().pages for name in one.fields.get("subjects", []))


def aliases(fields: dict) -> list[str]:
    """Its names beside the one that is shown."""
    return [name["name"] for name in fields.get("names", []) if not name.get("preferred")]


def test_no_subject_stands_twice_and_each_is_named_by_a_page(subjects):
    assert len(subjects) == len(library().subjects)
    assert sorted(set(subjects) - set(named_by_pages())) == []


def test_subjects_are_of_every_kind(subjects):
    kinds = Counter(fields["kind"] for fields in subjects.values())
    assert set(kinds) == set(Subject.Kind.values)
    assert kinds["topic"] == 4
    assert min(kinds[kind] for kind in ("mission", "target", "person", "place", "system")) >= 5


def test_standard_terms_are_names_of_subjects_and_stand_in_the_texts(subjects, subtests):
    names = {
        name.casefold()
        for subject, fields in subjects.items()
        for name in (subject, *(one["name"] for one in fields.get("names", [])))
    }
    texts = " ".join(" ".join(plain(one.body)) for one in library().pages).casefold()
    for term in STANDARD_TERMS:
        with subtests.test(term):
            assert term in names
            assert term in texts


def test_subjects_of_these_kinds_can_be_found_by_other_names(subjects):
    found = {fields["kind"] for fields in subjects.values() if aliases(fields)}
    assert {"mission", "target", "person", "place", "system"} - found == set()


def test_a_subject_with_a_qualifier_is_shown_without_it(subjects, subtests):
    qualified = [name for name in subjects if name.endswith(")")]
    assert qualified
    for name in qualified:
        with subtests.test(name):
            shown = [one["name"] for one in subjects[name]["names"] if one.get("preferred")]
            assert shown and shown[0] != name
            assert shown[0].startswith(name.partition(" (")[0])


def test_what_presents_a_subject_is_about_it():
    presenting = [
        one for kind in ("missions", "topics", "member-states") for one in library().of_kind(kind)
    ]
    assert presenting
    wrong = [
        one.address for one in presenting if one.fields["presents"] not in one.fields["subjects"]
    ]
    assert wrong == []


def test_other_pages_are_about_each_mission():
    """So that no mission's page ends in nothing."""
    named = named_by_pages()
    missions = library().of_kind("missions")
    assert missions
    assert [one.slug for one in missions if named[one.fields["presents"]] < 2] == []
