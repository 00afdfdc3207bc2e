"""The API itself: it only reads, knows every parameter that it is asked for, and words its problems."""

import logging
from collections.abc import Callable
from functools import wraps

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import ValidationError

from portal.api import changes, images, pages, problems, subjects
from portal.api.problems import Problem

logger = logging.getLogger("perigee.errors")
METHODS = ("GET", "HEAD")

api = NinjaAPI(
    title="Pictures and pages",
    version="1",
    description="Everything that visitors may see, for programs. Read-only, without a key.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)


# --- Problems -----------------------------------------------------------------------------------


@api.exception_handler(Problem)
def say_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problems.answer(request, problem.name, problem.detail, **problem.more)


@api.exception_handler(Http404)
def say_nothing_is_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.answer(request, "not-found", str(error) or "Nothing has this address.")


@api.exception_handler(ValidationError)
def say_what_is_wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first thing that is wrong, with the name of its parameter."""
    first = error.errors[0]
    # ("query", name of the argument, name of the parameter, number in a list)
    parameter = next((part for part in first["loc"][:0:-1] if isinstance(part, str)), "")
    expected = first.get("ctx", {}).get("expected")
    more = (
        {"known": expected.replace("'", "").replace(" or ", ", ").split(", ")} if expected else {}
    )
    return problems.answer(
        request, "bad-parameter", f"{parameter}: {first['msg']}.", parameter=parameter, **more
    )


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def say_unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("The database did not answer for %s: %s", request.path, error)
    response = problems.answer(request, "unavailable", "The database does not answer.")
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response


# --- Parameters ---------------------------------------------------------------------------------


def knowing_parameters(run: Callable) -> Callable:
    """An operation's own `run`, for addresses with nothing in them but its parameters."""
    asked = [one for one in run.__self__.models if one.__ninja_param_source__ == "query"]
    known = sorted(name for model in asked for name in model.__ninja_flatten_map__)
    repeated = {name for model in asked for name in model.__ninja_collection_fields__}

    @wraps(run)
    def answered(request: HttpRequest, **path) -> HttpResponse:
        for name, values in request.GET.lists():
            if name not in known:
                detail = f"There is no parameter “{name[:60]}” here."
                more = {"parameter": name[:60], "known": known}
                return problems.answer(request, "unknown-parameter", detail, **more)
            if len(values) > 1 and name not in repeated:
                detail = f"“{name}” stands there several times; say it once."
                return problems.answer(request, "bad-parameter", detail, parameter=name)
        return run(request, **path)

    return answered


# --- Methods ------------------------------------------------------------------------------------


def reading(view: Callable) -> Callable:
    """A view that answers GET and HEAD, for programs of any origin."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method not in METHODS:
            detail = f"{request.method} is not answered: the API only reads."
            response = problems.answer(request, "method-not-allowed", detail)
            response["Allow"] = ", ".join(METHODS)
            return response
        method, request.method = request.method, "GET"
        try:
            response = view(request, *args, **kwargs)
        finally:
            request.method = method
        if method == "HEAD" and response.streaming:
            response.streaming_content = []
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        return response

    return answered


def nothing(request: HttpRequest, path: str = "") -> HttpResponse:
    detail = "The API has nothing at this address; its documentation says what there is."
    return problems.answer(request, "not-found", detail)


api.add_decorator(knowing_parameters, mode="view")
for router in (images.router, changes.router, pages.router, subjects.router):
    api.add_router("", router)


def routes() -> list[URLPattern]:
    """Every route of the API, to be included below its address."""
    patterns = [one for one in api.urls[0] if one.name != "api-root"]
    return [
        URLPattern(one.pattern, reading(one.callback), one.default_args, f"api_{one.name}")
        for one in patterns
    ]
