"""IIIF: every manifest and collection is valid, says all that is to be said, and grows no more than it must."""

import json
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from jsonschema import Draft7Validator

from media.archive.keeping import keep
from media.models import GalleryItem, ImagePage, ImageText, Licence, SubjectName
from media.release import preparing
from media.release.withdrawing import withdraw_for
from media.reuse.iiif import listing, manifests, searching
from media.reuse.iiif.terms import rights
from portal.models.agency import Agency, renewed
from tests.factories import (
    ALT,
    DESCRIPTION,
    make_asset,
    make_gallery,
    make_image,
    make_mission,
    make_subject,
    make_topic,
    merge,
    release_all,
)
from tests.quick_releases import make_shown_image, note_release

pytestmark = pytest.mark.django_db
SCHEMA = Path(__file__).parents[2] / "vendor" / "iiif_3_0.json"
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


# --- One picture ------------------------------------------------------------------------------


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


# --- What is not there ------------------------------------------------------------------------


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


def test_subjects_that_visitors_do_not_meet_have_no_collection(site):
    proposed, hidden = make_subject("Proposed"), make_subject("Hidden")
    proposed.is_proposed = True
    proposed.save()
    make_mission("Gone", presents=hidden).unpublish()
    empty = make_subject("Empty")
    make_shown_image(subjects=[proposed, hidden])
    for subject in (proposed, hidden, empty):
        ask(f"/iiif/subjects/{subject.slug}/collection.json", 404)
    assert valid("/iiif/collection.json")["items"] == []


# --- Galleries --------------------------------------------------------------------------------


def test_a_gallery_has_a_canvas_for_each_picture_in_its_order_with_its_own_caption(site):
    images = [make_shown_image(f"Crater {number}") for number in (1, 2, 3)]
    gallery = make_gallery("Craters", [images[2], images[0], images[1]])
    GalleryItem.objects.filter(image=images[0]).update(caption="Said here alone.")
    told = valid("/iiif/galleries/craters/manifest.json")
    assert told["label"] == {"en": ["Craters"]}
    assert told["summary"] == {"en": ["Round things."]}
    assert told["homepage"][0]["id"] == f"http://testserver{gallery.url}"
    titles = [rows(canvas)["Title"]["en"] for canvas in told["items"]]
    assert titles == [["Crater 3"], ["Crater 1"], ["Crater 2"]]
    captions = [rows(canvas)["Caption"]["en"] for canvas in told["items"]]
    own = ["The crater was visited in 1971."]
    assert captions == [own, ["Said here alone."], own]
    for canvas in told["items"]:
        assert canvas["annotations"][0]["items"]
        assert canvas["rights"].startswith("http://creativecommons.org/")
        assert valid(canvas["seeAlso"][0]["id"].removeprefix("http://testserver"))
    assert len({canvas["id"] for canvas in told["items"]}) == 3


def test_a_gallery_says_its_terms_where_all_pictures_have_the_same(site):
    images = [make_shown_image(f"Crater {number}") for number in (1, 2)]
    make_gallery("Same", images)
    make_gallery("Mixed", [*images, make_shown_image("Other", credit="Somebody else")])
    assert "Example agency" in json.dumps(
        valid("/iiif/galleries/same/manifest.json")["requiredStatement"]
    )
    assert "requiredStatement" not in valid("/iiif/galleries/mixed/manifest.json")


def test_a_gallery_of_many_costs_no_more_queries_than_one_of_few(
    site, django_assert_max_num_queries
):
    subject = make_subject("Moon")
    images = [make_shown_image(f"Crater {number}", subjects=[subject]) for number in range(8)]
    make_gallery("Craters", images)
    valid("/iiif/galleries/craters/manifest.json")  # where sites begin is asked once a process
    with django_assert_max_num_queries(8):
        assert len(ask("/iiif/galleries/craters/manifest.json").json()["items"]) == 8
    with django_assert_max_num_queries(5):
        ask(f"/iiif/{images[0].identifier}/manifest.json")
    with django_assert_max_num_queries(8):
        ask("/iiif/subjects/moon/collection.json")
    with django_assert_max_num_queries(5):
        ask("/iiif/collection.json")


# --- Collections ------------------------------------------------------------------------------


def test_a_mission_s_collection_lists_its_pictures_and_leads_to_its_page(site):
    mission = make_mission("Smile")
    page = make_image(subjects=[mission.presents], release=False)
    describe_in(page, "fr")
    note_release(page)
    told = valid(f"/iiif/subjects/{mission.presents.slug}/collection.json")
    assert told["label"] == {"en": ["Smile"]}
    assert told["homepage"][0]["id"] == f"http://testserver{mission.url}"
    (item,) = told["items"]
    assert item["label"] == {"en": ["A crater at dawn"], "fr": ["Cratère"]}
    assert valid(item["id"].removeprefix("http://testserver"))["label"] == item["label"]


