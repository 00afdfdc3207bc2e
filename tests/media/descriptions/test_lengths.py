"""Lengths of texts: one number for each, and one sentence at every door about a text too long."""

import re

import pytest
from django.core.exceptions import ValidationError

from media.descriptions.lengths import LONG_ALT_TEXT, LONGEST_ALT_TEXT, length_problem
from media.descriptions.remarks import remarks_on
from media.descriptions.words import words_of
from media.desk.coverage.forms import DescribingForm
from media.intake.fitting import judged_alt_text
from media.models import DescriptionReport, ImagePage, ImageText
from media.stories.blocks import FigureBlock
from media.visitors.report_forms import DescriptionReportForm
from media.visitors.reports import LONGEST_REPORT
from tests.drafts import make_draft
from tests.forms import send_form

LONG = "x" * (LONGEST_ALT_TEXT + 1)
SENTENCE = "The alt text has 251 characters; 250 fit."


def test_the_sentence_is_said_of_what_is_too_long_and_of_nothing_else():
    assert length_problem(LONG) == SENTENCE
    assert length_problem(LONG[1:]) == ""


def test_every_alt_text_has_the_same_length():
    fields = [
        ImagePage._meta.get_field("alt_text"),
        ImageText._meta.get_field("alt_text"),
        ImagePage._meta.get_field("alt_text").formfield(),
        DescribingForm.base_fields["alt_text"],
        FigureBlock().child_blocks["alt_text"].field,
    ]
    assert {field.max_length for field in fields} == {LONGEST_ALT_TEXT}


@pytest.mark.django_db
@pytest.mark.parametrize("model", [ImagePage, ImageText])
def test_a_row_says_it_when_it_is_judged(model):
    with pytest.raises(ValidationError) as refused:
        model(alt_text=LONG).clean_fields()
    assert refused.value.message_dict["alt_text"] == [SENTENCE]


@pytest.mark.django_db
def test_every_form_says_it(site, admin):
    page = make_draft("A crater at noon")
    forms = [f"/admin/pages/{page.pk}/edit/", f"/admin/coverage/describe/{page.pk}/"]
    for address in forms:
        form = send_form(admin, address, alt_text=LONG).context["form"]
        assert form.errors["alt_text"] == [SENTENCE], address


@pytest.mark.django_db
def test_remarks_statuses_and_the_intake_say_it(site):
    page = make_draft("A crater at noon", alt_text="A grey crater.")
    page.alt_text = LONG
    said = remarks_on(alt_text=LONG, long_description="")
    assert ("refused", SENTENCE) in [(remark.level, remark.sentence) for remark in said]
    assert SENTENCE in words_of(page).problems("")
    notes: list[str] = []
    assert judged_alt_text(LONG, page, notes) == ""
    assert notes == [f"The file's alt text, “{LONG}”, was left out. {SENTENCE}"]


@pytest.mark.django_db
def test_the_form_counts_to_the_length_from_which_remarks_advise(site, admin):
    page = make_draft("A crater at noon")
    forms = [f"/admin/pages/{page.pk}/edit/", f"/admin/coverage/describe/{page.pk}/"]
    for said in [admin.get(address).text for address in forms]:
        field = re.search(r'<(?:input|textarea)[^>]*name="alt_text"[^>]*>', said)
        assert f'data-best-length="{LONG_ALT_TEXT}"' in field[0]
    assert f"Best below {LONG_ALT_TEXT} characters." in admin.get(forms[0]).text
    advice = remarks_on(alt_text="x" * (LONG_ALT_TEXT + 1), long_description="")
    assert [one for one in advice if f"Best below {LONG_ALT_TEXT}:" in one.sentence]


def test_a_visitors_report_has_one_length_and_the_same_sentence():
    assert DescriptionReport._meta.get_field("words").max_length == LONGEST_REPORT
    form = DescriptionReportForm({"problem": "wrong", "words": "x" * (LONGEST_REPORT + 1)})
    assert form.errors["words"][0].startswith("Your text has 2001 characters; 2000 fit.")
    assert "2,000 characters" in form.fields["words"].help_text
