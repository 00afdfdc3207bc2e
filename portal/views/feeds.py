"""The feed of stories, and the list of all feeds and calendars."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from media.archive.cards import with_pictures
from media.archive.catalogue import moment_at, position_of
from media.models import PageSubject, Subject
from media.reuse.feeds.feed import MOST_ITEMS, Feed, Item, Picture
from media.reuse.feeds.forms import answer
from media.reuse.feeds.markup import credited, drawn, paragraphs
from media.reuse.records import Record, base_of, records_of
from missions.models import MissionPage
from portal.models import StoryIndexPage, StoryPage, TopicPage
from portal.models.agency import agency


@require_safe
def story_feed(request: HttpRequest, form: str) -> HttpResponse:
    """The latest stories, each with its summary and its picture; the whole is on its page."""
    latest = StoryPage.objects.visible().newest_first().defer("body")[:MOST_ITEMS]
    stories = with_pictures(latest)
    leading = {story.card_image.pk: story.card_image for story in stories if story.card_image}
    records = records_of(leading.values(), base_of(request))
    pictures = {record.entry.pk: record for record in records}
    subjects = labels_of(stories)
    index = StoryIndexPage.objects.visible().order_by("path").first()
    shown = index.get_url(request) if index else None
    items = [
        item_of(
            story,
            address=request.build_absolute_uri(story.get_url(request)),
            record=pictures[story.card_image.pk] if story.card_image else None,
            subjects=subjects[story.pk],
        )
        for story in stories
    ]
    feed = Feed(
        title=f"Latest stories – {agency().called}",
        description="The latest stories, each with its summary and its picture.",
        address=request.build_absolute_uri(shown or "/"),
        items=items,
    )
    return answer(request, feed, form)


def item_of(story: StoryPage, *, address: str, record: Record | None, subjects: list[str]) -> Item:
    published = moment_at(position_of(story))
    return Item(
        identifier=story.translation_key.urn,
        address=address,
        title=story.title,
        summary=story.summary,
        content=content_of(story, address, record),
        published=published,
        updated=story.last_published_at or published,
        categories=subjects,
        picture=Picture.of(record) if record else None,
    )


def content_of(story: StoryPage, address: str, record: Record | None) -> SafeString:
    return format_html(
        '{}{}<p><a href="{}">Read the story “{}”</a></p>{}',
        drawn(record, address) if record else "",
        paragraphs(story.summary),
        address,
        story.title,
        credited(record) if record else "",
    )


def labels_of(pages: Iterable[StoryPage]) -> defaultdict[int, list[str]]:
    """{key of a page: labels of what it is about}, of subjects that visitors may meet."""
    about = PageSubject.objects.filter(content_object__in=[page.pk for page in pages])
    whole = about.annotate(whole=Coalesce("tag__merged_into", "tag"))
    pairs = set(whole.values_list("content_object", "whole"))
    public = Subject.objects.public().with_labels().filter(pk__in={key for _page, key in pairs})
    labels = {subject.pk: subject.label for subject in public}
    found = defaultdict(list)
    for page, subject in pairs:
        if subject in labels:
            found[page].append(labels[subject])
    for names in found.values():
        names.sort(key=str.casefold)
    return found


@require_safe
def feed_list(request: HttpRequest) -> HttpResponse:
    """What can be subscribed to. Those of a gallery or another subject are named by their form."""
    presented = Subject.objects.public().exclude(page=None).order_by("page__title", "page")
    named = {
        model.type_key: presented.filter(page__in=model.objects.visible()).values_list(
            "page__title", "slug", "page__slug"
        )
        for model in (TopicPage, MissionPage)
    }
    return render(
        request,
        "portal/feed_list.html",
        {"topics": named["topic"], "missions": named["mission"], "most": MOST_ITEMS},
    )
