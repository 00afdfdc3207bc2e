"""The journal of changes and the whole export, as the API gives them."""

import csv
import gzip
import hashlib
import io
import json
import tracemalloc
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from media.archive.changes import Change
from media.archive.keeping import keep_all
from media.models import ImagePage
from media.release.strays import remove_strays
from media.release.withdrawing import withdraw_for
from media.reuse import exports
from media.reuse.exports import latest, look_at_export, make_export
from tests.factories import make_image
from tests.quick_releases import make_shown_image, note_release, small_asset

pytestmark = pytest.mark.django_db
CHANGES = "/api/v1/changes"
EXPORT = "/api/v1/export"


def local(address: str) -> str:
    return address.removeprefix("http://testserver")


def told(client, address: str) -> dict:
    """What is answered at an address, whichever way it is sent."""
    response = client.get(local(address))
    assert response.status_code == 200
    return json.loads(response.getvalue())


def make_several(number: int) -> list[ImagePage]:
    asset = small_asset()
    return [
        make_shown_image(f"Crater {place}", asset=asset, identifier=f"crater-{place}")
        for place in range(number)
    ]


# --- Changes ------------------------------------------------------------------------------------


def test_a_mirror_that_follows_has_what_visitors_see(site, client):
    pages = make_several(5)
    mirror, address = {}, f"{CHANGES}?limit=2"
    while address:
        answer = told(client, address)
        for change in answer["items"]:
            mirror[change["identifier"]] = client.get(local(change["url"])).json()["title"]
        address, last = answer["next"], answer["last"]
    assert sorted(mirror) == [f"crater-{number}" for number in range(5)]
    assert told(client, f"{CHANGES}?since={last}") == {"items": [], "last": last, "next": None}
    withdraw_for(pages[0], "Its owner asked for it.")
    pages[1].title = "Other words"
    pages[1].save_revision().publish()
    note = told(client, f"{CHANGES}?since={last}")["items"]
    assert [(one["identifier"], one["kind"]) for one in note][:1] == [("crater-0", "withdrawn")]
    assert client.get(local(note[0]["url"])).status_code == 410
    assert client.get(local(note[0]["permanent_url"])).status_code == 410


def test_changes_are_asked_for_by_a_moment_too(site, client):
    make_several(2)
    Change.objects.filter(identifier="crater-0").update(
        changed_at=timezone.now() - timedelta(days=2)
    )
    yesterday = timezone.now() - timedelta(days=1)
    for said in (yesterday.isoformat(), f"{yesterday:%Y-%m-%dT%H:%M:%SZ}"):
        for form in (quote(said), said):  # a plus that nobody encoded, too
            items = told(client, f"{CHANGES}?since={form}")["items"]
            assert [one["identifier"] for one in items] == ["crater-1"]
    tomorrow = quote((timezone.now() + timedelta(days=1)).isoformat())
    answer = told(client, f"{CHANGES}?since={tomorrow}")
    assert answer == {"items": [], "last": 2, "next": None}
    assert len(told(client, f"{CHANGES}?since=0001-01-01T00:00:00%2B23:59")["items"]) == 2


@pytest.mark.parametrize("since", ["yesterday", "-1", "1.5", "2026-05-04T12:00:00", "٣", ""])
def test_what_is_neither_a_number_nor_a_moment_is_refused(site, client, since):
    response = client.get(CHANGES, {"since": since})
    assert (response.status_code, response.json()["parameter"]) == (400, "since")


def make_journal(number: int) -> None:
    now = timezone.now()
    Change.objects.bulk_create(
        Change(identifier=f"load-{place}", number=place, kind="created", changed_at=now)
        for place in range(1, number + 1)
    )


def test_a_thousand_changes_cost_two_queries(site, client, django_assert_num_queries):
    make_journal(1200)
    with django_assert_num_queries(2):
        answer = told(client, f"{CHANGES}?limit=1000")
    assert (len(answer["items"]), answer["last"]) == (1000, 1000)
    assert len(told(client, answer["next"])["items"]) == 200
    assert client.get(f"{CHANGES}?limit=1001").status_code == 400


