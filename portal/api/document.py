"""The OpenAPI document of the API, and the page for people that is drawn from it."""

import json
import re
from copy import deepcopy
from functools import cache
from urllib.parse import urljoin

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from media.archive.catalogue import Entry
from media.reuse.records import base_of
from portal.api.parameters import TEXT
from portal.api.problems import DOCUMENTATION, MEDIA_TYPE, PROBLEMS, ProblemPayload
from portal.api.reading import api

# {operation: what its example asks for}
EXAMPLES = {
    "images": "?q=moon&kind=photograph&limit=3",
    "image": "?fields=title,alt_text,credit_line,downloads",
    "changes": "?since=0&limit=10",
    "galleries": "?limit=3",
    "missions": "?limit=3",
    "stories": "?limit=3",
    "subjects": "?limit=3",
}
# The statuses of each operation beside 200, by what it can meet.
ALWAYS = (304, 400, 405, 503)
WITH_MISSING = (404,)
MORE = {"image": (302, 410), "subject": (301,)}
MEANINGS = {
    301: "It has another address.",
    302: "This is an alias: it leads to the picture by its own identifier.",
    304: "As you have it: nothing changed since `If-None-Match`.",
    400: "Something in the address is wrong.",
    404: "Nothing that visitors may see is there.",
    405: "The API only reads.",
    410: "The picture was withdrawn.",
    503: "The database does not answer.",
}
LINKS = {"description": "The pages beside this one: `next`, `prev`.", "schema": {"type": "string"}}


@cache
def openapi_document() -> dict:
    """The document without its server, made once a process."""
    made = deepcopy(dict(api.get_openapi_schema(path_prefix="/api/v1/")))
    made = json.loads(json.dumps(made))  # without types of its own
    for operations in made["paths"].values():
        for operation in operations.values():
            finish(operation)
    problem = ProblemPayload.model_json_schema(mode="serialization")
    made["components"]["schemas"]["ProblemPayload"] = problem
    return without_noise(made)


def finish(operation: dict) -> None:
    """Add what the types do not say: problems, headers, parameters in other forms."""
    operation["description"] = re.sub(r"\s*\n\s*(?!\n)", " ", operation.get("description", ""))
    for parameter in operation["parameters"]:
        in_its_form(parameter)
    operation["responses"]["200"]["description"] = "What was asked for."
    if any(parameter["name"] == "cursor" for parameter in operation["parameters"]):
        operation["responses"]["200"]["headers"] = {"Link": LINKS}
    statuses = [*ALWAYS, *MORE.get(operation["operationId"], ())]
    named = [parameter["name"] for parameter in operation["parameters"]]
    if {"cursor", "identifier", "slug"} & {*named} or operation["operationId"] == "export":
        statuses += WITH_MISSING
    for status in sorted(statuses):
        answer = {"description": MEANINGS[status]}
        if status >= 400:
            schema = {"$ref": "#/components/schemas/ProblemPayload"}
            answer["content"] = {MEDIA_TYPE: {"schema": schema}}
        operation["responses"][str(status)] = answer


def in_its_form(parameter: dict) -> None:
    schema = parameter["schema"]
    if names := schema.pop("comma_separated", None):
        parameter["schema"] = {"type": "array", "items": {"enum": names}, "minItems": 1}
        parameter |= {"style": "form", "explode": False}
        parameter["description"] = schema["description"]
    elif schema.pop("number_or_moment", False):
        number = {"type": "string", "pattern": "^[0-9]{1,18}$"}
        moment = {"type": "string", "format": "date-time"}
        parameter["schema"] = {"anyOf": [number, moment]}
    elif parameter["in"] == "path":
        schema |= {"minLength": 1, "maxLength": 100, "pattern": TEXT}


def without_noise(part):
    """The same without the titles that types give themselves, and without empty defaults."""
    if isinstance(part, list):
        return [without_noise(one) for one in part]
    if not isinstance(part, dict):
        return part
    is_schema = "type" in part or "anyOf" in part or "$ref" in part
    return {
        name: without_noise(value)
        for name, value in part.items()
        if not (is_schema and name == "title" and isinstance(value, str))
        and not (is_schema and name == "default" and value in ("", None, []))
    }


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 document."""
    document = {**openapi_document(), "servers": [{"url": base_of(request).rstrip("/")}]}
    return HttpResponse(json.dumps(document), content_type="application/json")


# --- For people ---------------------------------------------------------------------------------


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters and an example, without a script."""
    newest = Entry.objects.newest_first().values_list("identifier", flat=True).first()
    base = base_of(request)
    groups: dict[str, list[dict]] = {}
    for path, operations in openapi_document()["paths"].items():
        operation = operations["get"]
        example = path.replace("{identifier}", newest or "{identifier}")
        example += EXAMPLES.get(operation["operationId"], "")
        groups.setdefault(operation["tags"][0], []).append(
            {
                "path": path.removeprefix(DOCUMENTATION),
                "name": operation["operationId"],
                "description": operation["description"],
                "parameters": [described(one) for one in operation["parameters"]],
                "fields": fields_of(operation),
                "example": f"curl '{urljoin(base, example)}'",
            }
        )
    return render(
        request,
        "portal/api_documentation.html",
        {
            "base": urljoin(base, DOCUMENTATION),
            "groups": groups,
            "problems": [(name, *said) for name, said in PROBLEMS.items()],
        },
    )


def described(parameter: dict) -> dict:
    schema = parameter["schema"]
    return {
        "name": parameter["name"],
        "is_required": parameter["required"],
        "description": parameter.get("description", ""),
        "form": in_words(schema),
        "usual": schema.get("default", ""),
    }


def in_words(schema: dict) -> str:
    """What a value may be: “whole number, 1 to 100”, “any of: newest, oldest”."""
    if schema.get("type") == "array":
        return f"{in_words(schema['items'])}; several"
    if choices := schema.get("enum"):
        return f"any of: {', '.join(choices)}"
    if "const" in schema:
        return schema["const"]
    if schema.get("type") == "integer":
        return f"whole number, {schema.get('minimum', 0)} to {schema.get('maximum', 'any')}"
    if "anyOf" in schema:
        return "number or moment"
    return "text"


def fields_of(operation: dict) -> list[dict]:
    """The fields of what is answered; of a list those of its items."""
    schema = schema_of(operation["responses"]["200"]["content"]["application/json"]["schema"])
    if items := schema["properties"].get("items"):
        schema = schema_of(items["items"])
    return [
        {"name": name, "form": form_of(part), "description": part.get("description", "")}
        for name, part in schema["properties"].items()
    ]


def schema_of(schema: dict) -> dict:
    if "$ref" not in schema:
        return schema
    return openapi_document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]


def form_of(schema: dict) -> str:
    """The type of a field in words: “text or null”, “list”."""
    if several := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(dict.fromkeys(form_of(one) for one in several))
    if "$ref" in schema:
        return form_of(schema_of(schema))
    if "enum" in schema:
        return "any of: " + ", ".join(schema["enum"])
    words = {
        "string": "text",
        "integer": "whole number",
        "array": "list",
        "boolean": "true or false",
    }
    kind = schema.get("type", "object")
    return (
        schema.get("format", words.get(kind, kind)) if kind == "string" else words.get(kind, kind)
    )
