"""Manifests of pictures: all that is said, its terms, its way back; nothing that is not released."""

import json

import pytest
from django.conf import settings
from django.test import Client

from media.models import Licence
from media.release import preparing
from media.release.withdrawing import withdraw_for
from media.reuse.iiif.terms import rights
from portal.models.agency import Agency, renewed
from tests.factories import (
    ALT,
    DESCRIPTION,
    make_asset,
    make_gallery,
    make_image,
    make_subject,
    make_topic,
    release_all,
)
from tests.media.reuse.iiif.asking import (
    TYPE,
    ask,
    describe_in,
    make_odd_licence,
    manifest_of,
    rows,
    schema,
    valid,
)
from tests.quick_releases import make_shown_image, note_release

pytestmark = pytest.mark.django_db


def test_a_manifest_says_everything_about_a_picture(site):
    moon = make_subject("Moon")
    page = make_image(subjects=[moon], taken_on="1971-02", kind="observation", release=False)
    describe_in(page, "fr")
    note_release(page)
    told = manifest_of(page)
    assert told["label"] == {"en": ["A crater at dawn"], "fr": ["Cratère"]}
    assert told["summary"] == {"en": [DESCRIPTION], "fr": ["Il est gris."]}
    assert rows(told) == {
        "Alternative text": {"en": [ALT], "fr": ["Un cratère"]},
        "Kind": {"en": ["Observation"]},
        "Taken": {"en": ["February 1971"]},
        "Subjects": {"en": ["Moon"]},
        "Identifier": {"none": ["a-crater-at-dawn"]},
        "Caption": {"en": ["The crater was visited in 1971."]},
    }
    assert told["rights"] == "http://creativecommons.org/licenses/by/4.0/"
    assert told["requiredStatement"]["value"] == {
        "en": [
            '<span>Example agency, <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0'
            "</a></span>"
        ]
    }
    assert told["homepage"][0]["id"] == "http://testserver/images/a-crater-at-dawn/"
    assert told["seeAlso"][0]["id"] == "http://testserver/api/v1/images/a-crater-at-dawn"
    assert [(one["id"], one["format"]) for one in told["rendering"]] == [
        ("http://testserver/download/a-crater-at-dawn/small.jpg", "image/jpeg"),
        ("http://testserver/download/a-crater-at-dawn/full.jpg", "image/jpeg"),
    ]
    assert told["rendering"][1]["label"] == {"en": ["Full: 2000 × 1500 pixels, JPEG"]}
    assert told["thumbnail"][0]["width"] == 320


def test_the_canvas_shows_the_largest_jpeg_and_describes_it_in_every_language(site):
    page = make_image(release=False)
    describe_in(page, "fr")
    describe_in(page, "de", alt_text="Ein Krater")
    note_release(page)
    (canvas,) = manifest_of(page)["items"]
    assert canvas["label"] == {"en": [ALT], "de": ["Ein Krater"], "fr": ["Un cratère"]}
    (painting,) = canvas["items"][0]["items"]
    body = painting["body"]
    assert painting["target"] == canvas["id"]
    assert (body["width"], body["height"]) == (canvas["width"], canvas["height"]) == (2000, 1500)
    assert body["id"].endswith("-full.jpg")
    assert "service" not in body
    (described,) = canvas["annotations"]
    said = {
        (one["body"]["language"], one["body"]["accessibility"]): one["body"]["value"]
        for one in described["items"]
    }
    assert said == {
        ("en", "alternativeText"): ALT,
        ("en", "longDescription"): DESCRIPTION,
        ("de", "alternativeText"): "Ein Krater",
        ("de", "longDescription"): "Il est gris.",
        ("fr", "alternativeText"): "Un cratère",
        ("fr", "longDescription"): "Il est gris.",
    }
    for one in described["items"]:
        assert one["motivation"] == "describing"
        assert one["target"] == canvas["id"]
        assert (one["body"]["type"], one["body"]["format"]) == ("TextualBody", "text/plain")
    identifiers = [one["id"] for one in [canvas, described, *described["items"], painting]]
    assert len(identifiers) == len(set(identifiers))


def test_the_service_of_a_large_picture_is_what_its_tiles_say_they_are(site, monkeypatch):
    monkeypatch.setattr(preparing, "TILED_PIXELS", 100_000)
    page = make_image(asset=make_asset(size=(900, 600)))
    (canvas,) = manifest_of(page)["items"]
    body = canvas["items"][0]["items"][0]["body"]
    tiles = b"".join(Client().get(page.release.tiles_url).streaming_content)
    info = json.loads(tiles)
    assert body["service"] == [{"id": info["id"], "type": info["type"], "profile": info["profile"]}]
    assert body["service"][0]["id"].startswith(settings.BASE_URL)
    assert (info["width"], info["height"]) == (canvas["width"], canvas["height"])
    assert b"".join(Client().get(body["id"].removeprefix("http://testserver")).streaming_content)


def test_a_tiny_picture_and_odd_words_make_a_valid_manifest(site):
    page = make_image(
        '<i>"A" & ünï¢øde 🚀</i>',
        identifier="odd",
        asset=make_asset(size=(8, 6)),
        alt_text="<script>alert('x')</script>",
        long_description="<p>Not a paragraph.</p>",
        caption="",
        credit="<img src=x> & “Somebody”",
        licence=make_odd_licence(),
    )
    told = manifest_of(page)
    assert told["label"]["en"] == ['<i>"A" & ünï¢øde 🚀</i>']
    # A viewer takes what begins and ends with such a sign for HTML, which words never are.
    assert not told["summary"]["en"][0].endswith(">")
    assert not rows(told)["Alternative text"]["en"][0].endswith(">")
    assert told["requiredStatement"]["value"]["en"] == [
        "<span>&lt;img src=x&gt; &amp; “Somebody”, Ours &lt;b&gt;</span>"
    ]
    assert "rights" not in told
    assert "Caption" not in rows(told)


