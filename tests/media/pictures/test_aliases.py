"""Aliases: what pictures were called elsewhere leads to them, and reveals nothing that visitors do not see."""

import json
import xml.etree.ElementTree as ET

import pytest
from django.db import IntegrityError, transaction

from media.archive.changes import Change
from media.models import Entry, ImageAlias, ImagePage
from media.pictures.aliases import folded_alias
from media.release.withdrawing import withdraw_for
from portal.models import Generation
from tests.drafts import make_draft
from tests.forms import read_form, send_form
from tests.quick_releases import make_shown_image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

ALIASES = [
    "PIA12345",
    "ESA_123 (b)",
    "https://old.example.org/img/77/",
    "/images/old/77.html?id=3",
]
WAYS = [
    "/id/PIA12345",
    "/id/pia12345",
    "/id/esa_123%20(b)",
    "/id/https://old.example.org/img/77",
    "/id/http:/old.example.org/img/77/",
]
OLD = "/images/old/77.html?id=3"


def name(page: ImagePage, *names: str) -> ImagePage:
    """The page, published with these aliases."""
    page = ImagePage.objects.get(pk=page.pk)
    page.known_as = [ImageAlias(name=one, sort_order=place) for place, one in enumerate(names)]
    page.save_revision().publish()
    return ImagePage.objects.get(pk=page.pk)


def rows_of(names: list[str]) -> dict[str, str]:
    rows = {"known_as-TOTAL_FORMS": str(len(names))}
    for number, said in enumerate(names):
        rows |= {f"known_as-{number}-{field}": "" for field in ("id", "DELETE")}
        rows |= {f"known_as-{number}-name": said, f"known_as-{number}-ORDER": str(number + 1)}
    return rows


def test_aliases_and_old_addresses_lead_to_the_picture(client):
    page = name(make_shown_image(), *ALIASES)
    for way in WAYS:
        response = client.get(way)
        assert (response.status_code, response.url) == (302, page.get_url()), way
    response = client.get(OLD)
    assert (response.status_code, response.url) == (301, page.get_url())
    assert client.get("/images/old/77.html").status_code == 404
    assert client.get("/id/PIA1234").status_code == 404
    name(page, "http://testserver/bild/7.html")
    assert client.get("/bild/7.html").url == page.get_url()
    assert client.post("/bild/7.html").status_code == 404


def test_every_door_tells_them(client):
    page = name(make_shown_image(identifier="crater"), *ALIASES)
    assert client.get("/api/v1/images/crater").json()["aliases"] == ALIASES
    document = client.get(page.get_url()).content.decode()
    assert "<dt>Also known as</dt><dd>PIA12345, ESA_123 (b)</dd>" in document
    told = json.loads(
        document.partition('<script type="application/ld+json">')[2].partition("<")[0]
    )
    (picture,) = [node for node in told["@graph"] if node["@type"] == "ImageObject"]
    assert picture["identifier"] == ["crater", "PIA12345", "ESA_123 (b)"]
    addresses = ["https://old.example.org/img/77/", "http://testserver/images/old/77.html?id=3"]
    assert picture["sameAs"] == addresses
    answer = client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc").content
    found = ET.fromstring(answer).iter("{http://purl.org/dc/elements/1.1/}identifier")  # noqa: S314
    given = ["http://testserver/id/crater", "PIA12345", "ESA_123 (b)", *addresses]
    assert [one.text for one in found] == given
    rows = client.get("/iiif/crater/manifest.json").json()["metadata"]
    (row,) = [row["value"] for row in rows if row["label"] == {"en": ["Identifier"]}]
    assert row == {"none": ["crater", "PIA12345", "ESA_123 (b)"]}


def test_they_are_searched_as_identifiers_are(client, admin):
    page = name(make_shown_image(), *ALIASES)
    make_shown_image("Another")
    for question in ("PIA12345", "id:pia12345", "id:https://old.example.org/img/77", "old.example"):
        for address in ("/search/", "/images/", "/api/v1/images"):
            said = client.get(address, {"q": question}).content.decode()
            assert page.title in said, (address, question)
            assert "Another" not in said
    draft = make_draft("Unreleased", identifier="unreleased")
    ImageAlias.objects.create(page=draft, name="HIDDEN-77")
    for question in ("HIDDEN-77", "id:HIDDEN-77"):
        assert "Unreleased" not in client.get("/search/", {"q": question}).content.decode()
        assert client.get("/api/v1/images", {"q": question}).json()["items"] == []
    for question, title in (("pia12345", page.title), ("HIDDEN-77", "Unreleased")):
        grid = admin.get("/admin/archive/", {"q": question}).content.decode()
        assert title in grid
        assert "Another" not in grid


def test_the_api_and_downloads_take_them_for_the_picture(client):
    page = name(make_shown_image(identifier="crater"), "PIA12345", "ESA_123 (b)")
    for alias in ("PIA12345", "esa_123%20(b)"):
        response = client.get(f"/api/v1/images/{alias}?fields=title")
        assert (response.status_code, response.url) == (302, "/api/v1/images/crater?fields=title")
        response = client.get(f"/download/{alias}/small.jpg")
        assert response.status_code == 302
        assert response.url == client.get("/download/crater/small.jpg").url
    assert client.get("/api/v1/images/PIA12345", follow=True).json()["title"] == page.title
    ImageAlias.objects.create(page=make_draft("Secret"), name="PIA1")
    doors = ("/api/v1/images/{}", "/download/{}/small.jpg", "/iiif/{}/manifest.json")
    for door in doors:
        assert client.get(door.format("PIA1")).status_code == 404
    withdraw_for(page, "Its owner asked for it.")
    for door in doors:
        response = client.get(door.format("PIA12345"))
        assert response.status_code == 410
        assert "Its owner asked for it." in response.content.decode()
    assert client.get("/api/v1/images/PIA12345").json()["identifier"] == "crater"


