"""Plain functions that make real things: picture files, pages, galleries."""

import io
from datetime import timedelta
from functools import cache

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from wagtail.log_actions import log
from wagtail.models import Page, Site
from wagtail.signals import page_published

from media.intake.incoming import Incoming
from media.models import (
    GalleryIndexPage,
    GalleryItem,
    GalleryPage,
    ImageAsset,
    ImageIndexPage,
    ImagePage,
    Licence,
    PressLink,
    Subject,
)
from media.release.opening import reconcile
from missions.models import MissionIndexPage, MissionPage
from portal.models import (
    Agency,
    HomePage,
    Membership,
    MemberStatePage,
    MemberStatesPage,
    StandardPage,
    StoryIndexPage,
    StoryPage,
    TopicIndexPage,
    TopicPage,
)
from tests.indexing import once

ALT = "A grey crater with a bright rim, lit from the left."
DESCRIPTION = (
    "A round crater fills the middle of the picture.\n\nIts rim is bright on the left and throws a "
    "black shadow to the right; the ground around it is grey and full of small stones."
)


def picture_bytes(format="JPEG", size=(800, 600), colour=(90, 110, 140), **options) -> bytes:
    """The bytes of a real picture: a gradient, so that no two encodings are trivial."""
    encode = encoded if options else encoded_once
    return encode(format, size, colour, **options)


def encoded(format: str, size, colour, **options) -> bytes:
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image = Image.blend(image, Image.new("RGB", size, colour), 0.5)
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


encoded_once = cache(encoded)


def make_asset(name="crater.jpg", data: bytes | None = None, **options) -> ImageAsset:
    file = ContentFile(data or picture_bytes(**options), name=name)
    asset = Incoming(file).new_asset()
    asset.save()
    return asset


def make_licence(short_name="CC BY 4.0") -> Licence:
    return Licence.objects.get_or_create(
        name=f"Licence {short_name}",
        defaults={
            "short_name": short_name,
            "url": "https://creativecommons.org/licenses/by/4.0/",
            "spdx": "CC-BY-4.0",
        },
    )[0]


def make_subject(name="Moon", kind=Subject.Kind.TARGET) -> Subject:
    return Subject.objects.get_or_create(name=name, defaults={"kind": kind})[0]


def merge(subject: Subject, other: Subject) -> None:
    """Let pages about `subject` count as pages about `other`, as the admin does."""
    subject.merged_into = other
    subject.full_clean()
    subject.save()


def make_site() -> HomePage:
    """The home page with every index page below it, in the place of Wagtail's welcome page."""
    Agency.objects.create(
        name="Example agency", statement="We fly to learn, and we say what we find."
    )
    root = Page.objects.get(depth=1)
    home = HomePage(
        title="Example agency",
        slug="site",
    )
    root.add_child(instance=home)
    site = Site.objects.get(is_default_site=True)
    site.root_page, site.hostname = home, "testserver"
    site.save()
    Page.objects.filter(depth=2).exclude(pk=home.pk).delete()
    for model, slug in [
        (TopicIndexPage, "topics"),
        (MissionIndexPage, "missions"),
        (ImageIndexPage, "images"),
        (GalleryIndexPage, "galleries"),
        (StoryIndexPage, "stories"),
        (MemberStatesPage, "member-states"),
    ]:
        title = slug.replace("-", " ").capitalize()
        home.add_child(instance=model(title=title, slug=slug, show_in_menus=True))
    for slug in ("accessibility", "privacy"):
        page = StandardPage(title=slug.capitalize(), slug=slug, summary=f"Our {slug} statement.")
        home.add_child(instance=page)
    return HomePage.objects.get(pk=home.pk)


