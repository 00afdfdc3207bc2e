"""The forms of a feed: Atom (RFC 4287), RSS 2.0, both with Media RSS, and JSON Feed 1.1."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import (
    Atom1Feed,
    Enclosure,
    Rss201rev2Feed,
    SyndicationFeed,
    rfc3339_date,
)
from django.utils.html import escape

from media.reuse.feeds.feed import Feed, Item, Picture
from media.reuse.records import File

MEDIA_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}
LABELS = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed"}
NAMESPACES = {
    "xmlns:media": "http://search.yahoo.com/mrss/",
    "xmlns:creativeCommons": "http://backend.userland.com/creativeCommonsRssModule",
}


def answer(request: HttpRequest, feed: Feed, form: str) -> HttpResponse:
    """The feed in one of the forms, for everybody and every page that asks."""
    own = request.build_absolute_uri(request.path)
    said = as_json(feed, own) if form == "json" else as_xml(feed, own, form)
    response = HttpResponse(said, content_type=f"{MEDIA_TYPES[form]}; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response


# --- Atom and RSS -----------------------------------------------------------------------------


def as_xml(feed: Feed, own: str, form: str) -> str:
    written = {"atom": Atom, "rss": Rss}[form](
        title=feed.title,
        link=feed.address,
        description=feed.description,
        subtitle=feed.description or None,
        language=settings.LANGUAGE_CODE,
        author_name=feed.publisher,
        feed_url=own,
        feed_guid=own,
        updated=feed.updated,
    )
    for item in feed.items:
        picture = item.picture
        written.add_item(
            title=item.title,
            link=item.address,
            # Both forms read it as HTML.
            description=escape(item.summary),
            author_name=item.author or None,
            pubdate=item.published,
            updateddate=item.updated,
            unique_id=item.identifier,
            unique_id_is_permalink=item.identifier.startswith("http"),
            categories=item.categories,
            enclosures=[enclosure(picture.file)] if picture else [],
            item_copyright=str(picture.terms) if picture else None,
            item=item,
        )
    return written.writeString("utf-8")


def enclosure(file: File) -> Enclosure:
    return Enclosure(file.address, str(file.bytes), file.media_type)


class Written(SyndicationFeed):
    """What Atom and RSS have in common beside Django's own."""

    def latest_post_date(self):
        return self.feed["updated"]

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        self.add_content(handler, item["item"])
        if picture := item["item"].picture:
            add_media(handler, picture)
            # The module is for licences of Creative Commons; others stand among the rights.
            if picture.terms.is_creative_commons:
                handler.addQuickElement("creativeCommons:license", picture.terms.address)

    def add_content(self, handler, item: Item) -> None:
        raise NotImplementedError


def add_media(handler, picture: Picture) -> None:
    """The picture as Media RSS tells it; its description is the alt text."""
    file, thumbnail = picture.file, picture.thumbnail
    size = {"width": str(file.width), "height": str(file.height), "fileSize": str(file.bytes)}
    handler.startElement(
        "media:content",
        {"url": file.address, "type": file.media_type, "medium": "image", **size},
    )
    handler.addQuickElement("media:title", picture.title, {"type": "plain"})
    handler.addQuickElement("media:description", picture.alt_text, {"type": "plain"})
    handler.addQuickElement("media:credit", picture.credit)
    handler.addQuickElement(
        "media:thumbnail",
        None,
        {
            "url": thumbnail.address,
            "width": str(thumbnail.width),
            "height": str(thumbnail.height),
        },
    )
    handler.endElement("media:content")


class Atom(Written, Atom1Feed):
    def root_attributes(self):
        return {**super().root_attributes(), **NAMESPACES}

    def add_content(self, handler, item: Item) -> None:
        handler.addQuickElement("content", item.content, {"type": "html"})
        if item.picture and (address := item.picture.terms.address):  # RFC 4946
            handler.addQuickElement("link", None, {"rel": "license", "href": address})


class Rss(Written, Rss201rev2Feed):
    content_types = {
        "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
        "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        "xmlns:dcterms": "http://purl.org/dc/terms/",
    }

    def rss_attributes(self):
        return {**super().rss_attributes(), **NAMESPACES, **self.content_types}

    def add_content(self, handler, item: Item) -> None:
        handler.addQuickElement("content:encoded", item.content)
        handler.addQuickElement("dcterms:modified", rfc3339_date(item.updated))
        if item.picture:
            handler.addQuickElement("dc:rights", str(item.picture.terms))


# --- JSON -------------------------------------------------------------------------------------


def as_json(feed: Feed, own: str) -> str:
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.address,
        "feed_url": own,
        "description": feed.description,
        "language": settings.LANGUAGE_CODE,
        "authors": [{"name": feed.publisher}],
        "items": [json_item(item) for item in feed.items],
    }
    return json.dumps(said, ensure_ascii=False)


def json_item(item: Item) -> dict:
    said = {
        "id": item.identifier,
        "url": item.address,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.content,
        "date_published": rfc3339_date(item.published),
        "date_modified": rfc3339_date(item.updated),
        "tags": item.categories,
    }
    if item.author:
        said["authors"] = [{"name": item.author}]
    if picture := item.picture:
        said["image"] = picture.file.address
        said["attachments"] = [
            {
                "url": file.address,
                "mime_type": file.media_type,
                "title": f"{picture.title} ({file.size}, {file.width} × {file.height})",
                "size_in_bytes": file.bytes,
            }
            for file in picture.downloads
        ]
        said["_picture"] = json_picture(picture)
    return said


def json_picture(picture: Picture) -> dict:
    """What JSON Feed has no words for, as an extension of ours."""
    terms = picture.terms
    return {
        "alt_text": picture.alt_text,
        "long_description": picture.long_description,
        "width": picture.file.width,
        "height": picture.file.height,
        "credit": picture.credit,
        "licence": {"name": terms.name, "url": terms.address, "spdx": terms.spdx},
    }
