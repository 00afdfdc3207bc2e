"""The API's document: what it says is what is answered, whatever is asked; and it is read without a script."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from media.archive.facets import FACETS
from media.models import ImageText, Subject
from media.release.withdrawing import withdraw_for
from media.reuse.exports import make_export
from missions.models import Instrument, Milestone, Partner, Spacecraft
from portal.api.document import openapi_document
from portal.api.problems import PROBLEMS
from tests.factories import (
    make_gallery,
    make_image,
    make_mission,
    make_state,
    make_story,
    make_subject,
    make_topic,
    merge,
)
from tests.quick_releases import make_shown_image, note_release

pytestmark = pytest.mark.django_db
CASES = 500
DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
def everything(site):
    """Something behind every route."""
    moon, france = make_subject("Moon"), make_subject("France", Subject.Kind.PLACE)
    merge(make_subject("Luna"), moon)
    image = make_shown_image(
        "A crater at dawn", subjects=[moon], identifier="crater", taken_on="1971"
    )
    page = make_image(
        "A nebula", release=False, object_category="B.4.1", distance_ly=0.0, subjects=[moon]
    )
    ImageText.objects.create(
        page=page, language="fr", title="N", alt_text="Nuage.", long_description="Un nuage."
    )
    note_release(page)
    gone = make_shown_image("Gone", identifier="gone")
    withdraw_for(gone, "Its owner asked for it.")
    make_gallery("Craters", [image, page], lead_image=image, introduction="<p>Round.</p>")
    mission = make_mission("Smile", publish=False, launch_date="2026-05-19")
    draft = mission.get_latest_revision_as_object()
    draft.milestones = [Milestone(date="2026", title="Launch")]
    draft.instruments = [Instrument(name="SXI", measures="X-rays.")]
    draft.spacecraft = [Spacecraft(name="One", status="development")]
    draft.partners = [Partner(name="CNES", role="Builds.", state=france)]
    draft.save_revision().publish()
    make_topic(lead_image=image)
    make_state(presents=france)
    make_story(lead_image=image)
    make_export()


def test_every_parameter_of_the_archive_stands_in_the_document():
    parameters = openapi_document()["paths"]["/api/v1/images"]["get"]["parameters"]
    assert {"q", "sort", "limit", "cursor", "fields", *FACETS} == {
        one["name"] for one in parameters
    }


def test_the_document_is_valid_and_names_each_status_and_problem(client, site):
    response = client.get("/api/v1/openapi.json")
    document = response.json()
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "http://testserver"}]
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for path, operations in document["paths"].items():
        (operation,) = operations.values()
        assert {"200", "304", "400", "405", "503"} <= operation["responses"].keys(), path
        assert operation["description"].endswith("."), path
        if "{" in path:
            assert "404" in operation["responses"], path
    statuses = {status for status, _title, _meaning in PROBLEMS.values()}
    assert statuses == {400, 404, 405, 410, 503}


def test_each_route_of_the_document_answers_as_it_says(everything, client):
    places = {"{identifier}": ["crater"], "{slug}": ["craters", "smile", "space-safety", "france"]}
    places["{slug}"] += ["how-it-was-put-together", "moon"]
    answered = set()
    document = openapi_document()
    for path, operations in document["paths"].items():
        schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = {**schema, "components": document["components"]}
        name = next((name for name in places if name in path), "")
        for value in places.get(name, [""]):
            response = client.get(path.replace(name, value) if name else path)
            if response.status_code == 200:
                jsonschema.validate(json.loads(response.getvalue()), whole)
                answered.add(path)
    assert answered == set(document["paths"])


@pytest.fixture
def application():
    """The portal as a server calls it, within the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_no_request_of_hundreds_is_answered_otherwise_than_the_document_says(
    everything, application, mode
):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = [found.ok() for found in schema.get_all_operations()]
    mode = GenerationMode(mode)
    cases = st.one_of([one.as_strategy(generation_mode=mode) for one in operations])

    @given(case=cases)
    @settings(
        max_examples=CASES // 2,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case):
        case.call_and_validate()

    check()


def test_the_documentation_is_whole_without_a_script(everything, client):
    page = client.get("/api/v1/").content.decode()
    document = openapi_document()
    for path, operations in document["paths"].items():
        assert f"GET {path.removeprefix('/api/v1/')}" in page
        for parameter in operations["get"]["parameters"]:
            assert f"<code>{parameter['name']}</code>" in page
    for name in PROBLEMS:
        assert f'id="{name}"' in page
    assert "swagger" not in page.lower()


def test_every_example_of_the_documentation_can_be_asked(everything, client):
    page = client.get("/api/v1/")
    asked = 0
    for operations in page.context["groups"].values():
        for operation in operations:
            address = operation["example"].removeprefix("curl 'http://testserver").removesuffix("'")
            if "{" not in address:
                assert client.get(address).status_code == 200, address
                asked += 1
    assert asked > 10


def test_every_example_in_the_docs_is_a_question_that_is_understood(everything, client):
    block = re.search(r"Quick start\n+```sh\n(.*?)```", (DOCS / "reuse.md").read_text(), re.DOTALL)[
        1
    ]
    for line in block.splitlines():
        address = re.fullmatch(r"curl 'http://127\.0\.0\.1:8000(/.+)'", line)[1]
        response = client.get(address)
        # What the demonstration has is not here.
        is_missing = response.status_code == 404 and address.count("/") == 4
        assert response.status_code == 200 or is_missing, address


def test_the_type_of_a_problem_is_its_place_in_the_documentation(everything, client):
    problem = client.get("/api/v1/images?limit=0").json()
    place, _, name = problem["type"].partition("#")
    assert f'id="{name}"' in client.get(place.removeprefix("http://testserver")).content.decode()
    assert json.dumps(problem)
    assert Client().get("/api/").status_code == 404