def peak_of(client, address: str) -> int:
    """The most bytes that Python held while it answered one who reads piece by piece."""
    tracemalloc.start()
    try:
        length = sum(len(piece) for piece in client.get(address).streaming_content)
        assert length > 1000
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_thousand_changes_take_no_more_memory_than_a_hundred(site, client):
    make_journal(1200)
    client.get(CHANGES).getvalue()
    assert peak_of(client, f"{CHANGES}?limit=1000") < 1.5 * peak_of(client, f"{CHANGES}?limit=100")


def test_changes_are_asked_again_by_their_etag_until_one_of_them_changes(site, client):
    make_journal(30)
    response = client.get(f"{CHANGES}?limit=50")
    response.getvalue()
    known = {"If-None-Match": response["ETag"]}
    assert client.get(f"{CHANGES}?limit=50", headers=known).status_code == 304
    assert client.get(f"{CHANGES}?limit=9", headers=known).status_code == 200
    Change.objects.filter(number=7).update(number=31)
    assert client.get(f"{CHANGES}?limit=50", headers=known).status_code == 200
    head = client.head(f"{CHANGES}?limit=50")
    assert (head.status_code, head.getvalue()) == (200, b"")


# --- The export ---------------------------------------------------------------------------------


def files_there() -> set[str]:
    return set(storages["public"].listdir("exports")[1])


def fetched(client, file: dict) -> bytes:
    response = client.get(local(file["url"]).removeprefix("http://127.0.0.1:8000"))
    assert response.status_code == 200
    assert "Content-Encoding" not in response
    body = b"".join(response.streaming_content)
    assert len(body) == file["bytes"]
    assert hashlib.sha256(body).hexdigest() == file["sha256"]
    return gzip.decompress(body)


