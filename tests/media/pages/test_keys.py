"""A database key read from a text: ASCII digits, at most what 64 bits hold, and nothing else."""

import pytest
from django.urls import resolve
from wagtail.models import PageLogEntry

from media.models import DescriptionReport
from media.pages.keys import LARGEST_KEY, KeyConverter, key_in, keys_in
from media.pictures.ledger import CONFIRMED
from tests.drafts import make_draft
from tests.factories import make_story
from tests.forms import messages_of, send_form
from tests.quick_releases import make_shown_image

NO_KEYS = [
    "",
    " ",
    "-1",
    "+1",
    "1.0",
    "1e3",
    "1_000",
    " 7",
    "7\n",
    "seven",
    "\uff17",  # a full-width seven
    "\u0667",  # an Arabic seven
    "\u00b2",  # a superscript two
    "1\u0667",
    str(LARGEST_KEY + 1),
    "9" * 19,
    "9" * 40,
    "0" * 30 + "7",
    "9" * 5000,
    None,
]
each_text = pytest.mark.parametrize("text", NO_KEYS, ids=lambda text: repr(text)[:24])


@pytest.mark.parametrize("key", [0, 7, 10**17, 10**18, LARGEST_KEY])
def test_what_64_bits_hold_is_a_key(key):
    assert key_in(str(key)) == key_in(key) == key
    assert resolve(f"/likes/{key}/").kwargs == {"page_id": key}


@each_text
def test_nothing_else_is_a_key(text):
    assert key_in(text) is None
    with pytest.raises(ValueError):
        KeyConverter().to_python(str(text))


def test_of_several_texts_those_are_left_that_name_a_key():
    assert keys_in(["7", *NO_KEYS, "5", "7"]) == [7, 5, 7]


# --- Where texts come from ----------------------------------------------------------------------

ADMIN = [
    "/admin/coverage/describe/{}/",
    "/admin/coverage/describe/?after={}",
    "/admin/description-reports/{}/",
    "/admin/pages/{}/replace-file/",
    "/admin/pages/{}/withdraw/",
    "/admin/pages/{}/press-links/",
    "/admin/choose-picture/{}/",
    "/admin/choose-picture/chosen-multiple/?id={}",
    "/admin/bulk/media/imagepage/publish/?id={}&next=/admin/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADMIN)
def test_no_text_in_an_address_of_the_desk_is_an_error(site, admin, address):
    for text in ["7", *NO_KEYS[:17], str(LARGEST_KEY)]:
        status = admin.get(address.format(text)).status_code
        assert status in (200, 302, 404), f"{text!r}: {status}"


@pytest.mark.django_db
def test_a_long_or_foreign_number_marks_no_report(site, admin):
    page = make_shown_image()
    DescriptionReport.objects.create(page=page, problem="wrong", words="It is no crater.")
    # Cut to eighteen digits, as was once done, some of the numbers name it.
    DescriptionReport.objects.update(id=999_999_999_999_999_999)
    send_form(
        admin,
        f"/admin/pages/{page.pk}/edit/",
        applied_reports=[str(text) for text in NO_KEYS],
        **{"action-publish": "publish"},
    )
    assert DescriptionReport.objects.get().is_open


@pytest.mark.django_db
def test_the_report_that_was_ticked_is_marked(site, admin):
    page = make_shown_image()
    report = DescriptionReport.objects.create(page=page, problem="wrong", words="It is no crater.")
    answer = send_form(
        admin,
        f"/admin/pages/{page.pk}/edit/",
        applied_reports=[str(report.pk)],
        **{"action-publish": "publish"},
    )
    assert "1 report marked as applied." in messages_of(answer)


@pytest.mark.django_db
def test_a_link_in_a_story_that_names_no_key_is_plain_text(site, client):
    links = "".join(f'<a linktype="page" id="{text}">Craters</a>' for text in NO_KEYS)
    story = make_story(body=[{"type": "prose", "value": f"<p>{links}</p>"}])
    answer = client.get(story.url)
    assert answer.status_code == 200
    assert "<a>Craters</a>" * len(NO_KEYS) in answer.text


@pytest.mark.django_db
def test_a_confirmation_for_no_file_confirms_nothing(site, admin):
    page = make_draft("A crater at noon")
    for text in NO_KEYS:
        address = f"/admin/descriptions/{page.pk}/confirm/"
        answer = admin.post(address, query_params={"asset": str(text)})
        assert answer.status_code == 302, text
    assert not PageLogEntry.objects.filter(action=CONFIRMED).exists()
