"""Addresses of files, identifiers, likes and reports about descriptions."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from media.views import description_reports, files, likes


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
    path("likes/<key:page_id>/", likes.LikeView.as_view(), name="like"),
    path(
        "descriptions/<key:page_id>/report/",
        description_reports.DescriptionReportView.as_view(),
        name="description_report",
    ),
]
