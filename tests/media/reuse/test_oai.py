"""OAI-PMH: what a harvester is told, over many pages and for good; and every error of the protocol."""

from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

import pytest
import requests
import sickle.app
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import timezone
from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch

from media.archive.catalogue import Entry, EntryWords
from media.archive.changes import Change
from media.models import ImagePage, ImageText
from media.release.withdrawing import withdraw_for
from media.reuse import oai
from tests.factories import make_image, make_licence, make_subject
from tests.quick_releases import make_shown_image, note_release, small_asset

pytestmark = pytest.mark.django_db
PLACE = "/oai"
NAMES = {"o": oai.OAI, "dc": oai.DC, "oai_dc": oai.OAI_DC}
FORM = "metadataPrefix=oai_dc"


@pytest.fixture
def harvester(site, monkeypatch) -> Sickle:
    """A harvester of others, whose requests the portal answers in this process."""

    def get(address, params, **options):
        answer = Client().get(address.removeprefix("http://testserver"), params)
        response = requests.Response()
        response.status_code, response._content = answer.status_code, answer.content
        response.headers.update(answer.headers)
        response.encoding = "utf-8"
        return response

    monkeypatch.setattr(sickle.app.requests, "get", get)
    return Sickle(f"http://testserver{PLACE}")


def make_several(number: int) -> list[ImagePage]:
    asset = small_asset()
    return [
        make_shown_image(f"Crater {place}", asset=asset, identifier=f"crater-{place}")
        for place in range(number)
    ]


def asked(query: str) -> Element:
    response = Client().get(f"{PLACE}?{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    return fromstring(response.content)


def error_of(query: str) -> str:
    (error,) = asked(query).findall("o:error", NAMES)
    assert error.text
    return error.get("code")


def texts(root: Element, path: str) -> list[str]:
    return [element.text for element in root.iterfind(f".//{path}", NAMES)]


# --- As a harvester sees it ---------------------------------------------------------------------


def test_a_harvester_gets_all_pictures_over_several_pages_and_sees_a_deletion(
    harvester, monkeypatch
):
    monkeypatch.setattr(oai, "ON_A_PAGE", 3)
    pages = make_several(7)
    make_image("A draft", publish=False)
    records = list(harvester.ListRecords(metadataPrefix="oai_dc"))
    titles = [record.metadata["title"] for record in records]
    assert titles == [[f"Crater {number}"] for number in range(7)]
    assert not any(record.deleted for record in records)
    headers = list(harvester.ListIdentifiers(metadataPrefix="oai_dc"))
    assert [one.identifier for one in headers] == [one.header.identifier for one in records]
    withdraw_for(pages[2], "Its owner asked for it.")
    records = list(harvester.ListRecords(metadataPrefix="oai_dc"))
    deleted = [one.header.identifier for one in records if one.deleted]
    assert deleted == ["oai:127.0.0.1:crater-2"]
    assert len(records) == 7
    (kept,) = [one for one in harvester.ListIdentifiers(metadataPrefix="oai_dc") if one.deleted]
    assert kept.identifier == "oai:127.0.0.1:crater-2"
    record = harvester.GetRecord(identifier="oai:127.0.0.1:crater-2", metadataPrefix="oai_dc")
    assert record.deleted


def test_what_changed_meanwhile_is_met_once_more_at_the_end(harvester, monkeypatch):
    monkeypatch.setattr(oai, "ON_A_PAGE", 2)
    pages = make_several(3)
    records = harvester.ListRecords(metadataPrefix="oai_dc")
    assert next(records).metadata["title"] == ["Crater 0"]
    page = ImagePage.objects.get(pk=pages[0].pk)
    page.unpublish()
    rest = list(records)
    assert [one.header.identifier.rpartition(":")[2] for one in rest] == [
        "crater-1", "crater-2", "crater-0",
    ]  # fmt: skip
    assert rest[-1].deleted


def test_a_harvester_learns_who_answers(harvester):
    make_shown_image()
    identify = harvester.Identify()
    assert identify.repositoryName == "Example agency"
    assert identify.baseURL == f"http://testserver{PLACE}"
    assert identify.deletedRecord == "persistent"
    assert identify.granularity == "YYYY-MM-DDThh:mm:ssZ"
    earliest = datetime.fromisoformat(identify.earliestDatestamp)
    assert earliest <= Change.objects.get().changed_at
    assert "@" in identify.adminEmail
    (form,) = harvester.ListMetadataFormats()
    assert form.metadataPrefix == "oai_dc"


def test_a_harvester_asks_for_a_span_of_time(harvester):
    make_several(3)
    days = {"crater-0": 30, "crater-1": 20, "crater-2": 10}
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=500_000)
    for identifier, ago in days.items():
        Change.objects.filter(identifier=identifier).update(changed_at=noon - timedelta(days=ago))

    def found(**span) -> list[str]:
        headers = harvester.ListIdentifiers(metadataPrefix="oai_dc", **span)
        return [one.identifier.rpartition(":")[2] for one in headers]

    middle = noon - timedelta(days=20)
    day, second = f"{middle:%Y-%m-%d}", f"{middle:%Y-%m-%dT%H:%M:%SZ}"
    assert found(**{"from": day}) == ["crater-1", "crater-2"]
    assert found(until=day) == ["crater-0", "crater-1"]
    assert found(**{"from": day, "until": day}) == ["crater-1"]
    assert found(**{"from": second, "until": second}) == ["crater-1"]
    with pytest.raises(NoRecordsMatch):
        found(until="1999-01-01")


