"""Whatever way a text comes, it passes the gate once; what was changed and could matter is said."""

import json

import pytest
from django.apps import apps
from django.db import models

from media.descriptions.text_fields import Gated, gated_texts
from media.models import (
    Document,
    Entry,
    EntryWords,
    FacetCount,
    ImageAsset,
    ImagePage,
    ImageRendition,
    ImageText,
    LeftOut,
    Leftover,
    Licence,
    Vocabulary,
)
from media.pages.date_fields import ReducedDateField
from tests.drafts import make_draft
from tests.factories import make_image, make_story, make_topic
from tests.forms import messages_of, send_form

# Decomposed, with a byte order mark, a soft hyphen, a no-break space, a mark of direction.
RAW = "\ufeffCafe\u0301 on the\u00a0Moon\u200e, dark\u00adness"
KEPT = "Café on the Moon, darkness"


# Keys, codes, dates and what the program writes; a rule of their own says what they may hold.
NO_PROSE = [
    "about",
    "accent_dark",
    "accent_light",
    "approver",
    "asset_hash",
    "asset_sha256",
    "colour",
    "contact",
    "cospar",
    "email",
    "error",
    "field",
    "filter_spec",
    "folded",
    "identifier",
    "iso_code",
    "key",
    "language",
    "object_category",
    "packet_hash",
    "path",
    "sha256",
    "sign",
    "source_hash",
    "spdx",
    "started_at",
    "visitor",
    "words_hash",
]
# Gated by its model, since the field comes from a library.
WRITTEN_BY_THE_PROGRAM = (
    *(ImageAsset, ImageRendition, Leftover, LeftOut),
    # Copies of what passed the gate.
    *(Entry, EntryWords, FacetCount, Document, Vocabulary),
)
BY_MODEL = {"media.Subject.name"}


def test_every_text_that_people_write_passes_the_gate():
    ungated = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if model._meta.app_label in ("media", "missions", "portal")
        and model not in WRITTEN_BY_THE_PROGRAM
        and isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, Gated | models.SlugField | models.URLField | ReducedDateField)
        and not (field.choices or field.primary_key or field.name in NO_PROSE)
    }
    assert ungated == BY_MODEL


@pytest.mark.django_db
def test_a_form_keeps_clean_text_in_every_kind_of_field_and_says_what_could_matter(site, admin):
    page = make_draft("A crater")
    address = f"/admin/pages/{page.pk}/edit/"
    block = {"key": "a", "type": "unstyled", "depth": 0, "text": RAW, "inlineStyleRanges": []}
    response = send_form(
        admin,
        address,
        title=RAW,
        credit=RAW,
        alt_text=f"Seen from above: {RAW}\u202e",
        long_description=f"{RAW}\u2028and more",
        seo_title=RAW,
        caption=json.dumps({"blocks": [{**block, "entityRanges": []}], "entityMap": {}}),
    )
    page = ImagePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (page.title, page.credit, page.seo_title) == (KEPT,) * 3
    assert page.alt_text == f"Seen from above: {KEPT}"
    assert page.long_description == f"{KEPT}\nand more"
    assert KEPT in page.caption
    said = messages_of(response)
    assert said.count("Please look whether") == 1
    assert "Alt text: marks that turn the order of letters were taken out" in said


@pytest.mark.django_db
def test_the_language_of_a_row_decides_about_its_spaces(site):
    french = "Un cratère\u202f! Vu\u00a0d'en haut\u00a0; gris"
    page = make_image(release=False)
    row = ImageText(page=page, language="fr", title="Un", alt_text=french, long_description=french)
    row.save()
    assert ImageText.objects.get().alt_text == "Un cratère\u202f! Vu d'en haut\u00a0; gris"
    row.language = "de"
    row.save()
    assert ImageText.objects.get().alt_text == "Un cratère\u202f! Vu d'en haut ; gris"


@pytest.mark.django_db
def test_programs_and_stories_pass_it_too(site):
    licence = Licence.objects.create(
        name=RAW, short_name=RAW + "\nsecond", credit_template="{credit}"
    )
    licence.refresh_from_db()
    assert (licence.name, licence.short_name) == (KEPT, f"{KEPT} second")
    topic = make_topic(RAW)
    assert topic.title == KEPT
    story = make_story()
    story.body = json.dumps([{"type": "quote", "value": {"text": RAW, "source": RAW}}])
    content = story.save_revision().content
    assert json.loads(content["body"])[0]["value"] == {"text": KEPT, "source": KEPT}
    story.save()
    story.refresh_from_db()
    assert story.body[0].value["text"] == KEPT


def test_only_texts_are_changed():
    raw = {"text": RAW, "number": 3, "none": None, "list": [RAW, True], "markup": "a&nbsp;b&shy;c"}
    kept = {"text": KEPT, "number": 3, "none": None, "list": [KEPT, True], "markup": "a bc"}
    assert gated_texts(raw) == kept
