"""Whatever an editor may type, no page, list, search or preview fails because of it."""

import logging
import os
from urllib.parse import quote

import pytest
from django import forms
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wagtail.fields import StreamField
from wagtail.models import Page, get_page_models
from wagtail.snippets.models import get_snippet_models

from media.models import ImagePage, Licence, Subject
from missions.models import MissionPage
from portal.models import HomePage
from tests.factories import (
    make_gallery,
    make_licence,
    make_mission,
    make_story,
    make_subject,
    make_topic,
)
from tests.indexing import once
from tests.odd_values import values_in, values_of
from tests.quick_releases import make_shown_image, note_release, small_asset

pytestmark = pytest.mark.django_db

OURS = ("media", "missions", "portal")
PAGES = sorted(
    (model for model in get_page_models() if model._meta.app_label in OURS),
    key=lambda model: model.__name__,
)
SNIPPETS = [Licence, Subject]
# All fields are filled anew in each; more of them find more, and take longer.
EXAMPLES = int(os.environ.get("PERIGEE_EXAMPLES", "3"))
LISTS = ["/", "/images/", "/missions/", "/stories/", "/member-states/", "/sitemap-pages.xml"]
DESK = ["/admin/coverage/", "/admin/choose-picture/", "/admin/snippets/media/subject/"]

any_examples = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=EXAMPLES < 10,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    print_blob=False,
)


@pytest.fixture
def shown(site) -> ImagePage:
    """A picture on a site that has something of everything that can be chosen."""
    image = make_shown_image(subjects=[make_subject()])
    make_gallery("Craters", [image])
    make_mission(lead_image=image)
    make_topic(lead_image=image)
    make_story(lead_image=image)
    make_licence("CC0")
    small_asset()
    return image


class Filled:
    """A form of the admin with odd values in all fields; ordinary ones where those are refused."""

    def __init__(self, form_class: type[forms.ModelForm], instance, user, draw, **options):
        self.form_class, self.instance, self.options = form_class, instance, options
        self.user, self.draw = user, draw
        form = self.form({})
        self.values = {
            name: draw(values_of(field), label=name) for name, field in form.fields.items()
        }
        self.rows = {
            name: [self.row(formset.empty_form) for _ in range(draw(st.integers(0, 2)))]
            for name, formset in form.formsets.items()
            if name != "comments"
        }

    def row(self, form) -> dict:
        left_out = ("id", "DELETE", "ORDER")
        return {
            name: self.draw(values_of(field), label=name)
            for name, field in form.fields.items()
            if name not in left_out
        }

    def form(self, data) -> forms.ModelForm:
        form = self.form_class(data, instance=self.instance, for_user=self.user, **self.options)
        for name in [name for name, field in form.fields.items() if is_stream(field)]:
            del form.fields[name]
        for one in [form, *(each for formset in form.formsets.values() for each in formset.forms)]:
            for field in one.fields.values():
                if "RichText" in type(field.widget).__name__:
                    field.widget = forms.Textarea()  # HTML, as it is stored
        return form

    def data(self) -> dict:
        data = {**self.values}
        for name, formset in self.form({}).formsets.items():
            rows = self.rows.get(name, [])
            prefix = formset.prefix
            data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
            for number, row in enumerate(rows):
                data |= {f"{prefix}-{number}-{field}": value for field, value in row.items()}
                data |= {f"{prefix}-{number}-ORDER": number + 1}
        return data

    def accepted(self):
        """The object with the values that the form takes."""
        for everything in (False, False, True):
            form = self.form(self.data())
            if form.is_valid():
                return form.save(commit=False)
            self.mend(form, everything)
        form = self.form(self.data())
        assert form.is_valid(), (form.errors, [each.errors for each in form.formsets.values()])
        return form.save(commit=False)

    def mend(self, form, everything: bool) -> None:
        for name in form.fields if everything else form.errors:
            if name in form.fields:
                self.values[name] = ordinary(name, form.fields[name])
        for name, rows in self.rows.items():
            formset = form.formsets[name]
            if formset.is_valid():
                continue
            for row, one in zip(rows, formset.forms, strict=True):
                for field in row if everything else row.keys() & one.errors.keys():
                    row[field] = ordinary(field, one.fields[field])
            if not rows or everything:
                fields = self.row(formset.empty_form)
                usual = {
                    field: ordinary(field, formset.empty_form.fields[field]) for field in fields
                }
                self.rows[name] = [usual] * max(formset.min_num, 1)

    def incomplete(self):
        """The object as its preview sees it while only a part is typed."""
        for name in list(self.values):
            if self.draw(st.booleans()):
                self.values[name] = ""
        form = self.form(self.data())
        form.defer_required_fields()
        return form.save(commit=False) if form.is_valid() else None


def is_stream(field: forms.Field) -> bool:
    return type(field).__name__ == "BlockField"


