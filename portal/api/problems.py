"""What the API answers when it cannot answer: problem details (RFC 9457)."""

import json
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, ConfigDict, Field

PREFIX = "/api/"
DOCUMENTATION = "/api/v1/"
MEDIA_TYPE = "application/problem+json"

# {name of a problem: (status, title, what it means)}; its type is its place in the documentation.
PROBLEMS = {
    "unknown-parameter": (400, "Unknown parameter", "The address has a parameter that this list does not know. `known` names those that it does."),
    "bad-parameter": (400, "Bad parameter", "A parameter has a value that it cannot have. `parameter` names it, `detail` says why."),
    "bad-address": (400, "Bad address", "The address holds a character that cannot be there."),
    "not-found": (404, "Not found", "Nothing that visitors may see has this address, or this cursor."),
    "withdrawn": (410, "Withdrawn", "The picture was taken back: `withdrawn_on` and `reason` say when and why. Remove your copy."),
    "method-not-allowed": (405, "Method not allowed", "The API only reads: GET and HEAD."),
    "unavailable": (503, "Unavailable", "The database does not answer. Try again after the seconds in `Retry-After`."),
}  # fmt: skip


class ProblemPayload(BaseModel):
    """What went wrong, in words and for programs."""

    model_config = ConfigDict(json_schema_extra={"required": ["type", "title", "status", "detail"]})

    type: str = Field(description="Where the documentation explains it.")
    title: str
    status: int
    detail: str
    parameter: str | None = Field(None, description="The parameter that is meant.")
    known: list[str] | None = Field(None, description="The names or values that it may have.")
    identifier: str | None = Field(None, description="Of the picture that was withdrawn.")
    withdrawn_on: str | None = Field(None, description="The day of a withdrawal.")
    reason: str | None = Field(None, description="The reason of a withdrawal.")


@dataclass
class Problem(Exception):
    """Raised in a route, and answered as problem details; `more` stands beside the usual members."""

    name: str
    detail: str
    more: dict = field(default_factory=dict)


def bad_parameter(parameter: str, detail: str, **more) -> Problem:
    return Problem("bad-parameter", detail, {"parameter": parameter, **more})


def answer(request: HttpRequest, name: str, detail: str, **more) -> HttpResponse:
    """The answer for one of `PROBLEMS`."""
    status, title, _meaning = PROBLEMS[name]
    place = f"{request.scheme}://{request.get_host()}{DOCUMENTATION}#{name}"
    said = {"type": place, "title": title, "status": status, "detail": detail, **more}
    response = HttpResponse(json.dumps(said), status=status, content_type=MEDIA_TYPE)
    response["Access-Control-Allow-Origin"] = "*"
    return response
