"""The address at which libraries harvest (OAI-PMH 2.0)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from media.reuse.oai import Repository, answer_to
from media.reuse.records import base_of
from portal.models.agency import agency


@csrf_exempt  # it only reads: the protocol asks by POST, too
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    found = agency()
    repository = Repository(
        name=found.called,
        mail=found.contact or settings.DEFAULT_FROM_EMAIL,
        address=request.build_absolute_uri(reverse("oai")),
        base=base_of(request),
    )
    arguments = [(name, value) for name, values in given.lists() for value in values]
    response = HttpResponse(
        answer_to(arguments, repository), content_type="text/xml; charset=utf-8"
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response
