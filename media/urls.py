"""Addresses of files, identifiers, press previews, likes and reports about descriptions."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from media.visitors import files, press
from media.visitors import like_view as likes
from media.visitors import report_view as description_reports


class KeyConverter(IntConverter):
    """A database key: digits, but not more than a key can have."""

    regex = "[0-9]{1,18}"


register_converter(KeyConverter, "key")

urlpatterns = [
    path("admin/files/<path:path>", files.serve_private_file, name="private_file"),
    path("files/<path:path>", files.serve_public_file, name="public_file"),
    path(
        "download/<slug:identifier>/<slug:size>.<slug:extension>", files.download, name="download"
    ),
    path("id/<slug:identifier>", files.show_identified, name="identifier"),
    path("preview/<str:token>/", press.show_preview, name="press_preview"),
    path("preview/<str:token>/<str:name>", press.serve_file, name="press_file"),
    path("likes/<key:page_id>/", likes.LikeView.as_view(), name="like"),
    path(
        "descriptions/<key:page_id>/report/",
        description_reports.DescriptionReportView.as_view(),
        name="description_report",
    ),
]
