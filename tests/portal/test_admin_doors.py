"""Every door of the admin, Wagtail's own included: who is let in, and what nobody may read there.

The addresses come from the URL resolver; `admin_doors.txt` says how each answers to whom. Every
question is rolled back, so that none spoils the next.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
import wagtail
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    ModelLogEntry,
    PageLogEntry,
    Site,
    TaskState,
    Workflow,
    WorkflowState,
)

from media.models import DescriptionReport, GalleryIndexPage, ImageAsset, ImageIndexPage, ImagePage
from media.pictures.thumbnails import thumbnail_of
from portal.models import Agency, StoryIndexPage
from tests.drafts import make_draft
from tests.factories import make_asset, make_press_link, make_story, make_subject
from tests.portal.admin_doors import Values, addresses
from tests.quick_releases import make_shown_image, note_prepared

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("admin_doors.txt")
# In everything that is said of the pictures under embargo, and nowhere else.
SECRET = "zarquon"
# In their titles, too, and asked for by searches.
ASKED = "dawn"
# The rows of the table; the first four may not see the pictures under embargo.
PEOPLE = ("anonymous", "entrant", "adder", "other", "editor", "moderator", "administrator")
UNSEEING = PEOPLE[:4]
METHODS = ("get", "post")
FILE_PERMISSIONS = ["add_image", "change_image", "choose_image"]


# --- Who asks ---------------------------------------------------------------------------------


def make_people() -> dict[str, object]:
    """One account of each kind. Those of no whole role may use all files, as far as Wagtail goes."""
    archive, stories = ImageIndexPage.objects.get(), StoryIndexPage.objects.get()
    galleries = GalleryIndexPage.objects.get()
    groups = {
        "entrant": make_group("Entrants", {}),
        "adder": make_group("Adders", {archive: ["add"]}),
        "other": make_group(
            "Others",
            {stories: ["add", "change", "publish"], galleries: ["add", "change", "publish"]},
        ),
        "editor": Group.objects.get(name="Editors"),
        "moderator": Group.objects.get(name="Moderators"),
    }
    people = {"anonymous": None}
    for name, group in groups.items():
        people[name] = get_user_model().objects.create_user(name, f"{name}@example.org")
        people[name].groups.add(group)
    people["administrator"] = get_user_model().objects.create_superuser("administrator")
    return people


def make_group(name: str, may: dict) -> Group:
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for page, verbs in may.items():
        for verb in verbs:
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{verb}_page"
            )
            GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    files = Permission.objects.filter(
        content_type__app_label="wagtailimages", codename__in=FILE_PERMISSIONS
    )
    root = Collection.objects.get(depth=1)
    for permission in files if may else ():
        GroupCollectionPermission.objects.create(
            group=group, collection=root, permission=permission
        )
    return group


# --- What is asked for ------------------------------------------------------------------------


def make_secret(title: str, **fields) -> ImagePage:
    """A picture under embargo, of which every word and every address is secret."""
    asset = make_asset(f"{ASKED}.jpg", size=(8, 6), quality=50 + len(title))
    ImageAsset.objects.filter(pk=asset.pk).update(title=f"{SECRET} file")
    page = make_draft(
        f"The {SECRET} at {ASKED}, {title}",
        asset=ImageAsset.objects.get(pk=asset.pk),
        alt_text=f"A {SECRET} that lies in the sun.",
        long_description=f"The {SECRET} is round.",
        caption=f"<p>It is a {SECRET}.</p>",
        credit=f"The {SECRET} agency",
        **fields,
    )
    thumbnail_of(page.asset)
    for act in ("wagtail.create", "wagtail.edit"):
        log(page, act)
    return page


@dataclass
class Admin:
    """The admin with all that can be asked of it, and one account of each kind."""

    people: dict[str, object] = field(default_factory=make_people)
    handler: ClientHandler = field(default_factory=lambda: ClientHandler(False))

    def __post_init__(self):
        # The client of Django's tests would copy the context of every template.
        self.sessions = {name: session_of(user) for name, user in self.people.items()}
        self.secret = make_secret("first", subjects=[make_subject()])
        self.locked = make_secret("second")
        release = note_prepared(self.secret)
        self.hidden_folders = [
            *(name.split("/")[1] for name in self.secret.asset.file_names()),
            *(name.split("/")[1] for name in self.locked.asset.file_names()),
            release.private_folder,
        ]
        ImagePage.objects.filter(pk=self.locked.pk).update(
            locked=True, locked_by=self.people["moderator"], locked_at=timezone.now()
        )
        make_draft("An own picture", owner=self.people["adder"])
        make_story("A story", lead_image=make_shown_image("A released picture"))
        Workflow.objects.get().start(self.secret, self.people["editor"])

    @cached_property
    def values(self) -> Values:
        page, asset = self.secret, self.secret.asset
        archive, subject = ImageIndexPage.objects.get(), make_subject()
        state = WorkflowState.objects.get()
        link = make_press_link(page, note=f"The {SECRET} times")
        report = DescriptionReport.objects.create(page=page, problem="wrong", words=SECRET)
        redirect = Redirect.objects.create(old_path="/old", redirect_page=page)
        everywhere = {
            "page_id": page.pk,
            "page_pk": page.pk,
            "page_to_move_id": page.pk,
            "object_id": page.pk,
            "parent_page_id": archive.pk,
            "destination_id": archive.pk,
            "revision_id": page.latest_revision.pk,
            "image_id": asset.pk,
            "path": asset.file.name,
            "filter_spec": "max-20x20",
            "app_label": "media",
            "app_name": "media",
            "model_name": "imagepage",
            "content_type_app_name": "media",
            "content_type_model_name": "imagepage",
            "action_name": "approve",
            "task_state_id": TaskState.objects.get().pk,
            "task_id": TaskState.objects.get().task_id,
            "workflow_state_id": state.pk,
            "workflow_pk": state.workflow_id,
            "collection_id": Collection.objects.get(depth=1).pk,
            "link_id": link.pk,
            "report_id": report.pk,
            "redirect_id": redirect.pk,
            "document_id": 1,
            "doc_id": 1,
            "uploaded_file_id": 1,
            "session_id": 1,
            "uidb64": "x",
            "token": "x",
        }
        keys = {
            "admin/api/main/documents/": 1,
            "admin/api/main/images/": asset.pk,
            "admin/api/main/pages/": page.pk,
            "admin/choose-picture/": page.pk,
            "admin/collections/": Collection.objects.get(depth=1).pk,
            "admin/documents/": 1,
            "admin/groups/": Group.objects.get(name="Others").pk,
            "admin/images/chooser/": asset.pk,
            "admin/sites/": Site.objects.get().pk,
            "admin/snippets/choose/media/licence/": page.licence_id,
            "admin/snippets/choose/media/subject/": subject.pk,
            "admin/snippets/media/licence/": page.licence_id,
            "admin/snippets/media/subject/": subject.pk,
            "admin/users/": self.people["other"].pk,
            "admin/workflows/": state.workflow_id,
        }
        chosen = {
            "admin/bulk/auth/user/": self.people["other"].pk,
            "admin/bulk/media/imageasset/": asset.pk,
            "admin/bulk/media/imagepage/": page.pk,
            "admin/bulk/media/licence/": page.licence_id,
            "admin/bulk/media/subject/": subject.pk,
            "admin/bulk/wagtailcore/page/": page.pk,
            "admin/bulk/wagtaildocs/document/": 1,
        }
        below = {beginning: {"pk": key} for beginning, key in keys.items()}
        below["admin/api/main/pages/"]["action_name"] = "publish"
        below["admin/settings/"] = {
            "app_name": "portal",
            "model_name": "agency",
            "pk": Agency.objects.get().pk,
        }
        below["admin/tag-autocomplete/"] = {"model_name": "subject"}
        below["admin/workflows/tasks/add/"] = {"model_name": "descriptionapprovaltask"}
        return Values(everywhere, below, chosen)

    def ask(self, person: str, method: str, address: str) -> tuple[HttpResponse, str]:
        """What somebody is answered, with its text; nothing of it is kept."""
        factory = RequestFactory()
        if self.sessions[person]:
            factory.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        with transaction.atomic():
            before = acts_in_the_log()
            response = self.handler(getattr(factory, method)(address).environ)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            response.has_acted = acts_in_the_log() > before
            transaction.set_rollback(True)
        return response, body.decode(errors="replace")

    def betrays(self, address: str, response: HttpResponse, text: str) -> str:
        """What an answer says of the pictures under embargo; empty if it says nothing."""
        said = (text + response.headers.get("Location", "")).casefold()
        secrets = [folder for folder in self.hidden_folders if folder not in address]
        if response.headers.get("Content-Type", "") in ("image/jpeg", "image/png"):
            return "a picture file"
        return next((secret for secret in (SECRET, *secrets) if secret in said), "")


def acts_in_the_log() -> int:
    """Wagtail notes whatever somebody does to a page, a file, a snippet, an account."""
    return PageLogEntry.objects.count() + ModelLogEntry.objects.count()


def session_of(user) -> str:
    client = Client()
    if user is None:
        return ""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


# --- Scripts ----------------------------------------------------------------------------------

# One that a browser would run, in a page or in a fragment inside JSON; or an attribute that is one.
INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*(?:\bsrc=|json|text/(?:template|html)))[^>]*>|<[a-z][^>]*\son[a-z]+="
)


def is_loose(response: HttpResponse) -> bool:
    """Whether scripts in the page may run."""
    policy = response.headers.get("Content-Security-Policy", "")
    scripts = next((part for part in policy.split("; ") if part.startswith("script-src")), "")
    return "'unsafe-inline'" in scripts


# --- The table --------------------------------------------------------------------------------


def kind_of(response: HttpResponse) -> str:
    """The word that the table has for an answer."""
    status, target = response.status_code, response.headers.get("Location", "")
    if response.has_acted:
        return "done"
    if status == 200:
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        return "page" if is_page else "data"
    if target.startswith("/admin/login/"):
        return "login"
    if status == 403 or (target == "/admin/" and says_no(response)):
        return "refused"
    if 300 <= status < 400:
        return "elsewhere"
    if status >= 500:
        return "broken"
    return {400: "bad", 404: "missing", 405: "method"}.get(status, str(status))


def says_no(response: HttpResponse) -> bool:
    """Whether Wagtail leads home with its sentence about a permission that is lacking."""
    said = getattr(response.wsgi_request, "_messages", ())
    return any("do not have permission" in str(message) for message in said)


def read_table() -> dict[tuple[str, str], list[str]]:
    """{(address, method): the word for each of PEOPLE}, of the Wagtail that is installed."""
    rows = {}
    for line in TABLE.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        method, *words, address = line.split()
        only = ""
        if words and words[-1].startswith("only:"):
            only = words.pop().removeprefix("only:")
        if not only or only == f"{wagtail.VERSION[0]}":
            rows[address, method.lower()] = words
    return rows


def line_of(address: str, method: str, words: list[str]) -> str:
    return f"{method.upper():<5}" + "".join(f"{word:<10}" for word in words) + address


QUERIES = {
    "admin/": [""],
    "admin/agreements/": ["export=csv"],
    "admin/api/main/images/": ["fields=*", f"search={ASKED}", "order=-id&limit=3"],
    "admin/api/main/images/find/": ["id={asset}"],
    "admin/api/main/pages/": [f"search={ASKED}", "child_of={archive}&for_explorer=1"],
    "admin/api/main/pages/find/": ["id={page}"],
    "admin/choose-page/": ["page_type=media.imagepage"],
    "admin/choose-page/chosen-multiple/": ["id={page}"],
    "admin/choose-page/search/": [f"q={ASKED}", f"q={ASKED}&page_type=media.imagepage"],
    "admin/choose-picture/": [f"q={ASKED}", "released=no", "mine=on"],
    "admin/choose-picture/chosen-multiple/": ["id={page}"],
    "admin/coverage/": ["export=csv", f"q={ASKED}"],
    "admin/description-reports/": ["export=csv"],
    "admin/images/": [f"q={ASKED}", "layout=list"],
    "admin/images/chooser/": [f"q={ASKED}", "layout=list"],
    "admin/images/chooser/chosen-multiple/": ["id={asset}"],
    "admin/pages/<int:parent_page_id>/": [f"q={ASKED}", "ordering=title"],
    "admin/pages/search/": [f"q={ASKED}", f"q={ASKED}&content_type=media.imagepage"],
    "admin/pages/search/results/": [f"q={ASKED}"],
    "admin/passed-dates/": ["export=csv"],
    "admin/reports/aging-pages/": ["export=csv"],
    "admin/reports/locked/": ["export=csv"],
    "admin/reports/site-history/": ["export=csv"],
    "admin/reports/workflow/": ["export=csv"],
    "admin/reports/workflow_tasks/": ["export=csv"],
    "admin/tag-autocomplete/": [f"term={SECRET[:3]}"],
}


def queries_of(address: str) -> list[str]:
    if address.startswith("admin/bulk/media/imageasset/"):
        return ["id={asset}", "id=all"]
    if address.startswith("admin/bulk/media/imagepage/"):
        return ["id={page}", "id=all"]
    if address.startswith("admin/bulk/wagtailcore/page/"):
        return ["id={page}", "id=all&childOf={archive}"]
    return QUERIES.get(address, [])


def test_every_door_of_the_admin_answers_as_the_table_says(site):
    """And says nothing of pictures under embargo to who may not see them."""
    admin, table, known = Admin(), read_table(), addresses()
    wrong, betrayed, told = [], [], 0
    scripts, loose = set(), set()
    for pattern in known:
        address = admin.values.address(pattern)
        for method in METHODS:
            words = []
            for person in PEOPLE:
                response, text = admin.ask(person, method, address)
                words.append(kind_of(response))
                loose.update([pattern] if is_loose(response) else [])
                scripts.update([pattern] if INLINE_SCRIPT.search(text) else [])
                if secret := admin.betrays(address, response, text):
                    told += 1
                    if person in UNSEEING:
                        betrayed.append(f"{method.upper()} {pattern} tells “{person}” {secret}")
            if table.get((pattern, method)) != words:
                wrong.append(line_of(pattern, method, words))
    assert not betrayed, "\n".join(betrayed)
    assert told > 100  # who may see them does
    assert not wrong, (
        f"{TABLE.name} says nothing, or something else, of {len(wrong)} questions. If what the "
        "admin answers is right, put these lines there, each at its place:\n" + "\n".join(wrong)
    )
    assert scripts <= loose, f"Their scripts do not run: {sorted(scripts - loose)}"
    gone = sorted({address for address, _method in table} - set(known))
    assert not gone, f"Take out of {TABLE.name} what is no address any more: {', '.join(gone)}"


def test_no_question_that_searches_chooses_or_exports_tells_of_what_is_under_embargo(site):
    admin = Admin()
    keys = {
        "page": admin.secret.pk,
        "asset": admin.secret.asset.pk,
        "archive": ImageIndexPage.objects.get().pk,
    }
    betrayed, told = [], 0
    for pattern in addresses():
        for query in queries_of(pattern):
            address = f"{admin.values.address(pattern).split('?')[0]}?{query.format(**keys)}"
            for person in (*UNSEEING, "editor"):
                for method in METHODS if "/bulk/" in pattern else METHODS[:1]:
                    response, text = admin.ask(person, method, address)
                    assert response.status_code < 500, (person, method, address)
                    if secret := admin.betrays(address, response, text):
                        told += 1
                        if person in UNSEEING:
                            betrayed.append(f"{method} {address} tells “{person}” {secret}")
    assert not betrayed, "\n".join(betrayed)
    assert told > 20
