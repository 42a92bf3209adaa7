"""Answers (答复): what was found, as JSON or as XML; both from one shape, so both say the same."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.responses import Response

from api.shapes import Field, Shape
from web.headers import headers

JSON, XML = "json", "xml"
MEDIA = {JSON: "application/json; charset=utf-8", XML: "text/xml; charset=utf-8"}
ENDINGS = frozenset(MEDIA)
_HEADERS = headers()
# What XML 1.0 cannot hold, however it is escaped.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told: fields by name, or a list of such, as `shape` says."""

    told: Mapping[str, Any] | Sequence[Mapping[str, Any]]
    shape: Shape
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def written(answer: Answer, ending: str) -> Response:
    """The answer as it goes out."""
    body = as_xml(answer) if ending == XML else as_json(answer)
    carried = _HEADERS | answer.headers | {"Content-Type": MEDIA[ending]}
    return Response(body, answer.status, headers=carried)


def as_json(answer: Answer) -> bytes:
    return json.dumps(answer.told, ensure_ascii=False, separators=(",", ":")).encode()


def as_xml(answer: Answer) -> bytes:
    root, shape = Element(answer.shape.name), answer.shape
    if isinstance(answer.told, Mapping):
        _fill(root, answer.told, shape.fields)
    else:
        _list(root, answer.told, shape.item, shape.fields)
    told: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return told


def _list(into: Element, things: Sequence[Any], item: str, fields: tuple[Field, ...]) -> None:
    for thing in things:
        one = SubElement(into, item)
        if fields:
            _fill(one, thing, fields)
        else:
            one.text = _words(thing)


def _fill(into: Element, thing: Mapping[str, Any], fields: tuple[Field, ...]) -> None:
    for its in fields:
        if its.name not in thing:
            continue
        one, value = SubElement(into, its.name), thing[its.name]
        if its.item:
            _list(one, value, its.item, its.of)
        elif its.of:
            _fill(one, value, its.of)
        elif value is not None:
            one.text = _words(value)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _UNSPEAKABLE.sub("�", str(value))
