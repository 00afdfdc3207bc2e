"""The coverage desk: its report, filters, order, spreadsheets, and what the admin's home says."""

import csv
import io

import openpyxl
import pytest
from django.test import Client

from media.models import (
    Description,
    DescriptionLanguage,
    DescriptionReport,
    GalleryIndexPage,
    ImageIndexPage,
    ImagePage,
    Like,
    Subject,
)
from tests.drafts import add_french, make_bare, make_draft
from tests.factories import make_asset, make_subject, merge
from tests.people import client_of
from tests.quick_releases import make_shown_image, small_asset

pytestmark = pytest.mark.django_db

DESK = "/admin/coverage/"


def titles(client, query: str = "") -> list[str]:
    answer = client.get(DESK + query)
    assert answer.status_code == 200
    return [page.draft_words.source.title for page in answer.context["object_list"]]


# --- The report ---------------------------------------------------------------------------------


def test_the_desk_shows_every_picture_with_its_words_and_where_they_stand(site, admin):
    make_shown_image("Shown")
    make_bare("Bare")
    said = admin.get(DESK).text
    assert "Shown" in said and "A grey crater with a bright rim" in said
    assert "Described" in said
    assert "Bare" in said and "No alt text" in said and "Description missing" in said
    assert said.count('src="/admin/files/') == 2


def test_the_desk_shows_the_words_of_the_latest_draft(site, admin):
    page = make_shown_image("Shown")
    page.title, page.alt_text = "Renamed", "Another sentence about a crater."
    page.save_revision()
    said = admin.get(DESK).text
    assert "Renamed" in said and "Another sentence about a crater." in said


def test_an_editor_sees_only_pictures_that_they_may_change(site):
    make_bare("Bare")
    assert titles(client_of((GalleryIndexPage.objects.get(), "change"))) == []


def test_an_editor_of_the_archive_sees_its_pictures(site):
    make_bare("Bare")
    assert titles(client_of((ImageIndexPage.objects.get(), "change"))) == ["Bare"]


@pytest.mark.parametrize(
    "address", [DESK, f"{DESK}results/", f"{DESK}describe/", f"{DESK}?export=csv"]
)
def test_who_may_change_nothing_finds_no_desk(site, address):
    for client in (client_of(), Client()):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith("/admin/") and "coverage" not in answer.url.split("?")[0]


def test_the_desk_asks_as_much_for_many_pictures_as_for_few(
    site, admin, django_assert_max_num_queries
):
    for number in range(3):
        add_french(make_shown_image(f"Picture {number}"))
    admin.get(DESK)
    with django_assert_max_num_queries(21) as few:
        admin.get(DESK)
    count = len(few)
    for number in range(3, 9):
        add_french(make_shown_image(f"Picture {number}"))
    admin.get(DESK)
    with django_assert_max_num_queries(count):
        admin.get(DESK)


# --- Filters ------------------------------------------------------------------------------------


def test_the_desk_is_narrowed_by_status(site, admin):
    make_shown_image("Shown")
    make_bare("Bare")
    make_draft("Drafted")
    assert titles(admin, "?status=missing") == ["Bare"]
    assert titles(admin, "?status=missing&status=draft") == ["Drafted", "Bare"]


@pytest.mark.parametrize("kind", [Subject.Kind.MISSION, Subject.Kind.TOPIC])
def test_the_desk_is_narrowed_by_mission_and_topic_and_knows_merged_ones(site, admin, kind):
    wanted, merged = make_subject("Smile", kind), make_subject("Solar smile", kind)
    make_draft("About it", subjects=[wanted])
    make_draft("Under another name", subjects=[merged])
    make_draft("About nothing")
    merge(merged, wanted)
    assert titles(admin, f"?{kind}={wanted.pk}") == ["Under another name", "About it"]


def test_the_desk_is_narrowed_by_the_year_in_which_a_picture_was_taken(site, admin):
    make_draft("Old", taken_on="1971-07")
    make_draft("New", taken_on="2025-01-21")
    make_draft("Of no known day")
    assert titles(admin, "?year=1971") == ["Old"]


def test_the_desk_is_narrowed_by_further_languages_of_the_latest_draft(site, admin):
    add_french(make_shown_image("In two"))
    add_french(make_shown_image("In two soon"), publish=False)
    make_shown_image("In one")
    assert titles(admin, "?language=without:fr") == ["In one"]
    assert titles(admin, "?language=with:fr") == ["In two soon", "In two"]


def test_a_language_that_is_taken_out_of_a_draft_is_no_longer_counted(site, admin):
    page = make_shown_image()
    add_french(page)
    page = ImagePage.objects.get()
    page.texts.set([])
    page.save_revision()
    assert not DescriptionLanguage.objects.exists()


def test_languages_that_the_agency_wants_are_offered_before_any_picture_has_them(
    site, admin, settings
):
    settings.DESCRIPTION_LANGUAGES = ["de"]
    make_shown_image("In one")
    assert titles(admin, "?language=without:de") == ["In one"]


def test_the_desk_is_narrowed_by_who_uploaded(site, admin, editor):
    asset = small_asset()
    asset.uploaded_by_user = editor
    asset.save()
    make_draft("Mine", asset=asset)
    make_draft("Of nobody")
    assert titles(admin, f"?uploader={editor.pk}") == ["Mine"]


