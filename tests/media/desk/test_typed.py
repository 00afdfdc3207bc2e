"""No typed word is lost: a form that comes after its session has ended is kept, and can be sent again."""

import pytest
from django.test import Client

from media.models import ImagePage
from tests.drafts import make_draft
from tests.factories import make_licence, make_subject
from tests.forms import FormReader, read_form

pytestmark = pytest.mark.django_db
OURS = {"sec-fetch-site": "same-origin"}
WORDS = 'A grey crater,\n\n"quoted" & <b>bold</b>, ends here.'


def kept_in(response, address: str) -> dict[str, list[str]]:
    """What the answer would send again."""
    reader = FormReader(address)
    reader.feed(response.content.decode())
    return reader.fields


def sign_in(client: Client, user) -> None:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def forms(site) -> list[tuple[str, str]]:
    """Forms of Wagtail's and of ours: (address, a field of words)."""
    page = make_draft("A crater")
    make_draft("Another", alt_text="", long_description="")
    return [
        (f"/admin/pages/{page.pk}/edit/", "long_description"),
        (
            f"/admin/pages/add/portal/storypage/{site.get_children().get(slug='stories').pk}/",
            "summary",
        ),
        (f"/admin/snippets/media/subject/edit/{make_subject('Mars').pk}/", "name"),
        (f"/admin/snippets/media/licence/edit/{make_licence().pk}/", "people_note"),
        (f"/admin/pages/{page.pk}/replace-file/", "reason"),
        ("/admin/coverage/describe/", "long_description"),
    ]


def test_what_was_typed_is_kept_when_the_session_has_ended(site, editor, subtests):
    for address, field in forms(site):
        with subtests.test(address):
            client = Client(enforce_csrf_checks=True)
            sign_in(client, editor)
            form = client.get(address, follow=True)
            address = form.request["PATH_INFO"] + (
                f"?{form.request['QUERY_STRING']}" if form.request["QUERY_STRING"] else ""
            )
            fields = {**read_form(client, address), field: WORDS}
            client.logout()
            answer = client.post(address, fields, headers=OURS)
            said = answer.content.decode()
            assert answer.status_code == 403
            assert "Your session has ended" in said
            assert answer["Cache-Control"] == "private, no-store"
            kept = kept_in(answer, address)
            assert kept.pop("csrfmiddlewaretoken")
            sent = {
                name: values if isinstance(values, list) else [values]
                for name, values in fields.items()
                if name != "csrfmiddlewaretoken"
            }
            assert {name: [line_ends(one) for one in kept[name]] for name in kept} == {
                name: [line_ends(str(one)) for one in sent[name]] for name in sent
            }


def line_ends(text: str) -> str:
    return text.replace("\r\n", "\n")


def test_after_signing_in_it_is_saved_as_it_was_typed(site, editor):
    page = make_draft("A crater")
    address = f"/admin/pages/{page.pk}/edit/"
    client = Client(enforce_csrf_checks=True)
    sign_in(client, editor)
    fields = {**read_form(client, address), "long_description": WORDS}
    client.logout()
    kept = kept_in(client.post(address, fields, headers=OURS), address)
    sign_in(client, editor)
    client.cookies["csrftoken"] = "b" * 32  # signing in makes a new one

    late = client.post(address, kept, headers=OURS)
    assert late.status_code == 403
    assert "Please send it once more" in late.content.decode()
    answer = client.post(address, kept_in(late, address), headers=OURS)
    assert answer.status_code == 302
    draft = ImagePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.long_description == WORDS


def test_the_form_of_another_site_is_not_kept(site, editor):
    address = f"/admin/pages/{make_draft('A crater').pk}/edit/"
    client = Client(enforce_csrf_checks=True)
    sign_in(client, editor)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {}):
        answer = client.post(address, {"title": "zarquon"}, headers=headers)
        assert answer.status_code == 403
        assert "zarquon" not in answer.content.decode()


def test_a_password_is_never_in_an_answer(client):
    client = Client(enforce_csrf_checks=True)
    fields = {"username": "editor", "password": "zarquon"}
    answer = client.post("/admin/login/", fields, headers=OURS, follow=True)
    said = answer.content.decode()
    assert "Please try once more" in said
    assert "zarquon" not in said


def test_a_script_gets_the_answer_that_it_understands(site):
    address = f"/admin/pages/{make_draft('A crater').pk}/edit/"
    headers = {**OURS, "x-requested-with": "XMLHttpRequest"}
    assert (
        "Nothing you typed"
        not in Client().post(address, {"a": "b"}, headers=headers).content.decode()
    )
