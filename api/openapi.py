"""OpenAPI (接口说明): what is open to programs, in the words of OpenAPI 3.1, for their tools.

Made from the same list as the routes, so that it cannot promise what is not there.
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.addresses import ADDRESSES, PREFIX, Address, In, Parameter
from api.answers import MEDIA
from api.shapes import ERRORS, Field, Holds, Shape
from web.forms import FORM_TYPE
from web.headers import headers
from web.public import MACHINES, RESIDENTS, Page

PATH = f"{PREFIX}/openapi.json"
ENDING = "ending"
_PLACES = re.compile(r"\{(\w+)\}")
_FORMATS = {Holds.MOMENT, Holds.DAY}
Told = dict[str, Any]


async def show(_request: Request) -> Response:
    """For anybody: it says what there is, and opens nothing."""
    carried = headers() | {"Cache-Control": "public, max-age=3600"}
    return Response(_written(), media_type="application/json", headers=carried)


@cache
def _written() -> bytes:
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()


def document() -> Told:
    paths: dict[str, Told] = {}
    for address in ADDRESSES:
        paths.setdefault(address.path, {})[address.method.lower()] = _operation(address)
    for page in (*RESIDENTS, *MACHINES):
        paths[page.path] = _page(page)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Huifang 回访",
            "version": "1",
            "description": "Tickets, callbacks and residents' answers, for programs with a key.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "api_key": {"type": "apiKey", "in": "query", "name": "api_key"},
            },
            "schemas": {"errors": _of_shape(ERRORS)},
        },
    }


def _operation(address: Address) -> Told:
    refused = {"$ref": "#/components/schemas/errors"}
    told: Told = {
        "operationId": address.name,
        "summary": address.about,
        "parameters": [*_ending(address), *_parameters(address.parameters)],
        "responses": {
            str(address.status): {
                "description": address.about,
                "content": _content(address.endings, _of_shape(address.shape)),
            },
            "default": {
                "description": "Why it was refused, in words.",
                "content": _content(address.endings, refused),
            },
        },
        "security": [{"key": []}, *([{"api_key": []}] if address.may_send_key else [])],
    }
    form = [one for one in address.parameters if one.stands is In.FORM]
    if form:
        told["requestBody"] = {"required": True, "content": {FORM_TYPE: {"schema": _form(form)}}}
    return told


def _ending(address: Address) -> list[Told]:
    if ENDING not in _PLACES.findall(address.path):
        return []
    schema = {"type": "string", "enum": list(address.endings)}
    return [{"name": ENDING, "in": "path", "required": True, "schema": schema}]


def _parameters(known: Iterable[Parameter]) -> list[Told]:
    return [
        {
            "name": one.name,
            "in": one.stands.value,
            "required": one.is_required,
            "description": one.about,
            "schema": _kind(one.holds),
        }
        for one in known
        if one.stands is not In.FORM
    ]


def _form(known: Iterable[Parameter]) -> Told:
    fields = {one.name: _kind(one.holds) | {"description": one.about} for one in known}
    required = [one.name for one in known if one.is_required]
    return {"type": "object", "properties": fields, "required": required}


def _content(endings: Iterable[str], schema: Told) -> Told:
    return {MEDIA[ending].partition(";")[0]: {"schema": schema} for ending in endings}


def _of_shape(shape: Shape) -> Told:
    one = _fields(shape.fields) if shape.fields else {"type": "string"}
    return {"type": "array", "items": one} if shape.is_list else one


def _fields(fields: Iterable[Field]) -> Told:
    return {"type": "object", "properties": {its.name: _field(its) for its in fields}}


def _field(its: Field) -> Told:
    schema = _fields(its.of) if its.of else _kind(its.holds)
    if its.item:
        schema = {"type": "array", "items": schema}
    if its.may_be_null:
        schema["type"] = [schema["type"], "null"]
    return schema | ({"description": its.about} if its.about else {})


def _kind(holds: Holds) -> Told:
    if holds in _FORMATS:
        return {"type": "string", "format": holds.value}
    return {"type": holds.value}


def _page(page: Page) -> Told:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PLACES.findall(page.path)
    ]
    answer: Told = {"responses": {"default": {"description": "A page in the reader's language."}}}
    told: Told = {"get": {"summary": page.about, "security": [], **answer}}
    if page.takes_form:
        form = {FORM_TYPE: {"schema": {"type": "object"}}}
        taken = {"summary": page.about, "security": [], "requestBody": {"content": form}, **answer}
        told["post"] = taken
    return {"parameters": parameters, **told}