# --- What a record says -------------------------------------------------------------------------


def test_a_record_says_in_dublin_core_what_the_page_says(site):
    licence = make_licence()
    page = make_image(
        "A nebula", release=False, subjects=[make_subject("Moon")], taken_on="2015-05",
        licence=licence, credit="ESA/A. Person", identifier="nebula",
    )  # fmt: skip
    ImageText.objects.create(
        page=page, language="fr", title="Nuage", alt_text="Gaz.", long_description="Un nuage."
    )
    note_release(page)
    root = asked(f"verb=GetRecord&identifier=oai:127.0.0.1:nebula&{FORM}")
    language = oai.LANGUAGE
    titles = root.findall(".//dc:title", NAMES)
    assert [(one.get(language), one.text) for one in titles] == [
        ("en", "A nebula"), ("fr", "Nuage"),
    ]  # fmt: skip
    descriptions = root.findall(".//dc:description", NAMES)
    assert [one.get(language) for one in descriptions] == ["en", "en", "fr", "fr"]
    assert descriptions[-1].text == "Un nuage."
    assert texts(root, "dc:creator") == ["ESA/A. Person"]
    assert texts(root, "dc:subject") == ["Moon"]
    assert texts(root, "dc:date") == ["2015-05"]
    assert texts(root, "dc:type") == ["StillImage"]
    assert texts(root, "dc:format") == ["image/jpeg"]
    assert texts(root, "dc:identifier") == ["http://testserver/id/nebula"]
    assert texts(root, "dc:rights") == [licence.name, licence.url]
    stamp = texts(root, "o:datestamp")[0]
    changed_at = Change.objects.get().changed_at.replace(microsecond=0)
    assert datetime.fromisoformat(stamp) == changed_at


def test_signs_that_xml_cannot_hold_are_left_out(site):
    make_shown_image(identifier="crater")
    EntryWords.objects.update(title="A \x0bcrater & <more>")
    Entry.objects.update(credit="A\x1fB\ufffe")
    root = asked(f"verb=ListRecords&{FORM}")
    assert texts(root, "dc:title") == ["A crater & <more>"]
    assert texts(root, "dc:creator") == ["AB"]
    assert asked("verb=Identify&x=%01%08").find("o:error", NAMES).get("code") == "badArgument"


