"""About (自述): what a key says of itself, so that whoever was given one can try it."""

from api.answers import Answer
from api.calls import Call
from api.shapes import Field, Holds, Shape
from db import projects
from db.clients import Caller
from db.engine import reading

KEY = Shape(
    "key",
    (
        Field("name", about="As it is called at the desk."),
        Field("jurisdiction_id", about="The project to which it belongs."),
        Field("jurisdiction_name"),
        Field("time_zone", about="In which the project's days begin and end."),
        Field("scopes", about="What it opens.", item="scope"),
        Field("per_minute", Holds.COUNT, "How many calls it may make in a minute."),
    ),
)


def key(_call: Call, caller: Caller) -> Answer:
    with reading() as session:
        project = projects.card(session, caller.project_id)
    told = {
        "name": caller.name,
        "jurisdiction_id": str(project.id),
        "jurisdiction_name": project.name,
        "time_zone": project.zone_name,
        "scopes": caller.opens,
        "per_minute": caller.per_minute,
    }
    return Answer(told, KEY)
