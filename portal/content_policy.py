"""The content policy of the admin: looser than that of visitors' pages, and no looser than it must be."""

from collections.abc import Callable
from fnmatch import fnmatch

from django.http import HttpRequest, HttpResponse

Respond = Callable[[HttpRequest], HttpResponse]

# Views of Wagtail's, and one of ours, with fields that start themselves by a script in the page: those
# that choose a page or a moment, and rows that are added to a form. A test asks every address.
WITH_INLINE_SCRIPTS = (
    "press_links",
    "wagtail_bulk_action",
    "wagtailadmin_explore",
    "wagtailadmin_explore_root",
    "wagtailadmin_pages:add",
    "wagtailadmin_pages:choose_parent",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:revisions_revert",
    "wagtailadmin_pages:type_use",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_workflows:add",
    "wagtailadmin_workflows:edit",
    "wagtailadmin_workflows:usage",
    # The marking of what counts in a picture; its handlers are made by Jcrop.
    "wagtailimages:edit",
    "wagtailredirects:add",
    "wagtailredirects:edit",
    "wagtailsettings:edit",
    "wagtailsites:add",
    "wagtailsites:copy",
    "wagtailsites:edit",
    "wagtailsnippets_media_subject:add",
    "wagtailsnippets_media_subject:copy",
    "wagtailsnippets_media_subject:edit",
    "wagtailusers_groups:add",
    "wagtailusers_groups:edit",
    "wagtailusers_users:index",
    "*:history",
)


def admin_content_policy(respond: Respond) -> Respond:
    """Loosen the content policy for the admin, and only there.

    Wagtail sets styles in the page and previews files by blob addresses; its scripts stand in files
    but for `WITH_INLINE_SCRIPTS`.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        if request.path.startswith("/admin/"):
            response._csp_update = {
                "style-src": "'unsafe-inline'",
                "img-src": "blob:",
                "frame-src": "'self'",
            }
            if has_inline_scripts(request):
                response._csp_update["script-src"] = "'unsafe-inline'"
        return response

    return middleware


def has_inline_scripts(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return any(fnmatch(name, pattern) for pattern in WITH_INLINE_SCRIPTS)
