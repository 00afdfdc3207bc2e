"""Content Search: the descriptions in which words stand."""

import pytest

from media.archive.keeping import keep
from media.reuse.iiif import searching
from tests.factories import (
    make_gallery,
    make_subject,
)
from tests.media.reuse.iiif.asking import TYPE, ask, describe_in, schema, valid
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db


def found_by(address: str) -> dict:
    """The answer to a search: annotations that would be valid on a canvas."""
    response = ask(address)
    assert response["Content-Type"] == TYPE.replace("presentation/3", "search/2")
    answer = response.json()
    assert answer["@context"] == "http://iiif.io/api/search/2/context.json"
    assert (answer["type"], answer["id"]) == ("AnnotationPage", f"http://testserver{address}")
    canvas = valid("/iiif/lunar/manifest.json")
    page = {name: answer[name] for name in ("id", "type", "items")}
    canvas["items"][0]["annotations"] = [page]
    assert [error.message[:500] for error in schema().iter_errors(canvas)] == []
    return answer


def said(answer: dict) -> list[tuple[str, str, str]]:
    """(what, in which language, on which canvas) of each annotation."""
    return [
        (one["body"]["accessibility"], one["body"]["language"], one["target"].partition("iiif")[2])
        for one in answer["items"]
    ]


def test_a_search_answers_with_the_annotations_in_which_the_words_stand(site, monkeypatch):
    lunar = make_shown_image(
        "Lunar", identifier="lunar", alt_text="A pit.", long_description="Two boulders.",
        subjects=[make_subject("Moon")],
    )  # fmt: skip
    describe_in(lunar, "fr", title="Fosse", alt_text="Une fosse.", long_description="Deux rochers.")
    keep([lunar.pk])
    other = make_shown_image("Other", identifier="other", alt_text="A boulder.")
    make_shown_image("Third", identifier="third")
    hidden = make_shown_image("Hidden", identifier="hidden", alt_text="A hidden boulder.")
    make_gallery("Pits", [lunar])
    hidden.unpublish()
    (service,) = valid("/iiif/collection.json")["service"]
    assert service == {"id": "http://testserver/iiif/search", "type": "SearchService2"}
    both = [
        ("alternativeText", "en", "/other/canvas"),
        ("longDescription", "en", "/lunar/canvas"),
    ]
    assert said(found_by("/iiif/search?q=boulder")) == both
    assert said(found_by("/iiif/search?q=bould%2A")) == both
    assert said(found_by("/iiif/search?q=rochers")) == [("longDescription", "fr", "/lunar/canvas")]
    # What is found by its subject says what it shows.
    assert said(found_by("/iiif/search?q=moon")) == [("alternativeText", "en", "/lunar/canvas")]
    assert said(found_by("/iiif/search?q=hidden")) == []
    (service,) = valid("/iiif/galleries/pits/manifest.json")["service"]
    within = service["id"].removeprefix("http://testserver")
    place = ("longDescription", "en", "/galleries/pits/canvas/lunar")
    answer = found_by(f"{within}?q=boulder")
    assert said(answer) == [place]
    # An answer names what stands in the manifest already.
    (canvas,) = valid("/iiif/galleries/pits/manifest.json")["items"]
    assert answer["items"][0] in canvas["annotations"][0]["items"]
    monkeypatch.setattr(searching, "MOST", 1)
    first = found_by("/iiif/search?q=boulder")
    rest = found_by(first["next"]["id"].removeprefix("http://testserver"))
    assert said(first) + said(rest) == both
    assert "next" not in rest
    ignoring = ask("/iiif/search?q=pit&motivation=painting&user=me").json()
    assert ignoring["ignored"] == ["motivation", "user"]
    for wrong in ("/iiif/search", "/iiif/search?q=", "/iiif/search?q=pit&before=x"):
        assert ask(wrong, 400).json()["reason"]
    ask("/iiif/search/galleries/nothing?q=pit", 404)
    other.unpublish()
    assert said(found_by("/iiif/search?q=boulder")) == both[1:]
