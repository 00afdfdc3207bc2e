"""Files of the private store, for the accounts that may see them."""

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from media.desk.sight import may_read


@require_safe
@require_admin_access
def serve_private_file(request: HttpRequest, path: str) -> HttpResponse:
    """An original, a working copy, a thumbnail, a prepared file: to whom it is for; else 404."""
    if not may_read(request.user, path):
        raise Http404("There is no such file, or it is not for this account.")
    try:
        response = FileResponse(default_storage.open(path))
    except (OSError, SuspiciousFileOperation):
        raise Http404("There is no such file, or it is not for this account.") from None
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
