"""The demonstration's standard pages: what they promise, held against the code and the law's model."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from media import housekeeping
from media.models import DescriptionReport, Like
from media.visitors import identity
from tests.portal.reading import body, library, markdown, words

pytestmark = pytest.mark.content

# How the privacy page names each thing that a row keeps; a new field needs a new sentence there.
WHAT_A_LIKE_KEEPS = {
    "translation_key": "the page that you liked",
    "visitor": "a hash of your number",
    "created_on": "the day, without the time",
}
WHAT_A_REPORT_KEEPS = {
    "page": "the picture",
    "problem": "what you chose",
    "words": "your words",
    "received_at": "the time",
    "email": "an e-mail address",
    "state": "whether it is open",
    "answer": "an answer that we wrote",
    "reason": "why it was dismissed",
    "mailed_at": "when it was sent",
    "closed_at": "when it was closed",
    "closed_by": "by whom",
}


def page(slug: str):
    return next(one for one in library().of_kind("pages") if one.slug == slug)


def headings(slug: str) -> list[tuple[str, str]]:
    """(h2 or h3, text) of each heading, in order."""
    tokens = markdown.parse(page(slug).body)
    return [
        (token.tag, tokens[number + 1].content)
        for number, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def section(slug: str, heading: str) -> str:
    """What stands under one heading of the second level, as Markdown."""
    return page(slug).body.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


def test_the_standard_pages_are_there():
    slugs = {one.slug for one in library().of_kind("pages")}
    assert slugs >= {"about", "accessibility", "privacy", "licences", "contact"}
    assert all(len(words(body(one))) >= 200 for one in library().of_kind("pages"))


def test_the_accessibility_statement_keeps_to_the_order_of_the_model():
    """Annex I of Implementing Decision (EU) 2018/1523: scope comes first, without a heading."""
    begins = page("accessibility").body.partition("\n## ")[0]
    assert "committed to making this website accessible" in begins
    assert "This accessibility statement applies to" in begins
    assert headings("accessibility")[:8] == [
        ("h2", "Compliance status"),
        ("h2", "Non-accessible content"),
        ("h3", "(a) Non-compliance with the guidelines"),
        ("h3", "(b) Disproportionate burden"),
        ("h3", "(c) Content outside the scope of the legislation"),
        ("h2", "Preparation of this accessibility statement"),
        ("h2", "Feedback and contact information"),
        ("h2", "Enforcement procedure"),
    ]
    assert re.search(
        r"\*\*(fully|partially|not) compliant\*\*", section("accessibility", "Compliance status")
    )
    prepared = section("accessibility", "Preparation of this accessibility statement")
    assert re.search(r"This statement was prepared on \d+ \w+ 20\d\d", prepared)
    assert re.search(r"The statement was last reviewed on \d+ \w+ 20\d\d", prepared)
    assert "self-assessment" in prepared
    assert "mailto:" in section("accessibility", "Feedback and contact information")


def test_the_privacy_page_names_everything_that_a_like_stores_and_for_how_long():
    said = section("privacy", "When you like a page").casefold()
    kept = {field.name for field in Like._meta.fields} - {"id"}
    assert kept == set(WHAT_A_LIKE_KEEPS)
    assert [phrase for phrase in WHAT_A_LIKE_KEEPS.values() if phrase not in said] == []
    assert f"called {identity.COOKIE} " in said
    days = identity.COOKIE_AGE // (24 * 60 * 60)
    assert f"lasts for {days} days" in said
    assert f"**After {days} days** the row is deleted" in section("privacy", "When it is deleted")
    assert f"for {days} days" in page("privacy").fields["summary"]


def test_the_privacy_page_names_everything_that_a_report_stores_and_for_how_long():
    said = section("privacy", "When you report a problem with a description")
    kept = {field.name for field in DescriptionReport._meta.fields} - {"id"}
    assert kept == set(WHAT_A_REPORT_KEEPS)
    missing = [one for one in WHAT_A_REPORT_KEEPS.values() if one not in said.casefold()]
    assert missing == []
    assert f"deleted {housekeeping.ADDRESS_KEPT_FOR.days} days after your report is closed" in said


def test_the_privacy_page_knows_how_long_editors_stay_signed_in():
    assert settings.SESSION_COOKIE_AGE == 8 * 60 * 60
    assert settings.AXES_COOLOFF_TIME == 0.25
    said = section("privacy", "If you are an editor")
    assert "ends after eight hours" in said
    assert "after a quarter of an hour" in said


def test_reading_the_demonstration_sets_no_cookie_and_loads_nothing_from_elsewhere(client, db):
    """As the privacy page promises; the policy is what browsers are told."""
    response = client.get(reverse("search"), {"q": "ice"})
    assert not response.cookies
    policy = response["Content-Security-Policy"]
    assert "http" not in policy
    assert "default-src 'none'" in policy


def test_the_licences_page_explains_every_licence_and_no_other():
    explained = [text for tag, text in headings("licences") if tag == "h3"]
    used = {one.fields["licence"] for one in library().of_kind("images")}
    assert {one.slug for one in library().licences} == used
    named = {
        {"CC BY": "CC BY, version not stated"}.get(name, name)
        for name in (one.fields["short_name"] for one in library().licences)
    }
    assert sorted(explained) == sorted(named)