def test_the_desk_is_narrowed_by_release_and_by_open_reports(site, admin):
    shown = make_shown_image("Shown")
    make_draft("Drafted")
    DescriptionReport.objects.create(page=shown, problem="wrong", words="The left is right.")
    assert titles(admin, "?released=yes") == ["Shown"]
    assert titles(admin, "?released=no") == ["Drafted"]
    assert titles(admin, "?reported=yes") == ["Shown"]


def test_a_filter_that_makes_no_sense_is_no_error(site, admin):
    make_draft("Drafted")
    assert titles(admin, "?status=nonsense&mission=x&year=9999&uploader=999&p=77") == ["Drafted"]


# --- Order --------------------------------------------------------------------------------------


def test_the_desk_is_sorted_by_likes_and_by_date(site, admin):
    first, second, _third = [make_shown_image(name) for name in ("First", "Second", "Third")]
    for visitor in ("a", "b"):
        Like.objects.give(second.translation_key, visitor)
    Like.objects.give(first.translation_key, "a")
    assert titles(admin, "?ordering=-likes") == ["Second", "First", "Third"]
    assert titles(admin, "?ordering=added") == ["First", "Second", "Third"]
    assert titles(admin) == ["Third", "Second", "First"]


# --- Spreadsheets -------------------------------------------------------------------------------


def test_the_desk_is_exported_as_csv_with_all_words(site, admin):
    page = make_shown_image("Shown", taken_on="1971-07")
    add_french(page)
    make_bare("Bare")
    answer = admin.get(f"{DESK}?export=csv&ordering=added")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [row["Title"] for row in rows] == ["Shown", "Bare"]
    shown = rows[0]
    assert shown["Alt text"] == page.alt_text
    assert shown["Image description"] == page.long_description
    assert shown["Further languages"] == "French"
    assert shown["Status"] == "Described" and shown["Released"] == "yes"
    assert shown["Taken on"] == "1971-07"
    assert shown["Address"].endswith(f"/id/{page.identifier}")
    assert rows[1]["Status"] == "Description missing" and rows[1]["Alt text"] == ""


def test_the_export_holds_what_the_filters_leave(site, admin):
    make_draft("Drafted")
    make_bare("Bare")
    answer = admin.get(f"{DESK}?export=csv&status=missing")
    assert b"".join(answer.streaming_content).decode().count("\r\n") == 2


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1"])
def test_no_words_become_a_formula_in_a_spreadsheet(site, admin, words):
    make_draft(f"Crater {words}", alt_text=words, long_description=f"{words} and more than that.")
    exported = b"".join(admin.get(f"{DESK}?export=csv").streaming_content).decode()
    row = next(csv.DictReader(io.StringIO(exported)))
    assert row["Alt text"] == f"'{words.strip()}"
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(admin.get(f"{DESK}?export=xlsx").streaming_content))
    )
    assert not [cell for row in book.active for cell in row if cell.data_type == "f"]


def test_a_sign_that_no_spreadsheet_holds_does_not_stop_the_export(site, admin):
    make_draft("First", alt_text="A crater,\x0bpasted.")
    exported = b"".join(admin.get(f"{DESK}?export=xlsx").streaming_content)
    cells = [
        cell.value for row in openpyxl.load_workbook(io.BytesIO(exported)).active for cell in row
    ]
    assert "A crater, pasted." in cells


def test_a_picture_whose_row_is_missing_is_shown_all_the_same(site, admin):
    make_draft("First")
    Description.objects.all().delete()
    assert titles(admin) == ["First"]
    assert admin.get(f"{DESK}?export=csv").status_code == 200


# --- The home of the admin ----------------------------------------------------------------------


def test_the_home_says_how_many_pictures_wait_and_how_far_each_language_is(site, admin, settings):
    settings.DESCRIPTION_LANGUAGES = ["de"]
    add_french(make_shown_image("In two"))
    add_french(make_shown_image("In two soon"), publish=False)
    make_shown_image("In one")
    make_bare("Bare")
    said = " ".join(admin.get("/admin/").text.split())
    assert "1 picture waits for words." in said
    assert "media/admin/css/coverage-panel.css" in said.split("</head>")[0]
    assert (
        '<a href="/admin/coverage/?status=missing"><strong>1</strong> Description missing' in said
    )
    for name, percent, number in [
        ("English", 100, "3 of 3"),
        ("French", 33, "1 of 3"),
        ("German", 0, "0 of 3"),
    ]:
        row = said.split(f'<th scope="row">{name}</th>')[1].split("</tr>")[0]
        assert f"{percent} %" in row and number in row


def test_words_written_for_an_earlier_file_do_not_count_as_described(site, admin):
    page = make_shown_image("Stale")
    make_shown_image("Fresh")
    page.asset = make_asset(size=(9, 7))
    page.save_revision().publish()
    assert Description.objects.get(page=page).status == Description.Status.STALE
    row = " ".join(admin.get("/admin/").text.split()).split('<th scope="row">English</th>')[1]
    assert "50 %" in row.split("</tr>")[0]


def test_a_new_file_in_a_draft_changes_nothing_about_what_visitors_see(site, admin):
    page = make_shown_image("Shown")
    page.asset = make_asset(size=(9, 7))
    page.save_revision()
    assert Description.objects.get().status == Description.Status.STALE
    row = " ".join(admin.get("/admin/").text.split()).split('<th scope="row">English</th>')[1]
    assert "100 %" in row.split("</tr>")[0]


def test_the_home_says_nothing_to_those_who_may_change_nothing(site):
    make_bare("Bare")
    assert "for words" not in client_of().get("/admin/").text
