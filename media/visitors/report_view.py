"""The report of a visitor about a description: its form, and the page that thanks for it."""

from django.conf import settings
from django.core import signing
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import page_not_found

from media.pictures.images import ImagePage
from media.visitors import identity
from media.visitors.report_forms import DescriptionReportForm
from media.visitors.reports import DescriptionReport
from media.visitors.tallies import MINUTE, seconds_to_wait
from media.visitors.turns import a_turn

SIGNER = signing.TimestampSigner(salt="perigee.description-report")
THANKED_FOR = 60 * 60  # seconds for which the address of the result page thanks


# A token would need a cookie; where the request comes from is judged instead, as for likes.
@method_decorator(csrf_exempt, name="dispatch")
class DescriptionReportView(View):
    """`/descriptions/<page id>/report/`: GET is the form and its result page, POST reports.

    303 to the result page; 403 cross-site, 404 no released picture, 405, 422 with what is to be
    corrected, 429, 503. Whatever the answer, nothing of what was typed is lost.
    """

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            response = self.judged(request, *args, **kwargs)
        except Http404 as error:
            response = page_not_found(request, error)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    def judged(self, request: HttpRequest, page_id: int) -> HttpResponse:
        if request.method.lower() not in self.http_method_names:
            return self.http_method_not_allowed(request)
        self.page = ImagePage.objects.visible().filter(pk=page_id).first()
        if self.page is None:
            raise Http404("There is no such picture.")
        return super().dispatch(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.was_sent(request.GET.get("sent", "")):
            return render(request, "media/report_sent.html", {"page": self.page})
        return self.show(DescriptionReportForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if not identity.comes_from_this_site(request):
            sentence = "A report counts only from this site's own form. Send it from here."
            return self.show(DescriptionReportForm(), 403, sentence)
        form = DescriptionReportForm(request.POST)
        if not form.is_valid():
            return self.show(without_bait(form), 422)
        report = {name: form.cleaned_data[name] for name in ("problem", "words", "email")}
        try:
            with a_turn():
                wait = seconds_to_wait(request, "report", {MINUTE: settings.REPORTS_PER_MINUTE})
                is_kept = not wait and DescriptionReport.objects.take_in(self.page, **report)
        except DatabaseError:
            sentence = (
                "Your report could not be saved. What you wrote is still here: send it again in "
                "a minute."
            )
            return self.show(form, 503, sentence, retry_after=60)
        if wait:
            sentence = (
                "Too many reports came from your network. What you wrote is still here: send it "
                "again in a minute."
            )
            return self.show(form, 429, sentence, retry_after=wait)
        if not is_kept:
            sentence = (
                "Many reports about this picture wait for an editor already, and no more are taken "
                "now. What you wrote is still here: keep it, and send it again in a day or two."
            )
            return self.show(form, 429, sentence, retry_after=24 * 60 * 60)
        response = HttpResponseRedirect(f"{request.path}?sent={SIGNER.sign(self.page.pk)}")
        response.status_code = 303
        return response

    def was_sent(self, proof: str) -> bool:
        """Whether `proof` comes from a report about this picture, not long ago."""
        try:
            return SIGNER.unsign(proof, max_age=THANKED_FOR) == str(self.page.pk)
        except signing.BadSignature:
            return False

    def show(
        self,
        form: DescriptionReportForm,
        status: int = 200,
        trouble: str = "",
        retry_after: int | None = None,
    ) -> HttpResponse:
        """The form with what was typed, above it what went wrong."""
        context = {"page": self.page, "form": form, "trouble": trouble}
        response = render(self.request, "media/report_form.html", context, status=status)
        if retry_after:
            response["Retry-After"] = str(retry_after)
        return response


def without_bait(form: DescriptionReportForm) -> DescriptionReportForm:
    """`form` as it is shown again: the hidden field empty, so that a person can go on."""
    form.data = form.data.copy()
    form.data["homepage"] = ""
    return form