def test_a_long_collection_leads_on_in_steps_of_one_size(site, monkeypatch):
    monkeypatch.setattr(listing, "MOST", 2)
    moon = make_subject("Moon")
    for number in range(5):
        make_shown_image(f"Crater {number}", subjects=[moon], published_on=f"196{number}-07-20")
    met, address = [], "/iiif/subjects/moon/collection.json"
    while address:
        told = valid(address)
        manifests = [one for one in told["items"] if one["type"] == "Manifest"]
        assert len(manifests) <= 2
        met += [one["label"]["en"][0] for one in manifests]
        onward = [one["id"] for one in told["items"] if one["type"] == "Collection"]
        address = onward[0].removeprefix("http://testserver") if onward else ""
        if address:
            assert "before=" in address
    assert met == [f"Crater {number}" for number in (4, 3, 2, 1, 0)]
    assert told["partOf"][0]["id"] == "http://testserver/iiif/subjects/moon/collection.json"


def test_the_whole_lists_topics_missions_and_galleries_in_steps(site, monkeypatch):
    monkeypatch.setattr(listing, "MOST", 2)
    topics = [make_topic(f"Topic {letter}").presents for letter in "ABC"]
    image = make_shown_image(subjects=[*topics, make_subject("A keyword")])
    for letter in "ABC":
        make_gallery(f"Gallery {letter}", [image])

    def met(address: str) -> list[str]:
        labels = []
        for one in valid(address)["items"]:
            here = one["id"].removeprefix("http://testserver")
            is_onward = here.startswith("/iiif/collection.json")
            labels += met(here) if is_onward else [one["label"]["en"][0]]
        return labels

    assert met("/iiif/collection.json") == [
        *("Topic A", "Topic B", "Topic C"),
        *("Gallery C", "Gallery B", "Gallery A"),
    ]


def test_what_leads_nowhere_in_a_collection_is_refused(site):
    moon = make_subject("Moon")
    make_shown_image(subjects=[moon])
    for query in ("before=x", "before=1.5", "before=" + "9" * 30):
        assert "before" in ask(f"/iiif/subjects/moon/collection.json?{query}", 400).json()["reason"]
        assert "before" in ask(f"/iiif/collection.json?{query}", 400).json()["reason"]
    ask("/iiif/collection.json?before=1&after=a", 400)
    assert "older" in ask("/iiif/subjects/moon/collection.json?before=-99", 404).json()["reason"]


def test_a_merged_subject_leads_to_the_whole(site):
    moon, luna = make_subject("Moon"), make_subject("Luna")
    merge(luna, moon)
    make_shown_image(subjects=[luna])
    response = ask("/iiif/subjects/luna/collection.json", 301)
    assert response["Location"] == "/iiif/subjects/moon/collection.json"
    assert len(valid(response["Location"])["items"]) == 1


def test_a_subject_goes_by_the_name_that_visitors_read(site):
    moon = make_subject("Moon (target)")
    SubjectName.objects.create(subject=moon, name="Earth’s Moon", preferred=True)
    make_shown_image(subjects=[moon])
    told = valid(f"/iiif/subjects/{moon.slug}/collection.json")
    assert told["label"] == {"en": ["Earth’s Moon"]}
    assert told["homepage"][0]["id"] == f"http://testserver/subjects/{moon.slug}/"


# --- On the pages -----------------------------------------------------------------------------


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


def test_a_gallery_without_pictures_leads_to_no_manifest(site):
    gallery = make_gallery("Secrets", [make_image(release=False)])
    assert "iiif" not in Client().get(gallery.url).content.decode()


def test_a_manifest_that_did_not_change_is_not_sent_again(site):
    page = make_shown_image()
    address = f"/iiif/{page.identifier}/manifest.json"
    first = ask(address)
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    Licence.objects.update(short_name="Other")
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_large_gallery_is_a_collection_of_manifests_of_so_many_canvases(
    site, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(manifests, "MOST_CANVASES", 2)
    images = [make_shown_image(f"Crater {number}") for number in range(6)]
    make_gallery("Craters", images)
    make_gallery("Few", images[:2])
    images[1].unpublish()
    whole = "/iiif/galleries/craters/collection.json"
    first = "/iiif/galleries/craters/manifest.json"
    told = valid(whole)
    assert [(item["type"], item["id"]) for item in told["items"]] == [
        ("Manifest", f"http://testserver{first}{part}") for part in ("", "?part=2", "?part=3")
    ]
    titles = []
    for number, item in enumerate(told["items"], start=1):
        with django_assert_max_num_queries(12):
            part = valid(item["id"].removeprefix("http://testserver"))
        assert part["label"] == {"en": [f"Craters, part {number} of 3"]} == item["label"]
        assert part["partOf"][0]["id"] == f"http://testserver{whole}"
        assert all(canvas["id"].startswith("http://testserver/iiif/galleries/craters/canvas/") for canvas in part["items"])  # fmt: skip
        titles.append([rows(canvas)["Title"]["en"][0] for canvas in part["items"]])
    assert titles == [["Crater 0", "Crater 2"], ["Crater 3", "Crater 4"], ["Crater 5"]]
    for part in ("0", "4", "99999999999999999999", "two", "-1"):
        assert Client().get(f"{first}?part={part}").status_code in (400, 404), part
    few = valid("/iiif/galleries/few/manifest.json")
    assert (few["label"], "partOf" in few) == ({"en": ["Few"]}, False)
    kinds = {item["id"]: item["type"] for item in valid("/iiif/collection.json")["items"]}
    assert kinds[f"http://testserver{whole}"] == "Collection"
    assert kinds["http://testserver/iiif/galleries/few/manifest.json"] == "Manifest"


# --- Content Search -----------------------------------------------------------------------------


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
