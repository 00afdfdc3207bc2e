"""The admin's page where many pictures come in at once."""

from collections import Counter
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import View
from wagtail import hooks
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from media.archive.index import ImageIndexPage
from media.desk.permissions import archive_for, may_edit
from media.files.formats import ENDINGS
from media.intake.incoming import HERE_BUT_UNSEEN
from media.intake.many_files import BoundedUploads, Outcome, Row, counted, take_each
from media.pages.sight import sees
from media.pictures.images import ImagePage
from media.pictures.panels import look_alikes_shown


# Exempt, so that the body is not read before `post` says where its files go; `receive` protects.
@method_decorator(csrf_exempt, name="dispatch")
class UploadView(WagtailAdminTemplateMixin, View):
    """Takes pictures and ZIPs: one a request from the page's script, many from its plain form."""

    template_name = "media/admin/upload.html"
    page_title = "Upload pictures"
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not ImageIndexPage.objects.exists():
            return redirect("wagtailadmin_home")
        self.archive = archive_for(request.user)
        if self.archive is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest) -> HttpResponse:
        self.incoming = BoundedUploads(request, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
        request.upload_handlers = [self.incoming]
        try:
            _ = request.FILES
        except TooManyFilesSent:
            limit = settings.DATA_UPLOAD_MAX_NUMBER_FILES
            return self.refuse(f"These are more than {limit} files. Choose fewer at a time.")
        except UnreadablePostError:
            return self.refuse("The files did not arrive whole. Send them again.")
        return self.receive(request)

    @method_decorator(csrf_protect)
    def receive(self, request: HttpRequest) -> HttpResponse:
        files = request.FILES.getlist("files")
        rows = [*take_each(files, self.archive, request.user), *self.incoming.dropped]
        if not rows:
            return self.refuse("Choose at least one file.")
        for row in rows:
            if row.page and not sees(request.user, row.page.pk):
                row.page, row.notes = None, [HERE_BUT_UNSEEN]
            row.address = self.address_of(row.page) if row.page else ""
            if row.outcome == Outcome.MADE:
                alike = look_alikes_shown(row.page, request.user)
                row.alike = [(page, self.address_of(page)) for page in alike]
        status = self.status_of(rows)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            html = render_to_string("media/admin/upload_rows.html", {"rows": rows})
            return JsonResponse({"rows": html}, status=status)
        context = self.get_context_data(
            rows=rows, counted=counted(Counter(row.outcome for row in rows))
        )
        return self.render_to_response(context, status=status)

    def refuse(self, sentence: str) -> HttpResponse:
        return self.render_to_response(self.get_context_data(problem=sentence), status=400)

    def status_of(self, rows: list[Row]) -> int:
        outcomes = {row.outcome for row in rows}
        if Outcome.MADE in outcomes:
            return 201
        if Outcome.KNOWN in outcomes:
            return 200
        return 413 if len(rows) == len(self.incoming.dropped) else 422

    def address_of(self, page: ImagePage) -> str:
        """Where the person can see a page: its form, else the public page, else nowhere."""
        if may_edit(self.request.user, page):
            return reverse("wagtailadmin_pages:edit", args=[page.pk])
        return (page.live and page.url) or ""

    def get_breadcrumbs_items(self) -> list[dict]:
        archive = reverse("wagtailadmin_explore", args=[self.archive.pk])
        return [
            *self.breadcrumbs_items,
            {"url": archive, "label": self.archive.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs) -> dict:
        mine = urlencode({"uploader": self.request.user.pk})
        return super().get_context_data(
            address=reverse("upload_pictures"),
            endings=",".join(f".{ending}" for ending in sorted({*ENDINGS, "zip"})),
            limit=settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE,
            limit_in_mb=settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE // 2**20,
            most_files=settings.DATA_UPLOAD_MAX_NUMBER_FILES,
            desk_address=f"{reverse('coverage')}?{mine}",
            describe_address=f"{reverse('describe_next')}?{mine}",
            **kwargs,
        )


@hooks.register("register_admin_urls")
def upload_addresses():
    return [path("archive/upload/", UploadView.as_view(), name="upload_pictures")]
