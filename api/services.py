"""Services (服务): which kinds of tickets may be filed here, and what may be said of each."""

from api.answers import Answer
from api.calls import Call
from api.shapes import Field, Holds, Shape
from db import projects
from db.clients import Caller
from db.engine import reading
from domain.errors import NotFound
from domain.service_requests import FILABLE, Attribute, attributes
from domain.tickets import Kind
from lang import N_, say, term

_ABOUT = {
    Kind.REPAIR: N_("Something in a home or a common place does not work or is damaged."),
    Kind.COMPLAINT: N_("Somebody is dissatisfied with work, people, plans or fees."),
    Kind.HELP: N_("Somebody needs a hand now."),
    Kind.ENQUIRY: N_("A question that somebody is to be answered."),
    Kind.OTHER_SERVICE: N_("Decoration, moving, parking, fees, patrols and the like."),
}
SERVICES = Shape(
    "services",
    (
        Field("service_code", about="The kind of ticket."),
        Field("service_name"),
        Field("description"),
        Field("metadata", Holds.TRUTH, "Whether there is a definition with attributes."),
        Field("type", about="Always realtime: the number comes at once."),
        Field("keywords"),
        Field("group"),
    ),
    item="service",
)
_VALUE = (Field("key"), Field("name"))
_ATTRIBUTE = (
    Field("variable", Holds.TRUTH),
    Field("code", about="Sent as attribute[code]."),
    Field("datatype"),
    Field("required", Holds.TRUTH),
    Field("datatype_description", may_be_null=True),
    Field("order", Holds.COUNT),
    Field("description"),
    Field("values", Holds.FIELDS, item="value", of=_VALUE),
)
DEFINITION = Shape(
    "service_definition",
    (
        Field("service_code"),
        Field("attributes", Holds.FIELDS, item="attribute", of=_ATTRIBUTE),
    ),
)


def every(call: Call, caller: Caller) -> Answer:
    call.must_be_about(caller, call.query.get("jurisdiction_id", ""))
    language = spoken(call, caller)
    return Answer([_service(kind, language) for kind in FILABLE], SERVICES)


def definition(call: Call, caller: Caller) -> Answer:
    call.must_be_about(caller, call.query.get("jurisdiction_id", ""))
    kind, language = service(call.path["service_code"]), spoken(call, caller)
    told = {
        "service_code": kind.value,
        "attributes": [
            _attribute(one, place, language) for place, one in enumerate(attributes(kind), start=1)
        ],
    }
    return Answer(told, DEFINITION)


def service(code: str) -> Kind:
    """Raises NotFound."""
    if code not in FILABLE:
        raise NotFound("service", code)
    return Kind(code)


def spoken(call: Call, caller: Caller) -> str:
    """The language that was asked for, else the project's."""
    with reading() as session:
        return call.language(projects.card(session, caller.project_id).language)


def _service(kind: Kind, language: str) -> dict[str, object]:
    return {
        "service_code": kind.value,
        "service_name": term(language, "kind", kind),
        "description": say(language, _ABOUT[kind]),
        "metadata": True,
        "type": "realtime",
        "keywords": "",
        "group": "",
    }


def _attribute(attribute: Attribute, order: int, language: str) -> dict[str, object]:
    return {
        "variable": True,
        "code": attribute.code,
        "datatype": attribute.datatype.value,
        "required": False,
        "datatype_description": None,
        "order": order,
        "description": term(language, "field", attribute.code),
        "values": [
            {"key": value, "name": term(language, attribute.code, value)}
            for value in attribute.values
        ],
    }
