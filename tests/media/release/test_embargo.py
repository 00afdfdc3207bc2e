"""The walk: an image that is not released is met at no address, whatever shows it elsewhere."""

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from django.utils.regex_helper import normalize
from django.utils.text import slugify
from wagtail.images.utils import generate_signature
from wagtail.models import Page, Revision

from media.models import GalleryPage, ImagePage, ImageText, PressLink, Release, Subject
from media.release.opening import reconcile
from media.release.press_addresses import token_of
from media.release.withdrawing import withdraw_for
from portal.models import HomePage, StandardPage
from tests.factories import (
    make_asset,
    make_gallery,
    make_image,
    make_mission,
    make_press_link,
    make_state,
    make_story,
    make_subject,
    make_topic,
    release_all,
)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

# Each word stands in one place of the image page and nowhere else on the site.
WORDS = {
    "title": "Quetzalmoon",
    "identifier": "as17-zopilote",
    "alt text": "xylorimba",
    "description": "ocarina",
    "caption": "theremin",
    "credit": "bandoneon",
    "subject": "balalaika",
    "file name": "glockenspiel",
    "French title": "vuvuzela",
}
LISTS = ("galleries", "missions", "topics", "stories", "member-states")
FILTERS = [(page, key) for page in ("images", *LISTS) for key in ("subject", "topic")]
# What was ever seen is named there for good, as withdrawn: nothing but its identifier.
JOURNALS = ("/api/v1/changes", "/oai?verb=List")
TYPES = ("image", "story", "gallery", "mission", "topic", "member-state", "page")


@dataclass
class Walk:
    """What one visitor met at every address: addresses by status, and where a marker was seen."""

    statuses: dict[str, int] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=dict)


@dataclass
class Trail:
    """Everything that gives an image away, collected while it is known."""

    page: ImagePage
    words: set[str]
    paths: set[str] = field(default_factory=set)
    digests: set[str] = field(default_factory=set)
    # Whether it was seen by everybody once.
    was_shown: bool = False

    def note_files(self) -> None:
        """Remember where its files lie now, and where they will lie or have lain in public."""
        others = {release.folder for release in Release.objects.exclude(page=self.page.pk)}
        for store in ("private", "public"):
            root = settings.DATA_DIR / store
            for path in root.rglob("*"):
                if path.is_file() and not any(folder in str(path) for folder in others):
                    self.paths.add(str(path.relative_to(root)))
                    self.digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
        for release in Release.objects.filter(page=self.page.pk):
            self.paths |= {f"{release.folder}/{file['name']}" for file in release.files}
            tiles = ("info.json", "full/max/0/default.jpg")
            self.paths |= {f"{release.tiles_folder}/{name}" for name in tiles}

    @property
    def markers(self) -> set[str]:
        folders = {str(Path(path).parent) for path in self.paths}
        return {marker.casefold() for marker in self.words | folders}


# --- Every address ----------------------------------------------------------------------------


