"""The demonstration's subjects: of every kind, findable by other names, none without a page."""

from collections import Counter

import pytest

from media.models import Subject
from tests.portal.reading import LIBRARY

pytestmark = pytest.mark.content
SUBJECTS = {one.slug: one.fields for one in LIBRARY.subjects}


def named_by_pages() -> Counter:
    return Counter(name for one in LIBRARY.pages for name in one.fields.get("subjects", []))


def aliases(fields: dict) -> list[str]:
    """Its names beside the one that is shown."""
    return [name["name"] for name in fields.get("names", []) if not name.get("preferred")]


def test_no_subject_stands_twice_and_each_is_named_by_a_page():
    assert len(SUBJECTS) == len(LIBRARY.subjects)
    assert sorted(set(SUBJECTS) - set(named_by_pages())) == []


def test_subjects_are_of_every_kind():
    kinds = Counter(fields["kind"] for fields in SUBJECTS.values())
    assert set(kinds) == set(Subject.Kind.values)
    assert kinds["topic"] == 4
    assert min(kinds[kind] for kind in ("mission", "target", "person", "place", "system")) >= 5


@pytest.mark.parametrize("kind", ["mission", "target", "person", "place", "system"])
def test_subjects_can_be_found_by_other_names(kind):
    assert any(aliases(fields) for fields in SUBJECTS.values() if fields["kind"] == kind)


@pytest.mark.parametrize("name", [name for name in SUBJECTS if name.endswith(")")])
def test_a_subject_with_a_qualifier_is_shown_without_it(name):
    shown = [one["name"] for one in SUBJECTS[name]["names"] if one.get("preferred")]
    assert shown and shown[0] != name
    assert shown[0].startswith(name.partition(" (")[0])


@pytest.mark.parametrize(
    "document",
    [one for kind in ("missions", "topics", "member-states") for one in LIBRARY.of_kind(kind)],
    ids=lambda document: document.address,
)
def test_what_presents_a_subject_is_about_it(document):
    assert document.fields["presents"] in document.fields["subjects"]


@pytest.mark.parametrize("mission", LIBRARY.of_kind("missions"), ids=lambda mission: mission.slug)
def test_other_pages_are_about_each_mission(mission):
    """So that no mission's page ends in nothing."""
    assert named_by_pages()[mission.fields["presents"]] > 1
