"""Asking for IIIF documents, and judging them by the schema of the Presentation API 3.0."""

import json
from functools import cache
from pathlib import Path

from django.test import Client
from jsonschema import Draft7Validator

from media.models import ImagePage, ImageText, Licence

SCHEMA = Path(__file__).parents[3] / "vendor" / "iiif_3_0.json"
TYPE = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'


@cache
def schema() -> Draft7Validator:
    return Draft7Validator(json.loads(SCHEMA.read_text()))


def ask(address: str, status: int = 200):
    response = Client().get(address)
    assert response.status_code == status, address
    assert response["Access-Control-Allow-Origin"] == "*"
    return response


def valid(address: str) -> dict:
    """The document at an address, which is what IIIF says it has to be."""
    response = ask(address)
    assert response["Content-Type"] == TYPE
    document = response.json()
    assert [error.message[:500] for error in schema().iter_errors(document)] == []
    assert document["id"] == f"http://testserver{address}"
    return document


def manifest_of(page: ImagePage) -> dict:
    return valid(f"/iiif/{page.identifier}/manifest.json")


def describe_in(page: ImagePage, language: str, **words) -> None:
    words = {
        "title": "Cratère",
        "alt_text": "Un cratère",
        "long_description": "Il est gris.",
    } | words
    ImageText.objects.create(page=page, language=language, **words)


def rows(part: dict) -> dict[str, dict]:
    """The rows of metadata: {label: its texts}."""
    return {row["label"]["en"][0]: row["value"] for row in part["metadata"]}


def make_odd_licence(url: str = "") -> Licence:
    return Licence.objects.create(name=f"Ours {url}", short_name="Ours <b>", url=url)