def test_the_original_is_offered_where_there_is_one(site):
    data = make_asset("crater.png", format="PNG", size=(40, 30))
    page = make_image(asset=data)
    formats = {one["format"] for one in manifest_of(page)["rendering"]}
    assert formats == {"image/jpeg", "image/png"}


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "licenses/by/4.0/"),
        ("https://creativecommons.org/licenses/by-sa/3.0/igo/", "licenses/by-sa/3.0/igo/"),
        ("https://creativecommons.org/licenses/by/4.0/deed.de", "licenses/by/4.0/"),
        ("https://creativecommons.org/licenses/by/4.0/legalcode.en?x=1", "licenses/by/4.0/"),
        ("http://www.creativecommons.org/licenses/by/4.0", "licenses/by/4.0/"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "publicdomain/zero/1.0/"),
    ],
)
def test_a_creative_commons_licence_goes_by_its_name_in_http(address, name):
    assert rights(Licence(url=address)) == f"http://creativecommons.org/{name}"


def test_rights_statements_go_by_their_name_and_other_terms_have_none():
    page = "https://rightsstatements.org/page/InC/1.0/?language=en"
    assert rights(Licence(url=page)) == "http://rightsstatements.org/vocab/InC/1.0/"
    for other in (
        "",
        "https://creativecommons.org/about/",
        "https://example.org/creativecommons.org/licenses/by/4.0/",
        "https://www.esa.int/terms",
    ):
        assert rights(Licence(url=other)) == ""


def test_the_schema_finds_what_is_wrong(site):
    """Else all the tests here would say nothing."""
    told = manifest_of(make_shown_image())
    for wrong in (
        {"rights": "https://creativecommons.org/licenses/by/4.0/"},
        {"label": "A crater at dawn"},
        {"items": None},
        {"alt": "A crater"},
    ):
        assert not schema().is_valid(told | wrong), wrong


def test_the_agency_provides_what_is_here(site):
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
    )
    agency = Agency.objects.get()
    agency.sign = drawing
    agency.save()
    renewed()
    (provider,) = manifest_of(make_shown_image())["provider"]
    assert provider["id"] == provider["homepage"][0]["id"] == "http://testserver/"
    assert provider["label"] == {"en": ["Example agency"]}
    logo = provider["logo"][0]["id"].removeprefix("http://testserver")
    assert Client().get(logo)["Content-Type"] == "image/svg+xml"


def test_what_is_not_there_is_said_in_words(site):
    for address, sentence in (
        ("/iiif/nothing/manifest.json", "No released picture has the identifier “nothing”."),
        ("/iiif/galleries/nothing/manifest.json", "called “nothing”"),
        ("/iiif/subjects/nothing/collection.json", "There is no subject “nothing”."),
    ):
        assert sentence in ask(address, 404).json()["reason"]


def test_a_picture_that_is_not_released_is_in_no_document(site):
    moon = make_topic("Moon").presents
    shown = make_shown_image("Shown", subjects=[moon])
    secret = make_image("Secret", release=False, subjects=[moon])
    make_gallery("Craters", [secret, shown])
    make_gallery("Secrets", [secret])
    make_gallery("Drafts", [shown], publish=False)
    ask(f"/iiif/{secret.identifier}/manifest.json", 404)
    ask("/iiif/galleries/secrets/manifest.json", 404)
    ask("/iiif/galleries/drafts/manifest.json", 404)
    gallery = valid("/iiif/galleries/craters/manifest.json")
    subject = valid("/iiif/subjects/moon/collection.json")
    whole = valid("/iiif/collection.json")
    assert len(gallery["items"]) == len(subject["items"]) == 1
    assert [one["label"]["en"] for one in whole["items"]] == [["Moon"], ["Craters"]]
    assert "secret" not in json.dumps([gallery, subject, whole]).lower()


def test_a_withdrawn_picture_is_gone_and_says_why(site):
    page = make_image()
    withdraw_for(page, "Its owner asked for it.")
    release_all()
    reason = ask(f"/iiif/{page.identifier}/manifest.json", 410).json()["reason"]
    assert "Its owner asked for it." in reason
    assert "crater" not in reason


def test_pages_of_pictures_and_galleries_lead_to_their_manifests(site):
    image = make_shown_image()
    gallery = make_gallery("Craters", [image])
    for page, address in (
        (image, f"/iiif/{image.identifier}/manifest.json"),
        (gallery, "/iiif/galleries/craters/manifest.json"),
    ):
        head = Client().get(page.url).content.decode().split("</head>")[0]
        assert f'<link rel="alternate" type=\'{TYPE}\' title="IIIF manifest" href="{address}">' in (
            head
        )
        valid(address)
    body = Client().get(image.url).content.decode()
    assert f'<a class="go" href="/iiif/{image.identifier}/manifest.json">IIIF manifest</a>' in body


def test_a_manifest_that_did_not_change_is_not_sent_again(site):
    page = make_shown_image()
    address = f"/iiif/{page.identifier}/manifest.json"
    first = ask(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    Licence.objects.update(short_name="Other")
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200
