"""`manage.py start_agency`: from an empty database to a portal that answers."""

import io

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page, PageLogEntry, Revision, Site

from media.models import ImageIndexPage
from portal.frame import SECTIONS
from portal.models import Agency, StandardPage

pytestmark = pytest.mark.django_db
OPTIONS = {
    "name": "Example Space Agency",
    "short_name": "XSA",
    "statement": "We fly.",
    "no_input": True,
}


def start(**options) -> str:
    said = io.StringIO()
    call_command("start_agency", stdout=said, **{**OPTIONS, **options})
    return said.getvalue()


def everything() -> tuple:
    """What a second run could have changed."""
    return (
        list(Page.objects.order_by("pk").values()),
        list(Agency.objects.values()),
        list(Site.objects.values()),
        list(get_user_model().objects.values()),
        Revision.objects.count(),
        PageLogEntry.objects.count(),
        list(Group.objects.order_by("pk").values_list("name", "page_permissions")),
    )


@pytest.fixture
def nobody(no_site, monkeypatch):
    """Wagtail's welcome page, and nobody who could sign in; what is asked of the environment is not set."""
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)


def test_an_empty_database_becomes_a_portal(nobody, client, subtests):
    assert client.get("/").status_code == 200
    assert "Example" not in client.get("/").content.decode()
    said = start()
    home = client.get("/").content.decode()
    assert "<h1>Example Space Agency</h1>" in home
    assert "We fly." in home
    for model, slug, title, _introduction in SECTIONS:
        with subtests.test(slug):
            assert client.get(f"/{slug}/").status_code == 200
            assert f">{title}</a>" in home
            assert model.objects.get().slug == slug
    with subtests.test("the standard pages are drafts with texts of their own"):
        drafts = StandardPage.objects.filter(live=False)
        assert set(drafts.values_list("slug", flat=True)) == {"accessibility", "privacy"}
        for page in drafts:
            assert client.get(f"/{page.slug}/").status_code == 404
            draft = page.get_latest_revision_as_object()
            draft.full_clean()
            assert "[Name of the agency" in str(draft.body)
    with subtests.test("the jobs have their sections"):
        editors = Group.objects.get(name="Picture editors").page_permissions
        assert editors.filter(page=ImageIndexPage.objects.get()).count() == 3
    with subtests.test("the first administrator signs in with the password that was said"):
        password = said.partition("with the password ")[2].partition(",")[0]
        answer = Client().post("/admin/login/", {"username": "admin", "password": password})
        assert answer.status_code == 302
    with subtests.test("the welcome page is gone"):
        assert Page.objects.filter(depth=2).count() == 1
    assert "Settings → The agency" in said


def test_a_second_run_changes_nothing(nobody):
    start()
    before = everything()
    said = start(name="Another")
    assert everything() == before
    assert "nothing was changed" in said
    assert "“Example Space Agency” already: --name" in said


def test_what_is_missing_is_made_and_no_more(nobody):
    start()
    ImageIndexPage.objects.get().delete()
    before = Page.objects.count()
    assert "made /site/images/" in start()
    assert Page.objects.count() == before + 1


def test_without_a_name_it_does_nothing(nobody, subtests):
    before = everything()
    for name, reason in [("", "give --name"), ("x" * 101, "name:")]:
        with subtests.test(reason), pytest.raises(CommandError, match=reason):
            start(name=name)
    assert everything()[:1] == before[:1]
    assert not Agency.objects.exclude(name="").exists()


def test_the_administrator_may_be_named_and_an_account_is_no_way_to_become_one(nobody, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a long secret")
    get_user_model().objects.create_user("kim")
    with pytest.raises(CommandError, match="no administrator"):
        start(administrator="kim")
    said = start(administrator="jo", email="jo@example.org")
    made = get_user_model().objects.get(is_superuser=True)
    assert (made.username, made.email) == ("jo", "jo@example.org")
    assert made.check_password("a long secret")
    assert "a long secret" not in said


def test_what_is_not_given_is_asked_for(nobody, monkeypatch):
    answers = iter(["", "Example Space Agency", "", "We ask.", "", ""])
    passwords = iter(["short", "a long secret", "another secret", "a long secret", "a long secret"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    monkeypatch.setattr(
        "portal.management.commands.start_agency.getpass", lambda question: next(passwords)
    )
    call_command("start_agency", stdout=io.StringIO(), stderr=io.StringIO())
    found = Agency.objects.get()
    assert (found.name, found.short_name, found.statement) == (
        "Example Space Agency",
        "",
        "We ask.",
    )
    assert get_user_model().objects.get(username="admin").check_password("a long secret")
    assert not list(passwords)
