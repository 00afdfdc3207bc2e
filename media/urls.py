"""Addresses of the admin that are ours alone to answer, of files, identifiers, feeds of pictures, press previews, likes and
reports about descriptions, and of what programs are given.

Feeds by name, each as atom, rss and json: `image_feed`, `weekly_feed`; with a slug `subject_feed`, which is also that of
the topic or mission that presents the subject, and `gallery_feed`.
"""

from django.urls import include, path

from media.desk import urls as desk
from media.pages import keys  # noqa: F401 (addresses name keys as <key:…>)
from media.reuse.feeds import pictures as feeds
from media.visitors import files, press
from media.visitors import like_view as likes
from media.visitors import report_view as description_reports

urlpatterns = [
    *desk.urlpatterns,
    path("files/<path:path>", files.serve_public_file, name="public_file"),
    path("download/<str:identifier>/<slug:size>.<slug:extension>", files.download, name="download"),
    path("id/<slug:identifier>", files.show_identified, name="identifier"),
    path("id/<path:identifier>", files.show_identified, name="alias"),
    path("feeds/images.<form:form>", feeds.image_feed, name="image_feed"),
    path("feeds/picture-of-the-week.<form:form>", feeds.weekly_feed, name="weekly_feed"),
    path("feeds/subjects/<str:slug>.<form:form>", feeds.subject_feed, name="subject_feed"),
    path("feeds/galleries/<slug:slug>.<form:form>", feeds.gallery_feed, name="gallery_feed"),
    path("preview/<str:token>/", press.show_preview, name="press_preview"),
    path("preview/<str:token>/<str:name>", press.serve_file, name="press_file"),
    path("likes/<key:page_id>/", likes.LikeView.as_view(), name="like"),
    path(
        "descriptions/<key:page_id>/report/",
        description_reports.DescriptionReportView.as_view(),
        name="description_report",
    ),
    path("iiif/", include("media.reuse.iiif.urls")),
    path("api/nasa/", include("media.reuse.nasa.urls")),
]