def routes(resolver, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every address pattern of the site as a format string with the names of its parameters."""
    for pattern in resolver.url_patterns:
        regex = prefix + pattern.pattern.regex.pattern.removeprefix("^")
        if isinstance(pattern, URLPattern):
            yield from normalize(regex.replace(r"\Z", "$"))
        else:
            yield from routes(pattern, regex)


def public_values(trail: Trail) -> dict[str, list]:
    """What the parameters of the public addresses can be."""
    identifiers = {trail.page.identifier, trail.page.slug}
    links = PressLink.objects.all()
    return {
        "section": ["pages", "images", "images-0", "images--9"],
        "path": sorted(trail.paths),
        "identifier": sorted(identifiers),
        # Of subjects, galleries and missions.
        "slug": sorted(
            {
                *Subject.objects.values_list("slug", flat=True),
                *Page.objects.filter(depth=4).values_list("slug", flat=True),
            }
        ),
        "form": ["atom", "rss", "json"],
        "size": ["small", "full", "original"],
        "extension": ["jpg", "avif"],
        "page_id": list(Page.objects.values_list("pk", flat=True)),
        "page_view_restriction_id": [1],
        # What somebody could try who was given no link, or a part of one.
        "token": ["preview", *(f"{link.pk}" for link in links), *(link.key for link in links)],
        # Files, in the store and as NASA's library calls them; albums.
        "name": [
            *sorted({Path(path).name for path in trail.paths}),
            *(f"{one}~{size}.jpg" for one in sorted(identifiers) for size in ("orig", "thumb")),
            *GalleryPage.objects.values_list("slug", flat=True),
        ],
        # The rest of an address below the home page.
        "_0": [page.url_path.split("/", 2)[2] for page in Page.objects.filter(depth__gt=1)],
        # The ending of a file of the agency's.
        "_1": ["css", "svg"],
    }


def admin_values(trail: Trail) -> dict[str, list]:
    """What the parameters of the admin's addresses can be."""
    page, asset = [trail.page.pk], [trail.page.asset_id]
    revision = [Revision.objects.filter(object_id=str(trail.page.pk)).latest("pk").pk]
    numbers = "task_id task_state_id workflow_pk workflow_state_id collection_id session_id"
    others = "document_id doc_id uploaded_file_id redirect_id report_id link_id"
    return {
        "path": sorted(trail.paths),
        "page_id": page,
        "page_pk": page,
        "parent_page_id": [trail.page.get_parent().pk],
        "page_to_move_id": page,
        "destination_id": [trail.page.get_parent().pk],
        "object_id": page,
        "pk": sorted({*page, *asset}),
        "image_id": asset,
        "revision_id": revision,
        "revision_id_a": revision,
        "revision_id_b": revision,
        "_0": page,
        "_1": ["earliest"],
        "_2": ["latest"],
        "action": ["delete"],
        "action_name": ["copy"],
        "app_label": ["media"],
        "app_name": ["media"],
        "model_name": ["imagepage"],
        "content_type_app_name": ["media"],
        "content_type_model_name": ["imagepage"],
        "filter_spec": ["max-100x100"],
        "uidb64": ["MQ"],
        "token": ["set-password"],
        **{name: [1] for name in f"{numbers} {others}".split()},
    }


def addresses(trail: Trail, *, guessing: bool) -> Iterator[str]:
    """Every address that the image could have or be named at.

    Without `guessing` those are left out at which nothing ever is for somebody whom nobody knows.
    """
    tables = {True: admin_values(trail), False: public_values(trail)}
    for form, names in routes(get_resolver()):
        if form.startswith("admin/") and not guessing:
            continue
        values = tables[form.startswith("admin/")]
        unknown = set(names) - values.keys()
        assert not unknown, f"The walk does not know what {unknown} in {form} can be"
        for chosen in itertools.product(*(values[name] for name in names)):
            yield "/" + quote(form % dict(zip(names, chosen, strict=True)))
    folders = {Path(path).parent: path for path in sorted(trail.paths)}
    for path in folders.values():
        if not guessing:
            break
        for prefix in ("", "media/", "static/", "var/", "private/", "public/", "documents/"):
            yield f"/{prefix}{quote(path)}"
        yield f"/files/../private/{quote(path)}"
        yield f"/files/%2e%2e/private/{quote(path)}"
    for specification in ("original", "max-165x165", "width-800"):
        signature = generate_signature(trail.page.asset_id, specification)
        yield f"/images/{signature}/{trail.page.asset_id}/{specification}/"
    for word in WORDS.values():
        yield from (f"/search/?q={word}", f"/images/?q={word}", f"/api/nasa/search?q={word}")
        yield from (f"/{page}/?q={word}" for page in LISTS)
    yield from (f"/search/?q={WORDS['title']}&type={key}" for key in TYPES)
    for name in ("Shared topic", "Shared mission", WORDS["subject"]):
        yield from (f"/{page}/?{key}={slugify(name)}" for page, key in FILTERS)
    yield from ("/images/?kind=photograph", "/api/nasa/search?media_type=image")
    paths = {trail.page.url_path.split("/", 2)[2], f"id/{trail.page.identifier}"}
    yield from (f"/oembed/?url=http://testserver/{path}" for path in sorted(paths))
    for word in WORDS.values():
        yield from (f"/api/v1/images?q={word}", f"/api/v1/images?subject={word}")
        yield f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:{word}"
    yield from (
        "/api/v1/images?sort=oldest&limit=100",
        "/api/v1/changes?since=1970-01-01T00:00:00Z",
    )
    for verb in ("ListRecords", "ListIdentifiers"):
        yield f"/oai?verb={verb}&metadataPrefix=oai_dc"
    yield from ("/images/?page=2", "/galleries/?page=2", "/stories/?page=2")


def walk(trail: Trail, *, guessing: bool = True) -> Walk:
    """Look at every address as somebody whom nobody knows; with those that lead nowhere."""
    client, done = Client(), Walk()
    markers = trail.markers
    for address in addresses(trail, guessing=guessing):
        if address in done.statuses:
            continue
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        done.statuses[address] = response.status_code
        headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
        said = (unquote(headers) + body.decode(errors="replace")).casefold()
        asked = unquote(address).casefold()
        seen = {marker for marker in markers if marker in said and marker not in asked}
        if trail.was_shown and address.startswith(JOURNALS):
            seen.discard(trail.page.identifier)
        if hashlib.sha256(body).hexdigest() in trail.digests:
            seen.add("the picture itself")
        if seen:
            done.seen[address] = seen
    return done


def assert_nothing_is_met(
    trail: Trail, *, status_at_its_addresses: int = 404, guessing: bool = False
) -> None:
    trail.note_files()
    done = walk(trail, guessing=guessing)
    assert done.seen == {}
    for address, status in done.statuses.items():
        assert status < 500 or address == "/readyz", address  # no worker runs
        if address.startswith("/files/"):
            assert status in (400, 404), address
        elif address.startswith(("/id/", "/download/", "/api/v1/images/")):
            assert status in (400, 404, status_at_its_addresses), address
        elif address.startswith("/admin/files/"):
            assert status == 302, address
    identifier = trail.page.identifier
    for address in (f"/likes/{trail.page.pk}/", f"/descriptions/{trail.page.pk}/report/"):
        assert done.statuses[address] == 404
    addresses = (trail.page.url, f"/id/{identifier}", f"/download/{identifier}/full.jpg")
    for address in (*addresses, f"/api/v1/images/{identifier}"):
        assert done.statuses[address] == status_at_its_addresses


# --- The image, and everything that shows it --------------------------------------------------


def make_secret_image(shared: list[Subject]) -> ImagePage:
    page = make_image(
        f"{WORDS['title']} over Tycho",
        publish=False,
        identifier=WORDS["identifier"],
        asset=make_asset(f"{WORDS['file name']}.jpg", size=(900, 600)),
        alt_text=f"A {WORDS['alt text']} lies on the ground.",
        long_description=f"Beside it lies an {WORDS['description']}.",
        caption=f"<p>A {WORDS['caption']} was heard.</p>",
        credit=f"{WORDS['credit']} archive",
        subjects=[*shared, make_subject(WORDS["subject"], Subject.Kind.KEYWORD)],
    )
    page = page.get_latest_revision_as_object()
    page.texts.add(
        ImageText(
            language="fr",
            title=f"{WORDS['French title']} sur Tycho",
            alt_text="Un instrument.",
            long_description="Il est par terre.",
        )
    )
    page.save_revision()
    return page


def show_everywhere(image: ImagePage, shared: list[Subject]) -> dict[str, Page]:
    """Live pages that use the image in every way there is."""
    figure = {"image": image.pk, "caption": "", "alt_text": "", "decorative": False}
    link = f'<p>See <a linktype="page" id="{image.pk}">here</a>.</p>'
    body = [{"type": "prose", "value": link}, {"type": "figure", "value": figure}]
    gallery = make_gallery("Instruments", [image], lead_image=image, subjects=shared)
    body.append({"type": "gallery", "value": {"gallery": gallery.pk}})
    topic = make_topic(lead_image=image, presents=shared[0], introduction=link)
    home = HomePage.objects.get()
    home.featured_image = image
    home.save_revision().publish()
    about = StandardPage.objects.get(slug="privacy")
    about.body = body
    about.save_revision().publish()
    return {
        "home": home,
        "topic": topic,
        "mission": make_mission(lead_image=image, story=body, presents=shared[1]),
        "state": make_state(lead_image=image, story=body, presents=shared[2]),
        "story": make_story(lead_image=image, body=body, subjects=shared),
        "gallery": gallery,
        "about": about,
        "neighbour": make_image("Neighbour", asset=make_asset(size=(60, 40))),
    }


def publish_secretly(image: ImagePage) -> None:
    image = image.get_latest_revision_as_object()
    image.go_live_at = None
    image.save_revision().publish()


def assert_link_has_ended(link: PressLink, trail: Trail) -> None:
    answer = Client().get(reverse("press_preview", args=[token_of(link)]))
    said = answer.content.decode().casefold()
    assert answer.status_code == 410
    assert not {marker for marker in trail.markers if marker in said}


def test_an_image_is_met_nowhere_before_its_release_nor_after_its_withdrawal(site, monkeypatch):
    monkeypatch.setattr("media.release.preparing.TILED_PIXELS", 100_000)
    kinds = (Subject.Kind.TOPIC, Subject.Kind.MISSION, Subject.Kind.PLACE)
    shared = [make_subject(f"Shared {kind}", kind) for kind in kinds]
    image = make_secret_image(shared)
    users = show_everywhere(image, shared)
    trail = Trail(image, set(WORDS.values()))

    # A draft.
    assert_nothing_is_met(trail)

    # Scheduled for tomorrow, its files prepared.
    image.go_live_at = timezone.now() + timedelta(days=1)
    image.save_revision().publish()
    assert release_all()
    secret = Release.objects.filter(page=image)
    assert secret.get().state == Release.State.PREPARED
    # A press link changes that for nobody but those who have it.
    link = make_press_link(image)
    preview = reverse("press_preview", args=[token_of(link)])
    assert Client().get(preview).status_code == 200
    assert_nothing_is_met(trail, guessing=True)

    # Published, its files not yet in their public place.
    publish_secretly(image)
    assert ImagePage.objects.get(pk=image.pk).live
    assert_nothing_is_met(trail)

    # Released: now the same walk meets it, and so it can see.
    release_all()
    trail.note_files()
    met = walk(trail)
    wanted = {page.url for page in users.values()}
    wanted |= {"/images/", "/galleries/", "/missions/", "/topics/", "/stories/"}
    wanted |= {image.url, f"/likes/{image.pk}/", "/sitemap-images.xml"}
    wanted |= {f"/descriptions/{image.pk}/report/"}
    searched = WORDS.keys() - {"file name", "French title"}
    wanted |= {f"/search/?q={WORDS[name]}" for name in searched}
    wanted |= {f"/images/?subject={subject.slug}" for subject in shared[:2]}
    for form in ("atom", "rss", "json"):
        feeds = ("images", "galleries/instruments", "stories")
        wanted |= {f"/feeds/{name}.{form}" for name in feeds}
        wanted |= {f"/feeds/subjects/{subject.slug}.{form}" for subject in shared}
    wanted |= {f"/api/v1/images?q={WORDS[name]}" for name in searched}
    wanted |= {f"/api/v1/images/{image.identifier}", "/api/v1/images", "/api/v1/changes"}
    wanted |= {f"/api/v1/{name}" for name in ("galleries", "missions", "topics", "stories")}
    wanted |= {
        f"/oai?verb={verb}&metadataPrefix=oai_dc" for verb in ("ListRecords", "ListIdentifiers")
    }
    release = secret.get()
    assert release.tiles == Release.Tiles.PUBLIC
    wanted |= {release.tiles_url}
    wanted |= {release.url_of(file) for file in release.files}
    wanted |= {
        f"/iiif/{image.identifier}/manifest.json",
        "/iiif/galleries/instruments/manifest.json",
    }
    wanted |= {f"/iiif/subjects/{subject.slug}/collection.json" for subject in shared}
    wanted |= {f"/api/nasa/search?q={WORDS['title']}", "/api/nasa/search?media_type=image"}
    wanted |= {"/api/nasa/album/instruments"}
    nasa = f"/api/nasa/image/{image.identifier}"
    led = {f"{nasa}/{image.identifier}~orig.jpg"}
    led |= {f"/id/{image.identifier}", f"/download/{image.identifier}/full.jpg"}
    wanted |= led | {f"{nasa}/metadata.json", f"{nasa}/captions.txt"}
    assert wanted - met.seen.keys() == set()
    for address in wanted - led:
        assert met.statuses[address] == 200, address
    trail.was_shown = True
    private = {address for address in met.seen if address.startswith("/admin/")}
    assert private == set()
    assert Client().get(preview)["Location"] == image.url

    # Withdrawn with a reason, which is all that its addresses say.
    draft = image.get_latest_revision_as_object()
    draft.save_revision()
    later_link = make_press_link(image)
    image = ImagePage.objects.get(pk=image.pk)
    withdraw_for(image, "Its owner asked for it.", note="Ask the bandmaster.")
    trail.words.add("bandmaster")
    release_all()
    assert_nothing_is_met(trail, status_at_its_addresses=410)
    for ended in (link, later_link):
        assert_link_has_ended(ended, trail)

    # Published and unpublished again; what was prepared anew for its draft is private.
    publish_secretly(image)
    release_all()
    ImagePage.objects.get(pk=image.pk).unpublish()
    release_all()
    assert_nothing_is_met(trail, guessing=True)


def test_the_words_of_a_draft_of_a_released_image_are_met_nowhere(site):
    image = make_image("A crater", asset=make_asset(size=(400, 300)))
    image.title = WORDS["title"]
    image.alt_text = f"A {WORDS['alt text']}."
    image.long_description = f"An {WORDS['description']}."
    image.caption = f"<p>A {WORDS['caption']}.</p>"
    image.credit = WORDS["credit"]
    image.save_revision()
    Page.objects.filter(pk=image.pk).update(
        latest_revision_created_at=timezone.now() - timedelta(minutes=5)
    )
    list(reconcile())
    assert Release.objects.filter(state=Release.State.PREPARED).exists()
    secret = {WORDS[key] for key in ("title", "alt text", "description", "caption", "credit")}
    trail = Trail(ImagePage.objects.get(), secret)
    prepared = Release.objects.get(state=Release.State.PREPARED)
    trail.paths = {
        f"{folder}/{file['name']}"
        for file in prepared.files
        for folder in (prepared.folder, prepared.private_folder)
    }
    met = walk(trail)
    assert met.seen == {}
    assert met.statuses[image.url] == 200
    for path in trail.paths:
        assert met.statuses[f"/files/{path}"] == 404
        assert met.statuses[f"/admin/files/{path}"] == 302