def test_nothing_unreleased_is_revealed_and_a_withdrawn_one_has_its_tombstone(client):
    draft = make_draft("Secret")
    ImageAlias.objects.create(page=draft, name="PIA1")
    ImageAlias.objects.create(page=draft, name="/old/secret.html")
    page = name(make_shown_image(), "PIA2", "/old/crater.html")
    for way in ("/id/PIA1", "/old/secret.html"):
        response = client.get(way)
        assert response.status_code == 404
        assert "Secret" not in response.content.decode()
    withdraw_for(page, "Its owner asked for it.")
    for way in ("/id/PIA2", "/old/crater.html"):
        response = client.get(way)
        assert response.status_code == 410
        assert "Its owner asked for it." in response.content.decode()
        assert page.title not in response.content.decode()
    page.refresh_from_db()
    page.save_revision()
    ImagePage.objects.filter(pk=page.pk).update(live=False)
    page.withdrawals.all().delete()
    assert client.get("/id/PIA2").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_kept_pages_follow_what_changes_of_them():
    page = make_shown_image(identifier="crater")
    generation = Generation.objects.get().number
    name(page, "PIA1")
    assert Generation.objects.get().number > generation


def test_mirrors_follow_what_changes_of_them(client):
    page = make_shown_image(identifier="crater")
    change = Change.objects.get()
    page = name(page, "PIA1")
    after = Change.objects.get()
    assert (after.kind, after.number > change.number) == ("updated", True)
    assert Entry.objects.get().aliases == ["PIA1"]
    name(page)
    assert Change.objects.get().number > after.number
    assert client.get("/id/PIA1").status_code == 404
    # A draft alone moves nothing.
    number = Change.objects.get().number
    page.known_as = [ImageAlias(name="PIA2")]
    page.save_revision()
    assert Change.objects.get().number == number
    assert client.get("/id/PIA2").status_code == 404


def test_the_form_takes_them_and_says_what_is_wrong_with_one(admin, client):
    other = name(make_shown_image("Other", identifier="other"), "PIA1")
    page = make_shown_image("Crater", identifier="crater")
    address = f"/admin/pages/{page.pk}/edit/"
    publish = {"action-publish": "publish"}
    send_form(admin, address, **rows_of(["PIA2", "https://old.example.org/2"]), **publish)
    assert client.get("/id/PIA2").status_code == 302
    assert "PIA2" in str(read_form(admin, address)["known_as-0-name"])
    wrong = {
        "pia1": "Another picture has this alias already.",
        "Other": "This is the identifier of another picture.",
        "crater": "This is the identifier of the picture itself",
        "https://": "This names nothing.",
        "/admin/pages/": "This address has its own meaning",
    }
    for said, sentence in wrong.items():
        response = send_form(admin, address, **rows_of([said]), **publish)
        assert sentence in str(response.context["form"].formsets["known_as"].errors), said
        assert other.title not in str(response.context["form"].formsets["known_as"].errors)
    response = send_form(admin, address, **rows_of(["PIA3", "pia3"]), **publish)
    assert "stands there twice" in str(response.context["form"].formsets["known_as"].errors)
    page = make_draft("Third", identifier="third")
    response = send_form(admin, f"/admin/pages/{page.pk}/edit/", identifier="pia1")
    assert "as an alias" in str(response.context["form"].errors)


def test_one_alias_means_one_picture_whoever_writes_it():
    page, other = make_shown_image("One"), make_shown_image("Two")
    ImageAlias.objects.create(page=page, name="PIA1")
    with pytest.raises(IntegrityError), transaction.atomic():
        ImageAlias.objects.bulk_create([ImageAlias(page=other, name=" pia1 ")])
    ImageAlias.objects.create(page=page, name="three")
    assert make_draft("Three").identifier == "three-2"


def test_a_copy_and_a_draft_that_comes_late_leave_an_alias_to_the_picture_that_has_it(admin):
    page = name(make_shown_image("One"), "PIA1")
    copy = page.copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=False)
    assert copy.get_latest_revision_as_object().other_names == []
    late = make_shown_image("Late")
    late.known_as = [ImageAlias(name="PIA2"), ImageAlias(name="PIA3")]
    revision = late.save_revision()
    name(page, "PIA1", "PIA2")
    revision.publish()
    assert ImagePage.objects.get(pk=late.pk).other_names == ["PIA3"]


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("  PIA  12345 ", "pia 12345"),
        ("HTTPS://Old.Example.org/img/77/#top", "//old.example.org/img/77"),
        ("http:/old.example.org/a%20b", "//old.example.org/a b"),
        ("/Bilder/7.html?id=3", "/bilder/7.html?id=3"),
        ("/", ""),
    ],
)
def test_aliases_are_compared_without_what_makes_no_difference(written, means):
    assert folded_alias(written) == means