def ordinary(name: str, field: forms.Field):
    """A value that the field takes."""
    if isinstance(field, forms.ModelChoiceField):
        return str(field.queryset.first().pk) if field.required else ""
    if isinstance(field, forms.DateField | forms.DateTimeField):
        return "1975-07-20" if field.required else ""
    known = {
        "slug": "odd-words",
        "iso_code": "SE",
        "since": "1975",
        "date": "1975",
        "language": "fr",
    }
    if name in known:
        return known[name]
    if isinstance(field, forms.ChoiceField):
        return next(str(key) for key, _label in field.choices if str(key))
    if not field.required:
        return ""
    return f"Words {name}"[: getattr(field, "max_length", None)]


def with_stream(page: Page, draw) -> None:
    """Fill the streams of a page with blocks that their form would take."""
    keys = {
        model._meta.model_name: list(model.objects.values_list("pk", flat=True)[:3])
        for model in (ImagePage, MissionPage, *PAGES)
    }
    for field in page._meta.get_fields():
        if not isinstance(field, StreamField):
            continue
        block = field.stream_block
        taken = []
        for raw in draw(values_in(block, keys), label=field.name):
            child = block.child_blocks[raw["type"]]
            try:
                child.clean(child.to_python(raw["value"]))
            except forms.ValidationError:
                continue
            taken.append(raw)
        setattr(page, field.name, block.to_python(taken))


def answers_of(client, addresses) -> None:
    """Ask for each; an exception fails the test as it would fail the page."""
    for address in addresses:
        response = client.get(address, follow=True)
        assert response.status_code < 500, address


def places_of(page: Page) -> list[str]:
    lists = ["/", page.get_parent().url, "/sitemap-pages.xml"]
    return [
        page.url,
        *lists,
        *(f"{list}?q={quote(page.title)}" for list in ("/search/", "/images/")),
    ]


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_no_value_of_a_page_takes_anything_down(model, shown, editor, admin, client, caplog):
    form_class = model.get_edit_handler().get_form_class()

    @any_examples
    @given(st.data())
    def look(data):
        with transaction.atomic():
            parent = parent_of(model)
            there = None if parent else model.objects.first()
            parent = parent or there.get_parent()
            page = there or model()
            page.owner = editor
            draft = Filled(form_class, page, editor, data.draw, parent_page=parent)
            page = draft.accepted()
            with_stream(page, data.draw)
            with once():
                if there:
                    page.save()
                else:
                    parent.add_child(instance=page)
                page.save_revision().publish()
            if isinstance(page, ImagePage):
                note_release(page)
            page = model.objects.get(pk=page.pk)
            answers_of(client, places_of(page))
            of_page = ("edit/", "history/", "usage/")
            answers_of(admin, [f"/admin/pages/{page.pk}/{part}" for part in of_page])
            answers_of(admin, [f"/admin/pages/{parent.pk}/"])
            assert page.make_preview_request().status_code < 500
            unsaved = Filled(form_class, model(), editor, data.draw, parent_page=parent)
            if half := unsaved.incomplete():
                with_stream(half, data.draw)
                assert half.make_preview_request().status_code < 500
            transaction.set_rollback(True)

    with caplog.at_level(logging.WARNING, logger="perigee"):
        look()
    assert not [record.getMessage() for record in caplog.records if "perigee" in record.name]


def parent_of(model: type[Page]) -> Page | None:
    """Where another page of this type may stand; None if there is one, and one is enough."""
    kinds = [kind for kind in model.allowed_parent_page_models() if kind is not Page]
    found = [parent for kind in kinds for parent in kind.objects.all()]
    return next((parent for parent in found if model.can_create_at(parent)), None)


@pytest.mark.parametrize("model", SNIPPETS, ids=lambda model: model.__name__)
def test_no_value_of_a_snippet_takes_anything_down(model, shown, editor, admin, client, caplog):
    form_class = model.snippet_viewset.get_form_class()

    @any_examples
    @given(st.data())
    def look(data):
        with transaction.atomic():
            row = shown.licence if model is Licence else shown.subjects.get()
            row = Filled(form_class, row, editor, data.draw).accepted()
            row.save()
            answers_of(client, [shown.url, *LISTS, f"/search/?q={quote(str(row))}"])
            if model is Subject:
                answers_of(client, [f"/images/?subject={quote(row.slug)}"])
            of_row = f"/admin/snippets/media/{model._meta.model_name}/"
            parts = (
                f"edit/{row.pk}/",
                f"history/{row.pk}/",
                f"usage/{row.pk}/",
                f"?q={quote(str(row))}",
            )
            answers_of(admin, [f"{of_row}{part}" for part in ("", *parts)])
            answers_of(admin, [f"/admin/pages/{shown.pk}/edit/", *DESK])
            transaction.set_rollback(True)

    with caplog.at_level(logging.WARNING, logger="perigee"):
        look()
    assert not [record.getMessage() for record in caplog.records if "perigee" in record.name]


def test_every_type_of_page_and_snippet_of_ours_is_tried():
    assert {HomePage, ImagePage, MissionPage} <= set(PAGES)
    assert {model for model in get_snippet_models() if model._meta.app_label in OURS} == set(
        SNIPPETS
    )