# --- The protocol -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Sing", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&colour=red", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        (f"verb=ListRecords&{FORM}&{FORM}", "badArgument"),
        (f"verb=ListRecords&{FORM}&from=yesterday", "badArgument"),
        (f"verb=ListRecords&{FORM}&from=2026-02-30", "badArgument"),
        (f"verb=ListRecords&{FORM}&from=2026-05-04T12:00:00", "badArgument"),
        (f"verb=ListRecords&{FORM}&from=2026-05-05&until=2026-05-04", "badArgument"),
        (f"verb=ListRecords&{FORM}&from=2026-05-04&until=2026-05-05T00:00:00Z", "badArgument"),
        (f"verb=ListRecords&{FORM}&resumptionToken=!!0!0", "badArgument"),
        ("verb=GetRecord&identifier=oai:127.0.0.1:crater", "badArgument"),
        (f"verb=GetRecord&{FORM}", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        (
            "verb=GetRecord&identifier=oai:127.0.0.1:crater&metadataPrefix=marc21",
            "cannotDisseminateFormat",
        ),
        (f"verb=GetRecord&identifier=oai:127.0.0.1:dune&{FORM}", "idDoesNotExist"),
        (f"verb=GetRecord&identifier=crater&{FORM}", "idDoesNotExist"),
        (f"verb=GetRecord&identifier=oai:127.0.0.1:draft&{FORM}", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:127.0.0.1:dune", "idDoesNotExist"),
        (f"verb=ListRecords&{FORM}&until=1999-01-01", "noRecordsMatch"),
        (f"verb=ListIdentifiers&{FORM}&from=9999-12-31&until=9999-12-31", "noRecordsMatch"),
        ("verb=ListSets", "noSetHierarchy"),
        (f"verb=ListRecords&{FORM}&set=topic", "noSetHierarchy"),
        ("verb=ListRecords&resumptionToken=words", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=x!!0!0", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=!!-1!0", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=!!99999!0", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=!!0!0!", "badResumptionToken"),
    ],
)
def test_each_error_of_the_protocol_is_said_by_its_name(site, query, code):
    make_shown_image(identifier="crater")
    make_image("A draft", publish=False, identifier="draft")
    assert error_of(query) == code


def test_a_question_is_repeated_only_where_it_was_understood(site):
    make_shown_image(identifier="crater")
    understood = asked(f"verb=ListRecords&{FORM}").find("o:request", NAMES)
    assert understood.attrib == {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    assert understood.text == f"http://testserver{PLACE}"
    assert asked("verb=Sing").find("o:request", NAMES).attrib == {}


def test_a_list_in_one_part_has_no_token_and_the_last_of_several_an_empty_one(site, monkeypatch):
    make_several(3)
    assert asked(f"verb=ListIdentifiers&{FORM}").find(".//o:resumptionToken", NAMES) is None
    monkeypatch.setattr(oai, "ON_A_PAGE", 2)
    token = asked(f"verb=ListIdentifiers&{FORM}").find(".//o:resumptionToken", NAMES)
    assert (token.get("cursor"), bool(token.text)) == ("0", True)
    last = asked(f"verb=ListIdentifiers&resumptionToken={token.text}")
    token = last.find(".//o:resumptionToken", NAMES)
    assert (token.get("cursor"), token.text) == ("2", None)


def test_it_is_asked_by_post_too_without_a_token_against_forgery(site):
    make_shown_image(identifier="crater")
    client = Client(enforce_csrf_checks=True)
    response = client.post(PLACE, {"verb": "ListRecords", "metadataPrefix": "oai_dc"})
    assert response.status_code == 200
    assert b"oai:127.0.0.1:crater" in response.content
    assert client.put(PLACE).status_code == 405


def test_a_page_of_records_costs_the_same_however_many_there_are(
    site, monkeypatch, django_assert_max_num_queries
):
    make_several(6)
    for size in (1, 6):
        monkeypatch.setattr(oai, "ON_A_PAGE", size)
        Client().get(f"{PLACE}?verb=Identify")  # the agency is asked once
        with django_assert_max_num_queries(4):
            assert len(texts(asked(f"verb=ListRecords&{FORM}"), "dc:title")) == size
