"""Programs that speak Open311 file tickets and follow them, and learn nobody's name."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from api.addresses import ADDRESSES
from api.shapes import Field
from db import people, tickets
from db.engine import reading, writing
from desk.tickets import open_dossier
from domain.clients import Scope
from domain.tickets import Category, Channel, Kind, Step
from tests.builders import (
    DAY,
    HOUR,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_client,
    a_colleague,
    a_project,
    a_ticket,
    take,
)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
REQUESTS = "open311/v2/requests"
LEAK = {
    "service_code": "repair",
    "description": "厨房漏水，请打 13912345678\n已经一天了",
    "address_string": "3栋大堂",
    "first_name": "强",
    "last_name": "李",
    "phone": "139 1234 5678",
}


def ids(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["service_request_id"] for one in answer.json()]


def take_each(project_id: int, number: int, *steps: Step) -> None:
    for place, step in enumerate(steps, start=1):
        take(project_id, number, step, TUESDAY_MORNING + place * HOUR)


def refused(answer) -> tuple[int, str]:
    [told] = answer.json()
    assert told["code"] == answer.status_code
    return answer.status_code, told["description"]


def intake(project_id: int, number: int):
    with reading() as session:
        return tickets.intake(session, project_id, number)


# --- What may be filed


def test_services_are_the_kinds_that_may_be_filed(comes):
    program = comes(a_client(a_project(), "read_feed"))

    told = program.get("open311/v2/services.json", {"accept-language": "en"}).json()

    assert [one["service_code"] for one in told] == [
        *("repair", "complaint", "help", "enquiry", "other_service")
    ]
    assert told[1] == {
        "service_code": "complaint",
        "service_name": "Complaint",
        "description": "Somebody is dissatisfied with work, people, plans or fees.",
        "metadata": True,
        "type": "realtime",
        "keywords": "",
        "group": "",
    }


def test_a_definition_says_what_may_be_said_beside(comes):
    program = comes(a_client(a_project()))

    told = program.get("open311/v2/services/complaint.json").json()

    category, *others = told["attributes"]
    assert (category["code"], category["datatype"]) == ("category", "singlevaluelist")
    assert [one["key"] for one in category["values"]] == list(Category)
    assert category["values"][0]["name"] == "工程质量"
    assert [one["code"] for one in others] == ["complained_of", "asks", "occurred_at"]
    assert refused(program.get("open311/v2/services/letter.json"))[0] == 404


# --- Filing


def test_a_request_becomes_a_ticket_whose_limits_run(comes):
    project_id = a_project()

    answer = comes(a_client(project_id)).post(f"{REQUESTS}.json", **LEAK)

    assert answer.status_code == 201
    assert answer.json() == [
        {"service_request_id": "1", "service_notice": None, "account_id": None}
    ]
    with reading() as session:
        dossier = open_dossier(session, project_id, 1)
        resident = people.resident(session, project_id, dossier.intake.resident_id or 0)
    filed = dossier.intake
    assert (filed.kind, filed.channel) == (Kind.REPAIR, Channel.OPEN311)
    assert (filed.subject, filed.place_words) == ("厨房漏水，请打 •••78", "3栋大堂")
    assert filed.words == LEAK["description"]
    assert (resident.name, resident.phone) == ("强 李", "13912345678")
    assert dossier.due() is not None
    assert dossier.raise_at() is not None


def test_a_complaint_brings_what_its_definition_asks_for(comes):
    project_id = a_project()
    said = {
        "attribute[category]": "property_management",
        "attribute[complained_of]": "夜班保安",
        "attribute[asks]": "请道歉",
        "attribute[occurred_at]": "2026-03-01T22:30:00+08:00",
        "attribute[of_another_city]": "is nobody's",
    }

    comes(a_client(project_id)).post(
        f"{REQUESTS}.json", **LEAK | {"service_code": "complaint"} | said
    )

    filed = intake(project_id, 1)
    assert (filed.category, filed.complained_of) == (Category.PROPERTY_MANAGEMENT, "夜班保安")
    assert filed.asks == "请道歉"
    assert filed.occurred_at == datetime(2026, 3, 1, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"lat": "31.2304161", "long": "121.47"}, "31.23042, 121.47000"),
        ({"lat": "-90", "long": "180", "address_string": " 南极 "}, "南极 (-90.00000, 180.00000)"),
    ],
)
def test_a_point_on_the_map_is_kept_in_words(comes, where, words):
    project_id = a_project()
    sent = {name: said for name, said in LEAK.items() if name != "address_string"}

    answer = comes(a_client(project_id)).post(f"{REQUESTS}.json", **sent | where)

    assert answer.status_code == 201
    assert intake(project_id, 1).place_words == words


@pytest.mark.parametrize(
    ("wrong", "status", "told"),
    [
        ({"service_code": ""}, 400, "“service_code” again: it is missing"),
        ({"service_code": "letter"}, 404, "This service was not found"),
        ({"description": " \n "}, 400, "“description” again: it is empty"),
        ({"description": "x" * 4001}, 400, "“description” again: it is too long"),
        ({"address_string": ""}, 400, "“address_string” again: it is empty"),
        ({"address_string": "x" * 201}, 400, "“address_string” again: it is too long"),
        ({"lat": "31"}, 400, "“long” again: it is missing"),
        ({"lat": "31", "long": "180.1"}, 400, "“long” again: it must be a number of degrees"),
        ({"lat": "nan", "long": "1"}, 400, "“lat” again: it must be a number of degrees"),
        ({"phone": "call me"}, 400, "telephone"),
        ({"first_name": "x" * 61}, 400, "“first_name, last_name” again: it is too long"),
        ({"attribute[occurred_at]": "2026-03-01"}, 400, "“When it happened” again"),
        ({"attribute[occurred_at]": "2026-02-30T10:00:00Z"}, 400, "“When it happened” again"),
        ({"jurisdiction_id": "somewhere"}, 404, "This project was not found"),
        (
            {"service_code": "complaint", "attribute[category]": "weather"},
            400,
            "“Category” again: it is not one of the possible values",
        ),
    ],
)
def test_what_cannot_stand_is_refused_by_name_and_nothing_is_stored(comes, wrong, status, told):
    project_id = a_project()

    answer = comes(a_client(project_id)).post(
        f"{REQUESTS}.json", {"accept-language": "en"}, **LEAK | wrong
    )

    assert refused(answer)[0] == status
    assert told in refused(answer)[1]
    with reading() as session:
        assert tickets.newest(session, project_id, limit=1) == []


def test_the_longest_description_still_stands(comes):
    project_id = a_project()

    answer = comes(a_client(project_id)).post(
        f"{REQUESTS}.json", **LEAK | {"description": "长" * 4000}
    )

    assert answer.status_code == 201


def test_only_a_form_of_a_usable_size_is_read(comes):
    program = comes(a_client(a_project()))
    address, headers = f"/api/{REQUESTS}.json", program.headers

    as_json = program.client.post(address, json=LEAK, headers=headers)
    as_files = program.client.post(address, files={"media": b"x"}, headers=headers)
    too_large = program.post(f"{REQUESTS}.json", **LEAK | {"media": "x" * 65_536})

    assert [refused(one)[0] for one in (as_json, as_files, too_large)] == [415, 415, 413]


def test_the_same_reference_is_the_same_ticket_and_every_system_has_its_own(comes):
    project_id = a_project()
    hotline, other = comes(a_client(project_id)), comes(a_client(project_id))
    mine, key = {"idempotency-key": "12345/2026-001"}, "12345%2F2026-001"

    first = hotline.post(f"{REQUESTS}.json", mine, **LEAK)
    again = hotline.post(f"{REQUESTS}.json", mine, **LEAK)
    others = other.post(f"{REQUESTS}.json", mine, **LEAK)
    without = [hotline.post(f"{REQUESTS}.json", **LEAK) for _ in range(2)]

    numbers = [one.json()[0]["service_request_id"] for one in (first, again, others, *without)]
    assert numbers == ["1", "1", "2", "3", "4"]
    told = hotline.get(f"open311/v2/tokens/{key.replace('%2F', '-')}.json")
    assert refused(told)[0] == 404


def test_a_token_is_the_reference_a_request_was_filed_with(comes):
    project_id = a_project()
    hotline, other = comes(a_client(project_id)), comes(a_client(project_id))
    hotline.post(f"{REQUESTS}.json", {"idempotency-key": "2026.001"}, **LEAK)

    told = hotline.get("open311/v2/tokens/2026.001.json")

    assert told.json() == [{"service_request_id": "1", "token": "2026.001"}]
    assert refused(other.get("open311/v2/tokens/2026.001.json"))[0] == 404


def test_the_key_may_come_in_the_form_as_open311_wants_it(comes):
    project_id = a_project()
    key, stranger = a_client(project_id), comes("")

    assert stranger.post(f"{REQUESTS}.json", **LEAK, api_key=key).status_code == 201
    assert ids(stranger.get(f"{REQUESTS}.json", api_key=key)) == ["1"]
    in_address = f"/api/{REQUESTS}.json?api_key={key}"
    assert stranger.client.post(in_address, data=LEAK).status_code == 201


def test_a_client_that_knows_no_keys_puts_it_before_the_host(comes):
    key = a_client(a_project())
    client = comes("").client
    address = f"/api/{REQUESTS}.json"

    for auth in ((key, ""), ("anybody", key)):
        assert client.get(address, auth=auth).status_code == 200
    for wrong in ("Basic !", "Basic /w==", "Basic", "Digest x"):
        assert client.get(address, headers={"authorization": wrong}).status_code == 403


# --- What a key opens


@pytest.mark.parametrize(
    ("address", "method", "needed"),
    [
        (f"{REQUESTS}.json", "GET", Scope.READ_TICKETS),
        (f"{REQUESTS}/1.json", "GET", Scope.READ_TICKETS),
        (f"{REQUESTS}.json", "POST", Scope.FILE_TICKETS),
        ("open311/v2/tokens/x.json", "GET", Scope.FILE_TICKETS),
    ],
)
def test_a_key_opens_what_it_was_given_for_and_no_more(comes, address, method, needed):
    project_id = a_project()
    a_ticket(project_id)
    lacking = [scope for scope in Scope if scope is not needed]

    program = comes(a_client(project_id, *lacking))
    answer = program.get(address) if method == "GET" else program.post(address, **LEAK)

    assert refused(answer)[0] == 403
    with reading() as session:
        assert tickets.newest(session, project_id, limit=9) == [1]


def test_another_projects_tickets_are_not_here(comes):
    mine, other = a_project(), a_project()
    a_ticket(other)

    program = comes(a_client(mine))

    assert ids(program.get(f"{REQUESTS}.json")) == []
    assert refused(program.get(f"{REQUESTS}/1.json"))[0] == 404
    for address in (REQUESTS, f"{REQUESTS}/1", "open311/v2/services", "open311/v2/tokens/x"):
        answer = program.get(f"{address}.json", jurisdiction_id=other)
        assert refused(answer)[0] == 404


# --- Following


def test_a_request_is_followed_until_it_is_closed(comes):
    project_id = a_project()
    program = comes(a_client(project_id))
    number = a_ticket(project_id, a_colleague(project_id), place_words="大堂")

    before = program.get(f"{REQUESTS}/{number}.json", {"accept-language": "en"}).json()[0]
    take_each(project_id, number, Step.DISPATCHED, Step.ARRIVED, Step.RESOLVED)
    resolved = program.get(f"{REQUESTS}/{number}.json").json()[0]
    take(project_id, number, Step.REPLIED, TUESDAY_MORNING + DAY)
    after = program.get(f"{REQUESTS}/{number}.json").json()[0]

    assert before == {
        "service_request_id": "1",
        "status": "open",
        "status_notes": "Received",
        "service_name": "Repair",
        "service_code": "repair",
        "description": "厨房水管漏水",
        "agency_responsible": before["agency_responsible"],
        "service_notice": None,
        "requested_datetime": "2026-03-02T09:00:00+08:00",
        "updated_datetime": "2026-03-02T09:00:00+08:00",
        "expected_datetime": None,
        "address": "大堂",
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }
    assert (resolved["status"], after["status"]) == ("open", "closed")
    assert after["updated_datetime"] > before["updated_datetime"]


def test_words_and_typed_places_need_a_key_that_opens_them_and_names_none_does(comes):
    project_id = a_project()
    reader = comes(a_client(project_id, "read_tickets", "file_tickets"))
    trusted = comes(a_client(project_id))
    trusted.post(f"{REQUESTS}.json", **LEAK)

    [read], [open_] = (one.get(f"{REQUESTS}/1.json").json() for one in (reader, trusted))

    assert (read["description"], read["address"]) == ("厨房漏水，请打 •••78", None)
    assert (open_["description"], open_["address"]) == (LEAK["description"], "3栋大堂")
    for told in (read, open_):
        assert "李" not in str(told)
        assert "139 1234" not in str(told)


def test_a_home_is_told_by_its_building_only(comes):
    project_id = a_project()
    with writing() as session:
        home = people.add_place(session, project_id, building="3栋", unit="1202")
    a_ticket(project_id, place_id=home)

    [told] = comes(a_client(project_id)).get(f"{REQUESTS}.json").json()

    assert told["address"] == "3栋"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, "4321"),
        ({"service_request_id": "1,3,99,x"}, "31"),
        ({"service_request_id": "5"}, "5"),
        ({"service_request_id": "x"}, ""),
        ({"service_request_id": "1", "status": "closed", "service_code": "help"}, "1"),
        ({"service_code": "repair"}, "42"),
        ({"service_code": "complaint,help"}, "31"),
        ({"status": "open"}, "43"),
        ({"status": "closed"}, "21"),
        ({"status": "open,closed"}, "4321"),
        ({"start_date": "2026-03-02T09:00:00+08:00"}, "4321"),
        ({"start_date": "2026-03-02T09:00:01+08:00"}, "432"),
        ({"start_date": "2026-03-02T01:00:01Z"}, "432"),
        ({"end_date": "2026-03-02T10:00:00+08:00"}, "215"),
        ({"start_date": "2026-03-02T01:00Z", "end_date": "2026-03-02T02:00Z"}, "21"),
        ({"page_size": 2}, "43"),
        ({"page_size": 2, "page": 2}, "21"),
        ({"page_size": 2, "page": 3}, ""),
    ],
)
def test_every_filter_narrows(comes, clock, asked, found):
    project_id = a_project()
    who = a_colleague(project_id)
    for place, kind in enumerate(("complaint", "repair", "help", "repair")):
        number = a_ticket(project_id, who, kind=kind, now=MONDAY_MORNING + place * HOUR)
        if place < 2:
            steps = (Step.DISPATCHED, Step.ARRIVED, Step.RESOLVED, Step.REPLIED)
            take_each(project_id, number, *steps)
    a_ticket(project_id, who, now=MONDAY_MORNING - 90 * DAY + HOUR, kind="enquiry")
    clock.shift(DAY)

    assert "".join(ids(comes(a_client(project_id)).get(f"{REQUESTS}.json", **asked))) == found


def test_a_span_of_ninety_days_is_the_longest(comes):
    program = comes(a_client(a_project()))
    begins, ends = "2026-01-01T00:00:00Z", datetime(2026, 4, 1, tzinfo=UTC)

    whole = program.get(f"{REQUESTS}.json", start_date=begins, end_date=ends.isoformat())
    longer = ends + timedelta(seconds=1)
    too_long = program.get(f"{REQUESTS}.json", start_date=begins, end_date=longer.isoformat())

    assert whole.status_code == 200
    assert refused(too_long)[0] == 400


def test_a_plus_sign_that_nobody_escaped_is_understood(comes):
    program = comes(a_client(a_project()))
    address = f"/api/{REQUESTS}.json?start_date=2026-03-02T09:00:00+08:00"

    assert program.client.get(address, headers=program.headers).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "reopened"},
        {"service_code": "potholes"},
        {"start_date": "yesterday"},
        {"end_date": "2026-03-02"},
        {"page": 0},
        {"page": "1001"},
        {"page": "²"},
        {"page_size": 1001},
        {"page_size": "-1"},
        {"service_request_id": ",".join("1" * 101)},
    ],
)
def test_a_filter_that_cannot_be_is_refused(comes, asked):
    assert refused(comes(a_client(a_project())).get(f"{REQUESTS}.json", **asked))[0] == 400


@pytest.mark.parametrize("number", ["0", "1e3", "９", "99999999999999999999", "1%00", "-1"])
def test_a_number_that_is_none_is_not_found(comes, number):
    assert refused(comes(a_client(a_project())).get(f"{REQUESTS}/{number}.json"))[0] == 404


# --- Two ways of writing


def plain(element: ElementTree.Element) -> object:
    """What stands in XML as JSON would say it, every value as text."""
    several = {"services", "service_requests", "attributes", "values", "errors", "scopes"}
    if element.tag in several:
        return [plain(one) for one in element]
    if len(element):
        return {one.tag: plain(one) for one in element}
    return element.text or ""


def as_text(told: object) -> object:
    if isinstance(told, dict):
        return {name: as_text(value) for name, value in told.items()}
    if isinstance(told, list):
        return [as_text(one) for one in told]
    if isinstance(told, bool):
        return str(told).lower()
    return "" if told is None else str(told)


def test_xml_and_json_carry_the_same_facts(comes):
    project_id = a_project("翠湖 & <花园>")
    program = comes(a_client(project_id))
    program.post(f"{REQUESTS}.xml", {"idempotency-key": "a"}, **LEAK)
    a_ticket(project_id, now=TUESDAY_MORNING, subject="]]> & <b>\x0b灯</b>")

    addresses = [
        *("key", "open311/v2/services", "open311/v2/services/complaint", REQUESTS),
        *(f"{REQUESTS}/1", f"{REQUESTS}/99", "open311/v2/tokens/a", f"{REQUESTS}/2"),
    ]
    for address in addresses:
        xml, json = program.get(f"{address}.xml"), program.get(f"{address}.json")
        assert xml.status_code == json.status_code
        assert xml.content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
        assert plain(ElementTree.fromstring(xml.content)) == as_text(json.json()), address


def test_every_answer_has_the_shape_that_is_told_of_it(comes):
    project_id = a_project()
    program = comes(a_client(project_id))
    for address in ADDRESSES:
        if "open311" not in address.path:
            continue
        path = address.path.removeprefix("/api/").format(
            ending="json", service_code="complaint", service_request_id=1, token="a"
        )
        sent = {"idempotency-key": "a"}
        program.post(f"{REQUESTS}.json", sent, **LEAK)
        answer = program.get(path) if address.method == "GET" else program.post(path, sent, **LEAK)

        assert answer.status_code == address.status
        told = answer.json()
        for one in told if address.shape.is_list else [told]:
            assert list(one) == names(address.shape.fields)
            for field in address.shape.fields:
                for item in one[field.name] if field.of else ():
                    assert list(item) == names(field.of)


def names(fields: tuple[Field, ...]) -> list[str]:
    return [field.name for field in fields]