def make_image(
    title="A crater at dawn", *, publish=True, release=True, subjects=(), **fields
) -> ImagePage:
    """An image page; by default published and, with all its files, released."""
    fields.setdefault("asset", None)
    fields["asset"] = fields["asset"] or make_asset()
    fields.setdefault("alt_text", ALT)
    fields.setdefault("long_description", DESCRIPTION)
    fields.setdefault("caption", "<p>The crater was visited in 1971.</p>")
    fields.setdefault("credit", "Example agency")
    fields.setdefault("licence", make_licence())
    page = add(ImageIndexPage.objects.get(), ImagePage(title=title, **fields), subjects, publish)
    if publish and release:
        release_all()
        page = ImagePage.objects.get(pk=page.pk)
    return page


def make_press_link(page: ImagePage, **fields) -> PressLink:
    """A link for the press to the latest version of `page`; for a week, unless told."""
    page = ImagePage.objects.get(pk=page.pk)
    fields.setdefault("note", "Kim Doe, The Daily Star Gazer")
    fields.setdefault("expires_at", timezone.now() + timedelta(days=7))
    return PressLink.objects.create(page=page, revision=page.latest_revision, **fields)


def release_all() -> list[str]:
    """Do what the worker does for files every fifteen seconds; the sentences it says."""
    return list(reconcile())


def look_thoroughly() -> list[str]:
    """Do what the worker does for files every hour; the sentences it says."""
    return list(reconcile(thorough=True))


def make_mission(title="Smile", *, publish=True, subjects=(), **fields) -> MissionPage:
    fields.setdefault("summary", f"{title} looks at the wind of the Sun.")
    fields.setdefault("presents", make_subject(f"{title} (mission)", Subject.Kind.MISSION))
    page = MissionPage(title=title, **fields)
    return add(MissionIndexPage.objects.get(), page, subjects, publish)


def make_topic(title="Space Safety", *, publish=True, subjects=(), **fields) -> TopicPage:
    fields.setdefault("summary", "Keeping watch.")
    fields.setdefault("statement", "To keep watch over what could harm us.")
    fields.setdefault("presents", make_subject(title, Subject.Kind.TOPIC))
    return add(TopicIndexPage.objects.get(), TopicPage(title=title, **fields), subjects, publish)


def make_state(
    title="France", iso_code="FR", *, publish=True, memberships=None, subjects=(), **fields
) -> MemberStatePage:
    fields.setdefault("summary", f"{title} takes part.")
    fields.setdefault("presents", make_subject(title, Subject.Kind.PLACE))
    page = MemberStatePage(title=title, iso_code=iso_code, **fields)
    page.memberships = memberships or [Membership(kind="member", since="1980-10-30")]
    return add(MemberStatesPage.objects.get(), page, subjects, publish)


def make_story(
    title="How it was put together", *, publish=True, subjects=(), **fields
) -> StoryPage:
    fields.setdefault("summary", "Bolt by bolt.")
    fields.setdefault("body", [{"type": "prose", "value": "<p>It began with a crane.</p>"}])
    return add(StoryIndexPage.objects.get(), StoryPage(title=title, **fields), subjects, publish)


def make_gallery(title="Craters", images=(), *, publish=True, subjects=(), **fields) -> GalleryPage:
    fields.setdefault("summary", "Round things.")
    page = GalleryPage(title=title, **fields)
    page.items = [GalleryItem(image=image) for image in images]
    return add(GalleryIndexPage.objects.get(), page, subjects, publish)


def add(parent: Page, page: Page, subjects, publish: bool):
    """Put `page` below `parent`, with a revision and, if it is published, what follows from that."""
    page.live, page.has_unpublished_changes = publish, not publish
    if publish:
        page.first_published_at = page.last_published_at = timezone.now()
    if subjects:
        page.subjects.set(subjects)
    with once():
        parent.add_child(instance=page)
        revision = page.save_revision(clean=False, changed=not publish)
        if publish:
            Page.objects.filter(pk=page.pk).update(live_revision=revision)
            page = type(page).objects.get(pk=page.pk)
            log(page, "wagtail.publish", revision=revision)
            page_published.send(sender=type(page), instance=page, revision=revision)
    return type(page).objects.get(pk=page.pk)
