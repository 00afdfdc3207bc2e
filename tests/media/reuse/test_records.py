"""Records: what every door for machines says about a picture."""

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from wagtail.models import Site

from media.archive.catalogue import Entry
from media.models import ImageIndexPage, ImageText
from media.reuse.records import records_of
from tests.factories import make_image, make_subject
from tests.quick_releases import make_shown_image, note_release, small_asset

pytestmark = pytest.mark.django_db
BASE = "https://pictures.example/"


def records():
    return records_of(Entry.objects.with_files().newest_first(), BASE)


def test_a_record_tells_words_files_and_terms_with_whole_addresses(site):
    moon = make_subject("Moon")
    make_shown_image("A crater at dawn", subjects=[moon], credit="ESA/A. Person")
    (record,) = records()
    assert record.title == "A crater at dawn"
    assert record.alt_text and record.long_description
    assert record.credit_line == "ESA/A. Person"
    assert record.permanent_address == f"{BASE}id/{record.identifier}"
    assert record.address.startswith(BASE)
    assert [subject.label for subject in record.subjects] == ["Moon"]
    assert record.downloads
    for file in [*record.downloads, *record.responsive]:
        assert file.address.startswith(f"{BASE}files/")
        assert file.media_type.startswith("image/")
    assert record.downloads[0].permanent_address.startswith(f"{BASE}download/{record.identifier}/")


def test_the_site_s_language_comes_first_and_what_is_not_whole_is_left_out(site):
    page = make_image("Crater", release=False)
    for language, description in (("fr", "Un cratère."), ("de", "Ein Krater."), ("it", "")):
        ImageText.objects.create(
            page=page,
            language=language,
            title="Cratère",
            alt_text="Un cratère au soleil",
            long_description=description,
        )
    note_release(page)
    (record,) = records()
    assert [said.language for said in record.words] == ["en", "de", "fr"]


def test_addresses_made_for_many_are_those_that_are_looked_up_for_one(site):
    moons = [make_subject("Moon"), make_subject("Луна")]
    asset = small_asset()
    pages = [
        make_shown_image(f"Crater {number}", asset=asset, subjects=moons) for number in range(4)
    ]
    other = ImageIndexPage(title="Elsewhere", slug="elsewhere")
    site.add_child(instance=other)
    for page in pages[:2]:
        page.move(other, "last-child")
    assert (
        len({record.addresses.page(record.entry).rpartition("crater")[0] for record in records()})
        == 2
    )
    for record in records():
        entry = record.entry
        assert record.address == f"{BASE}{entry.get_url()[1:]}"
        for one, told in zip(record.downloads, entry.release.downloads, strict=True):
            assert one.address == f"{BASE}{entry.release.url_of(told)[1:]}"
            parts = [record.identifier, told["size"], told["extension"]]
            assert one.permanent_address == f"{BASE}{reverse('download', args=parts)[1:]}"
        for subject in record.subjects:
            own = f"{BASE}{reverse('subject', args=[subject.slug])[1:]}"
            assert record.addresses.subject(subject.slug) == own


def test_a_store_on_another_host_gives_addresses_of_its_own(site, monkeypatch):
    make_shown_image()
    signed = "https://store.example/{}?signed=1".format
    monkeypatch.setattr(storages["public"], "url", signed)
    (record,) = records()
    assert all(one.address.endswith(f"{one.name}?signed=1") for one in record.responsive)
    monkeypatch.setattr(storages["public"], "url", "https://store.example/{}".format)
    (record,) = records()
    for one, told in zip(
        record.responsive, record.entry.release.manifest["responsive"], strict=True
    ):
        assert one.address == f"https://store.example/{record.entry.release.folder}/{told['name']}"


def test_many_records_cost_no_more_queries_than_one(site, django_assert_max_num_queries):
    subject = make_subject("Moon")
    for number in range(4):
        make_shown_image(f"Crater {number}", subjects=[subject])
    Site.get_site_root_paths()  # asked once a process
    with django_assert_max_num_queries(3):
        for record in records():
            assert record.words and record.subjects and record.downloads and record.address


def test_files_made_by_the_encoder_have_their_checksum(site):
    make_image("A crater at dawn")
    (record,) = records()
    assert all(len(file.sha256) == 64 for file in record.downloads)