def test_the_export_holds_what_the_api_says_about_every_picture(site, client, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    make_several(5)
    make_image("A draft", publish=False)
    call_command("export_catalogue", verbosity=0)
    told = client.get(EXPORT).json()
    assert told["images"] == 5
    assert told["changes_since"] == 5
    files = {file["format"]: file for file in told["files"]}
    lines = fetched(client, files["jsonl"]).decode().splitlines()
    shown = client.get("/api/v1/images?sort=oldest", headers={"host": "127.0.0.1:8000"})
    assert [json.loads(line) for line in lines] == shown.json()["items"]
    rows = list(csv.DictReader(io.StringIO(fetched(client, files["csv"]).decode(), newline="")))
    assert [row["identifier"] for row in rows] == [f"crater-{number}" for number in range(5)]
    assert rows[0]["alt_text"] == json.loads(lines[0])["alt_text"]
    assert rows[0]["licence_spdx"] == "CC-BY-4.0"
    assert rows[0]["download_url"].endswith("/download/crater-0/full.jpg")


def test_no_cell_of_the_export_is_a_formula(site, client):
    make_shown_image("=HYPERLINK(1)", credit="+1", caption="<p>@SUM(1)</p>", identifier="crater")
    make_export()
    (file,) = [file for file in client.get(EXPORT).json()["files"] if file["format"] == "csv"]
    (row,) = csv.DictReader(io.StringIO(fetched(client, file).decode(), newline=""))
    assert (row["title"], row["credit"], row["caption"]) == ("'=HYPERLINK(1)", "'+1", "'@SUM(1)")


def test_the_same_content_has_the_same_files_and_earlier_ones_go(site):
    make_several(1)
    make_export()
    first = files_there()
    make_export()
    assert files_there() == first
    make_shown_image("Another")
    make_export()
    assert len(files_there()) == 3
    assert files_there() & first == {"latest.json"}


def test_there_is_none_before_it_is_made(site, client):
    assert latest() is None
    response = client.get(EXPORT)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_the_answer_is_kept_nowhere_but_asked_again_by_its_etag(site, client):
    make_several(1)
    make_export()
    response = client.get(EXPORT)
    assert response["Cache-Control"] == "no-cache"
    again = client.get(EXPORT, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    make_shown_image("Another")
    make_export()
    assert client.get(EXPORT)["ETag"] != response["ETag"]


def test_an_export_with_a_withdrawn_picture_is_removed_and_made_anew(site, client):
    first, _second = make_several(2)
    made = make_export()
    names = {file["name"] for file in made.files.values()}
    withdraw_for(first, "Its owner asked for it.")
    sentences = list(look_at_export(lambda name: False))
    assert sentences == ["Removed the whole export: a picture was withdrawn that is in it."]
    assert not files_there() & names
    assert latest().images == 1
    for file in client.get(EXPORT).json()["files"]:
        assert b"crater-0" not in fetched(client, file)
    assert list(look_at_export(lambda name: False)) == []


def test_while_one_is_being_made_no_other_is_begun_but_the_old_one_goes_at_once(site):
    (page,) = make_several(1)
    make_export()
    withdraw_for(page, "Its owner asked for it.")
    assert list(look_at_export(lambda name: True))
    assert files_there() == set()


def test_a_picture_that_is_withdrawn_meanwhile_is_not_in_it(site, monkeypatch):
    first, _second = make_several(2)
    written, is_first = exports.write, []

    def write_and_withdraw(*given):
        number = written(*given)
        if not is_first:
            is_first.append(True)
            withdraw_for(first, "Its owner asked for it.")
        return number

    monkeypatch.setattr(exports, "write", write_and_withdraw)
    assert make_export().images == 1
    monkeypatch.setattr(exports, "was_withdrawn_since", lambda number: True)
    with pytest.raises(RuntimeError):
        make_export()


def test_it_is_renewed_after_a_day_only_if_anything_changed(site):
    make_several(1)
    assert list(look_at_export(lambda name: False)) == []
    first = latest()
    old = (timezone.now() - timedelta(days=2)).isoformat()
    with storages["public"].open(exports.LATEST) as file:
        told = json.load(file)
    storages["public"].save(
        exports.LATEST, ContentFile(json.dumps({**told, "made_at": old}).encode())
    )
    list(look_at_export(lambda name: False))
    assert latest().made_at == old
    make_shown_image("Another")
    list(look_at_export(lambda name: False))
    assert latest().images == 2
    assert latest().made_at > first.made_at


def test_what_a_killed_worker_left_behind_is_removed(site):
    make_several(1)
    make_export()
    there = files_there()
    for name in ("images-0123456789abcdef.csv.gz", ".images-0123456789abcdef.csv.gz.part"):
        storages["public"].save(f"exports/{name}", ContentFile(b"half"))
    assert list(look_at_export(lambda name: True)) == []
    assert files_there() == there
    storages["public"].delete(exports.LATEST)
    assert list(look_at_export(lambda name: True)) == []
    assert files_there() == set()


def test_an_archive_without_pictures_has_no_export(site):
    assert list(look_at_export(lambda name: False)) == []
    assert latest() is None


def test_the_sweep_of_strays_leaves_the_export_alone(site):
    make_several(1)
    make_export()
    storages["public"].save("0123456789abcdef/stray.jpg", ContentFile(b"x"))
    assert len(list(remove_strays())) == 1
    assert len(files_there()) == 3


def test_making_it_costs_the_same_number_of_queries_for_each_batch(
    site, monkeypatch, django_assert_max_num_queries
):
    make_several(4)
    list(keep_all())
    page = make_image("Far", release=False, distance_ly=4.0)
    note_release(page)
    # The store's lock is a question where it is PostgreSQL's.
    with django_assert_max_num_queries(11 + (connection.vendor == "postgresql")):
        make_export()
