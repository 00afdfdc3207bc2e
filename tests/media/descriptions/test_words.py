"""What counts as described in a language, wherever that is asked, and what its parts are called."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from media.descriptions.words import Said, words_of
from media.desk.coverage.forms import DescribingForm
from media.desk.refusals import sentences
from media.models import Description, DescriptionLanguage, ImagePage, ImageText
from tests.drafts import make_draft
from tests.forms import messages_of
from tests.quick_releases import make_shown_image

pytestmark = pytest.mark.django_db

FRENCH = {
    "title": "Un cratère",
    "alt_text": "Un cratère gris au bord clair.",
    "long_description": "Un cratère rond remplit toute l'image.",
}
PARTS = list(FRENCH)
INCOMPLETE = "The words in French are not complete"


def without(part: str, nothing: str = "") -> dict:
    return {**FRENCH, part: nothing}


def add_half_french(page: ImagePage, part: str, nothing: str = ""):
    """A draft with French words that lack one part; its revision."""
    page.texts.add(ImageText(language="fr", **without(part, nothing)))
    return page.save_revision(clean=False)


@pytest.mark.parametrize("nothing", ["", " ", " \n\t"])
@pytest.mark.parametrize("part", PARTS)
def test_words_that_lack_a_part_are_not_whole(part, nothing):
    assert Said("fr", **FRENCH).is_whole
    assert not Said("fr", **without(part, nothing)).is_whole


# --- One rule, asked everywhere -----------------------------------------------------------------


@pytest.fixture
def workflow(site) -> None:
    workflow = Workflow.objects.create(name="Two pairs of eyes")
    task = GroupApprovalTask.objects.create(name="Approve")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=site)


@pytest.mark.parametrize("part", PARTS)
def test_half_a_language_is_noted_nowhere_as_described(site, admin, part):
    page = make_shown_image()
    add_half_french(page, part)
    assert not DescriptionLanguage.objects.exists()
    assert Description.objects.get().status == Description.Status.DRAFT
    assert "A crater" in admin.get("/admin/coverage/?language=without:fr").text
    (row,) = csv.DictReader(
        io.StringIO(b"".join(admin.get("/admin/coverage/?export=csv").streaming_content).decode())
    )
    assert row["Further languages"] == ""


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("way", ["as it is", "by its revision"])
def test_half_a_language_is_not_published(site, part, way):
    page = make_draft("A crater")
    revision = add_half_french(page, part, nothing=" ")
    page.live = True
    with pytest.raises(ValidationError, match=INCOMPLETE):
        page.save(clean=False) if way == "as it is" else revision.publish()
    assert not ImagePage.objects.get().live


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("action", ["publish", "set_release_moment"])
def test_half_a_language_is_left_out_by_the_bulk_actions(site, admin, part, action):
    page = make_draft("A crater")
    add_half_french(page, part)
    address = f"/admin/bulk/media/imagepage/{action}/?id={page.pk}&next=/admin/coverage/"
    said = admin.get(address).text
    said += admin.post(address, {"moment": "2100-01-01 12:00"}, follow=True).text
    assert INCOMPLETE in said
    page = ImagePage.objects.get()
    assert not page.live and not page.scheduled_revision


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("deed", ["publish", "submit"])
def test_half_a_language_goes_nowhere_from_the_desk(site, admin, workflow, part, deed):
    page = make_draft("A crater")
    add_half_french(page, part)
    address = f"/admin/coverage/describe/{page.pk}/?status=draft"
    form = admin.get(address).context["form"]
    fields = {name: form[name].value() for name in ("title", "long_description", "edition")}
    sent = {**fields, "alt_text": "A new sentence.", "deed": deed}
    answer = admin.post(address, sent, follow=True)
    assert INCOMPLETE in answer.text
    page = ImagePage.objects.get()
    assert not page.live and not page.workflow_in_progress


def test_a_whole_language_is_described_and_published(site):
    page = make_draft("A crater")
    page.texts.add(ImageText(language="fr", **FRENCH))
    page.save_revision().publish()
    assert DescriptionLanguage.objects.get().language == "fr"
    assert ImagePage.objects.get().live
    assert words_of(page).half_languages() == []


# --- One name -----------------------------------------------------------------------------------


def test_the_image_description_has_one_name(site, admin):
    page = make_shown_image()
    form = DescribingForm(said=words_of(page).source, draft=page)
    exported = admin.get("/admin/coverage/?export=csv").streaming_content
    names = {
        "field": str(ImagePage._meta.get_field("long_description").verbose_name).capitalize(),
        "field in a further language": str(
            ImageText._meta.get_field("long_description").verbose_name
        ).capitalize(),
        "desk": form["long_description"].label,
        "refusal": sentences(ValidationError({"long_description": "Say it."}))[0].split(":")[0],
    }
    assert set(names.values()) == {"Image description"}
    assert "Image description" in b"".join(exported).decode().splitlines()[0].split(",")


def test_a_refusal_behind_the_form_calls_it_so(site, admin):
    page = make_draft("A crater", long_description="")
    ImagePage.objects.get().save_revision(clean=False)
    address = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/pages/"
    said = messages_of(admin.post(address, follow=True))
    assert "Image description: " in said


def test_nobody_reads_another_name():
    root = Path(settings.BASE_DIR)
    places = [
        *(path for room in ("media", "missions", "portal") for path in (root / room).rglob("*")),
        *(root / "docs").rglob("*.md"),
        root / "README.md",
    ]
    read = [path for path in places if path.suffix in {".html", ".py", ".js", ".md", ".txt"}]
    assert len(read) > 300
    assert [path for path in read if re.search(r"long description", path.read_text(), re.I)] == []
