"""Addresses of the admin that stand before Wagtail's own, which has no hook that would go first."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from media.desk.closed_doors import closed
from media.desk.private_files import serve_private_file
from media.desk.unseen import SeenChosenMultipleView, SeenPageTypesView
from media.desk.vocabulary import subjects_that_begin


def instead(address: str, view, name: str | None = None):
    """What answers at an address below /admin/, to whoever may enter there."""
    return path(f"admin/{address}", never_cache(require_admin_access(view)), name=name)


urlpatterns = [
    path("admin/files/<path:path>", serve_private_file, name="private_file"),
    instead("choose-page/chosen-multiple/", SeenChosenMultipleView.as_view()),
    instead("reports/page-types-usage/", SeenPageTypesView.as_view()),
    instead("reports/page-types-usage/results/", SeenPageTypesView.as_view(results_only=True)),
    instead("tag-autocomplete/media/subject/", subjects_that_begin),
    # It fails on purpose, so that Wagtail's makers can look at the page for that.
    instead("failwhale/", closed),
]
