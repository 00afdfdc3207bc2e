"""Dates as agencies know them: what is typed, how it is kept, what it means, how it is said."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from media.files.metadata import packet
from media.intake.fitting import dated
from media.pages.dates import (
    LONGEST,
    PARTS,
    calendar_date,
    date_in_words,
    ends_before,
    has_passed,
    lies_ahead,
    period,
    planned_in_words,
)
from media.pages.typed_dates import shown_for_typing, stored_form
from media.pictures.images import ImagePage
from media.pictures.packets import carried_by
from tests.factories import make_image
from tests.forms import read_form, send_form
from tests.quick_releases import make_shown_image, small_asset

# What is typed: what is kept, its words, its first and last day, what machines are told.
KNOWN = {
    "2026": ("2026", "2026", "2026-01-01", "2026-12-31", "2026"),
    "May 2026": ("2026-05", "May 2026", "2026-05-01", "2026-05-31", "2026-05"),
    "Feb. 2028": ("2028-02", "February 2028", "2028-02-01", "2028-02-29", "2028-02"),
    "3rd Sept 2026": ("2026-09-03", "3 September 2026", "2026-09-03", "2026-09-03", "2026-09-03"),
    "September 3, 2026": (
        *("2026-09-03", "3 September 2026", "2026-09-03", "2026-09-03", "2026-09-03"),
    ),
    "Q3 2026": ("2026-35", "third quarter of 2026", "2026-07-01", "2026-09-30", "2026"),
    "second half of 2026": ("2026-41", "second half of 2026", "2026-07-01", "2026-12-31", "2026"),
    "summer 2027": ("2027-22", "summer 2027", "2027-06-01", "2027-08-31", "2027"),
    "winter 2027/28": ("2027-24", "winter 2027/28", "2027-12-01", "2028-02-29", ""),
    "Early 2027": ("2027-37", "early 2027", "2027-01-01", "2027-04-30", "2027"),
    "middle of 2027": ("2027-38", "mid-2027", "2027-05-01", "2027-08-31", "2027"),
    "late Feb 2027": (
        *("2027-02-21~/2027-02-28~", "late February 2027", "2027-02-21", "2027-02-28", "2027-02"),
    ),
    "the 2010s": ("201X", "2010s", "2010-01-01", "2019-12-31", ""),
    "about 2030": ("2030~", "about 2030", "2030-01-01", "2030-12-31", ""),
    "May 2026?": ("2026-05?", "perhaps May 2026", "2026-05-01", "2026-05-31", ""),
    "not before 2028": ("[2028..]", "not before 2028", "2028-01-01", "9999-12-31", ""),
    "NET Q2 2028": (
        *("[2028-34..]", "not before the second quarter of 2028", "2028-04-01", "9999-12-31", ""),
    ),
    "by 2028": ("[..2028]", "2028 at the latest", "0001-01-01", "2028-12-31", ""),
    "since 2025": ("2025/..", "from 2025 on", "2025-01-01", "9999-12-31", ""),
    "2002–2012": ("2002/2012", "2002 to 2012", "2002-01-01", "2012-12-31", ""),
    "June to September 2025": (
        *("2025-06/2025-09", "June to September 2025", "2025-06-01", "2025-09-30", "2025"),
    ),
    "3 to 10 May 2026": (
        *("2026-05-03/2026-05-10", "3 to 10 May 2026", "2026-05-03", "2026-05-10", "2026-05"),
    ),
    "unknown": ("XXXX", "not known", "0001-01-01", "9999-12-31", ""),
}
# An Arabic and a full-width year look like years and are none.
NO_DATES = [
    *("2026-13", "2026-02-30", "2026-5", "26", "2026-05-", "2026-00", "0000", "٢٠٢٦", "２０２６"),
    *("3/9/2026", "winter 2026", "Q5 2026", "2027 to 2025", "2026/2026", "May", "[2026..2028]"),
    *("10 to 3 May 2026", "about", "soon", "12026", "2026-05-04T10:00Z", "not before", "9999-24"),
]


def test_what_people_type_is_kept_meant_said_and_given_to_machines(subtests):
    for typed, (stored, words, first, last, machine) in KNOWN.items():
        with subtests.test(typed):
            assert stored_form(typed) == stored
            assert stored_form(f"  {typed.upper()} ") == stored
            assert date_in_words(stored) == words
            meant = period(stored)
            assert (meant.first.isoformat(), meant.last.isoformat()) == (first, last)
            assert calendar_date(stored) == machine


def test_what_is_no_date_is_refused_with_examples(subtests):
    for typed in NO_DATES:
        with (
            subtests.test(typed),
            pytest.raises(ValidationError, match="Write what is known: 2026"),
        ):
            stored_form(typed)


def test_a_winter_of_one_year_is_asked_which_it_is():
    with pytest.raises(ValidationError, match="as in “winter 2026/27”"):
        stored_form("winter 2026")


years = st.integers(1, 9998).map("{:04}".format)
parts = st.sampled_from([f"{number:02}" for number in [*range(1, 13), *PARTS]])
days = st.dates(date(1, 1, 1), date(9998, 12, 31)).map(date.isoformat)
simple = st.one_of(
    years, st.builds("{}-{}".format, years, parts), days, st.just("201X"), st.just("197X")
)
qualified = st.builds("{}{}".format, simple, st.sampled_from(["", "", "~", "?", "%"]))
dates = st.one_of(
    qualified,
    st.builds("[{}..]".format, qualified),
    st.builds("[..{}]".format, qualified),
    st.builds("{}/..".format, qualified),
    st.builds("../{}".format, qualified),
    st.tuples(simple, simple).map(lambda pair: "/".join(pair)),
)


@given(dates)
def test_the_words_of_a_date_lead_back_to_it(stored):
    try:
        meant = period(stored)
    except ValueError:  # a span that ends before it begins
        return
    assert stored_form(stored) == stored
    assert stored_form(date_in_words(stored)) == stored
    assert stored_form(shown_for_typing(stored)) == stored
    assert len(stored) <= LONGEST
    if machine := calendar_date(stored):
        within = period(machine)
        assert within.first <= meant.first <= meant.last <= within.last


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_date_or_refused(text):
    try:
        stored = stored_form(text)
    except ValidationError:
        return
    assert stored == "" or period(stored)
    assert stored.isascii()


def test_a_date_is_a_period_when_it_is_compared():
    today = date(2025, 6, 15)
    assert not has_passed("2025", today)
    assert not lies_ahead("2025", today)
    assert not ends_before("2025", "2025-06-15")
    assert has_passed("2024", today) and lies_ahead("2026-37", today)
    assert has_passed("2025-33", today) and not has_passed("2025-34", today)
    assert ends_before("2025-33", "2025-06-15")
    assert not has_passed("[2020..]", today)
    assert not has_passed("", today) and not lies_ahead("", today)
    assert not has_passed("XXXX", today) and not lies_ahead("XXXX", today)


def test_a_plan_is_a_sentence_whatever_is_known_of_its_date():
    said = {stored: f"planned{planned_in_words(stored)}" for stored in ("2026-09-03", "2026-35")}
    assert said["2026-09-03"] == "planned for 3 September 2026"
    assert said["2026-35"] == "planned for the third quarter of 2026"
    assert planned_in_words("203X") == " for the 2030s"
    assert planned_in_words("[2028..]") == ", not before 2028"
    assert planned_in_words("XXXX") == ", date not known"


# --- In the field -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_form_takes_words_shows_them_again_and_refuses_with_examples(site, admin):
    page = make_image(publish=False, asset=small_asset())
    form = f"/admin/pages/{page.pk}/edit/"
    send_form(admin, form, taken_on="june to september 2025")
    assert ImagePage.objects.get(pk=page.pk).taken_on == "2025-06/2025-09"
    assert read_form(admin, form)["taken_on"] == ["June to September 2025"]
    refused = send_form(admin, form, taken_on="soonish")
    assert "Write what is known: 2026, May 2026" in refused.content.decode()
    assert ImagePage.objects.get(pk=page.pk).taken_on == "2025-06/2025-09"


@pytest.mark.django_db
def test_a_row_knows_the_days_of_its_date_before_and_after_it_is_saved(site):
    page = ImagePage(taken_on="Q3 2026")
    assert (page.taken_first, page.taken_last) == (date(2026, 7, 1), date(2026, 9, 30))
    make_image(publish=False, asset=small_asset(), taken_on="Q3 2026")
    row = ImagePage.objects.filter(taken_first="2026-07-01", taken_last="2026-09-30").get()
    assert row.taken_on == "2026-35"
    row.taken_on = ""
    row.save()
    assert ImagePage.objects.filter(taken_first=None, taken_last=None).exists()
    # A column that was not loaded stays as it is.
    partly = ImagePage.objects.defer("taken_on", "taken_first").get()
    assert "taken_first" in partly.get_deferred_fields()


@pytest.mark.django_db
def test_a_picture_is_found_in_every_year_in_which_it_may_have_been_taken(site, admin):
    for name, taken in {"Deep": "2010/2012", "Old": "1971", "Open": "XXXX"}.items():
        make_image(name, publish=False, asset=small_asset(), taken_on=taken)
    shown = admin.get("/admin/coverage/?year=2011").content.decode()
    assert "Deep" in shown and ">Old<" not in shown
    offered = shown[shown.index("Taken in") :]
    for year in ("2010", "2011", "2012", "1971"):
        assert f'value="{year}"' in offered
    assert 'value="2013"' not in offered


@pytest.mark.django_db
def test_visitors_read_the_words_and_machines_only_what_they_know(site, client):
    quarter = make_shown_image("A", taken_on="2019-35")
    decade = make_shown_image("B", taken_on="201X")
    said = client.get(quarter.url).content.decode()
    assert '<time datetime="2019">third quarter of 2019</time>' in said
    assert "<dd>2010s</dd>" in client.get(decade.url).content.decode()


@pytest.mark.django_db
def test_public_files_carry_what_their_standards_can_say(site):
    page = make_image(publish=False, asset=small_asset())
    for taken, carried in {"2019-35": "2019", "2019-05-03": "2019-05-03", "201X": ""}.items():
        page.taken_on = taken
        assert carried_by(page).taken_on == carried
        assert b"DateCreated" in packet.packed(carried_by(page), "en") or not carried


def test_a_table_may_say_dates_in_words_and_files_as_they_write_them():
    notes: list[str] = []
    said = ["about 1970", "2002-2012", "2019-00-12", "1971:07:31 12:00:00", ""]
    assert [dated(one, notes) for one in said] == ["1970~", "2002/2012", "2019", "1971-07-31", ""]
    assert notes == []
    assert dated("٢٠٢٦-٠٥", notes) == ""
    assert "left out" in notes[0]
