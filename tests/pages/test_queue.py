"""The queue: what waits, by time left, and one ticket with the steps that may follow."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest
import streamlit as st
from sqlalchemy import func, select

from db import codes as codes_db
from db import people, projects
from db import photos as photos_db
from db import tickets as tickets_db
from db.engine import reading, writing
from db.schema import Ticket
from desk import photos
from desk import tickets as desk_tickets
from domain.access import Actor
from domain.tickets import Kind, Progress, Rung, Severity, Stage, Step
from pages.parts import live
from tests.builders import (
    DAY,
    HOUR,
    LET_DOWN,
    MINUTE,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resident,
    a_resolved_ticket,
    a_ticket,
    receive,
    take,
)
from tests.databases import Silence
from tests.pages.desks import BOTH, COOKIE, Desk, forget, signed_in, sit
from tests.photos import a_photo

# What a page shows does not depend on where it is kept; tests/db and tests/desk try both.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NOW = datetime.now(UTC)
READ_BY_RESIDENTS = "Note, which the resident reads too"
MARKUP = ":material/home: **bold** <b>tag</b> &lt;i&gt; a -> b [link](http://e.example) $x$"


@pytest.fixture(autouse=True)
def fresh(database, monkeypatch) -> Iterator[None]:
    monkeypatch.setenv("HUIFANG_LANGUAGE", "en")
    forget()
    yield
    forget()


def ticket(project: int, **facts) -> int:
    """Received an hour ago, unless said otherwise."""
    return a_ticket(project, now=facts.pop("now", NOW - HOUR), **facts)


def stored(project: int) -> int:
    with reading() as session:
        wanted = select(func.count()).where(Ticket.project_id == project)
        return session.scalar(wanted) or 0


def progress(project: int, number: int) -> Progress:
    with reading() as session:
        return desk_tickets.open_dossier(session, project, number).progress


def numbers(desk: Desk) -> list[str]:
    return [row["No."] for row in desk.rows()]


@BOTH
def test_an_empty_queue_says_what_will_appear(language):
    project = a_project()

    desk = sit("queue", project, a_colleague(project), language)

    assert {"zh_CN": "新工单会自动出现", "en": "appears by itself"}[language] in desk.words()


def test_the_least_time_left_comes_first():
    project = a_project()
    calm = ticket(project, now=NOW - MINUTE)
    late = ticket(project, now=NOW - 5 * DAY)
    soon = ticket(project, now=NOW - 50 * MINUTE)

    desk = sit("queue", project, a_colleague(project))

    assert numbers(desk) == [f"#{late}", f"#{soon}", f"#{calm}"]
    assert desk.rows()[0]["Time"].startswith("▲ 4 d")
    assert [row["Time"].endswith("min left") for row in desk.rows()] == [False, True, True]


def test_what_waits_for_something_says_until_when():
    project = a_project()
    number = ticket(project)
    take(project, number, Step.PAUSED, NOW, promised_at=NOW + 3 * HOUR)

    (row,) = sit("queue", project, a_colleague(project)).rows()

    assert row["Time"].startswith("waits 2 h")


def test_done_tickets_wait_no_more():
    project = a_project()
    number = a_resolved_ticket(project, now=NOW - DAY, resolved_at=NOW - HOUR)
    take(project, number, Step.REPLIED, NOW, satisfied=True)

    assert "Nothing waits here" in sit("queue", project, a_colleague(project)).words()


def test_the_figures_stand_above():
    project = a_project()
    ticket(project)
    ticket(project, now=NOW - 5 * DAY)

    said = sit("queue", project, a_colleague(project)).words()

    assert "Still open 2" in said
    assert "Late 1" in said


@BOTH
def test_the_queue_can_be_narrowed_to_a_kind(language, monkeypatch):
    monkeypatch.setenv("HUIFANG_LANGUAGE", language)
    project = a_project()
    ticket(project, kind="repair")
    wanted = ticket(project, kind="help")

    desk = sit("queue", project, a_colleague(project), language).choose("kind", "help")

    (row,) = desk.rows()
    assert f"#{wanted}" in row.values()
    assert desk.page.query_params["kind"] == "help"


def test_a_link_opens_the_queue_as_it_was_narrowed():
    project = a_project()
    ticket(project, kind="repair")

    desk = sit("queue", project, a_colleague(project), kind="help")

    assert "Nothing waits here" in desk.words()


def test_only_mine_is_what_is_in_my_hands():
    project = a_project()
    me, other = a_colleague(project, "reception"), a_colleague(project, "technician")
    mine, theirs = ticket(project), ticket(project)
    take(project, mine, Step.DISPATCHED, NOW, assignee_id=me.staff_id)
    take(project, theirs, Step.DISPATCHED, NOW, assignee_id=other.staff_id)

    desk = sit("queue", project, me)
    desk.field("In anybody's hands").set_value("mine").run()

    assert numbers(desk) == [f"#{mine}"]
    assert desk.page.query_params["hands"] == "mine"


@pytest.mark.parametrize(
    "asked",
    [
        {"hands": "nobody"},
        {"severity": "major"},
        {"stage": "received"},
        {"words": "电梯"},
        {"words": "#2"},
        {"late": "true"},
    ],
)
def test_a_link_narrows_the_queue_in_every_way(asked):
    project = a_project()
    given = ticket(project, subject="水管漏水")
    take(project, given, Step.DISPATCHED, NOW, assignee_id=a_colleague(project).staff_id)
    wanted = ticket(project, subject="电梯停运", severity="major", now=NOW - 5 * DAY)

    assert numbers(sit("queue", project, a_colleague(project), **asked)) == [f"#{wanted}"]


def test_what_is_done_is_found_when_it_is_asked_for():
    project = a_project()
    ticket(project)
    done = ticket(project)
    take(project, done, Step.RESOLVED, NOW)
    take(project, done, Step.REPLIED, NOW)

    assert numbers(sit("queue", project, a_colleague(project), stage="replied")) == [f"#{done}"]


def test_a_technician_sees_their_own_and_what_anybody_may_accept():
    project = a_project()
    me, other = a_colleague(project, "technician"), a_colleague(project, "technician")
    mine, theirs, offered, new = (ticket(project) for _ticket in range(4))
    take(project, mine, Step.DISPATCHED, NOW, assignee_id=me.staff_id)
    take(project, theirs, Step.DISPATCHED, NOW, assignee_id=other.staff_id)
    take(project, offered, Step.DISPATCHED, NOW)

    desk = sit("queue", project, me)

    assert set(numbers(desk)) == {f"#{mine}", f"#{offered}"}
    for number in (theirs, new):
        assert "Your role does not allow this" in sit("queue", project, me, ticket=number).words()


@BOTH
def test_who_may_not_see_tickets_is_refused_at_the_page(language):
    project = a_project()

    desk = sit("queue", project, a_colleague(project, "wall"), language)

    assert {"zh_CN": "您的岗位", "en": "Your role"}[language] in desk.words()
    assert not desk.page.dataframe
    assert not desk.page.button


def test_a_colleague_of_another_project_is_refused():
    project, elsewhere = a_project(), a_project()
    ticket(project)

    desk = sit("queue", project, a_colleague(elsewhere))

    assert "Your role does not allow this" in desk.words()
    assert not desk.page.dataframe


@pytest.mark.parametrize(
    "asked", ["404", "99999999999999999999", "-1", "1; DROP TABLE tickets", "九"]
)
def test_a_ticket_that_is_not_there_is_not_opened(asked):
    project = a_project()
    ticket(project)

    desk = sit("queue", project, a_colleague(project), ticket=asked)

    assert ("was not found" in desk.words()) is (asked == "404")
    assert not desk.choices("step")


def test_another_projects_ticket_is_not_opened_by_its_number():
    mine, theirs = a_project(), a_project()
    ticket(theirs)
    number = ticket(theirs, subject="别人家的事")

    desk = sit("queue", mine, a_colleague(mine), ticket=number)

    assert "was not found" in desk.words()
    assert "别人家的事" not in desk.words()


def registering(project: int, who, language: str = "en") -> Desk:
    """The dialog by itself: a whole run of the page would close it."""
    script = "from pages.parts import registering; registering._form()"
    return Desk(script, language, **{"project": project, COOKIE: signed_in(who)}).look()


def test_the_button_opens_the_form():
    project = a_project()

    desk = sit("queue", project, a_colleague(project)).press("Register")

    assert desk.buttons().count("Register") == 2
    assert desk.field("Subject").value == ""


def test_a_ticket_is_registered_and_opened():
    project = a_project()
    reception = a_colleague(project, "reception")

    desk = registering(project, reception).fill(Subject="厨房水管漏水")
    desk.fill(Department_in_charge="工程部").press("Register")

    with reading() as session:
        line = tickets_db.line(session, project, 1)
        history = tickets_db.history(session, project, 1)
    assert (line.kind, line.subject, line.stage) == (Kind.REPAIR, "厨房水管漏水", Stage.RECEIVED)
    assert history[0].actor_id == reception.staff_id
    assert history[0].department == "工程部"
    assert "#1 · 厨房水管漏水" in desk.words()


@BOTH
def test_a_receipt_has_the_limits_the_code_a_message_and_the_slip(language, monkeypatch):
    monkeypatch.setenv("HUIFANG_PUBLIC_URL", "https://wy.example.cn")
    monkeypatch.setenv("HUIFANG_LANGUAGE", language)
    project = a_project(name="云栖花园")
    subject, register, another = {
        "en": ("Subject", "Register", "Register another"),
        "zh_CN": ("事由", "登记", "再登记一件"),
    }[language]
    desk = registering(project, a_colleague(project), language)

    desk.field(subject).set_value("厨房水管漏水")
    desk.press(register)

    (message,) = [one.value for one in desk.page.code]
    with reading() as session:
        code = codes_db.of_ticket(session, project, 1)
    assert f"https://wy.example.cn/s/{code.token}" in message
    assert "云栖花园" in message
    assert "厨房水管漏水" not in message
    assert {"en": "Finish the work", "zh_CN": "完工"}[language] in desk.words()
    desk.press(another)
    assert desk.field(subject).value == ""


@pytest.mark.parametrize("typed", ["3-1202", "1202", "138"])
def test_a_unit_or_a_phone_brings_place_and_resident(typed):
    project = a_project()
    with writing() as session:
        place = people.add_place(session, project, building="3", unit="1202")
        resident = people.add_resident(
            session, project, name="李强", phone="13800000000", place_id=place
        )
    desk = registering(project, a_colleague(project, "reception"))

    desk.field("Unit, phone or place").set_value(typed).run()
    desk.fill(Subject="门锁打不开").press("Register")
    with reading() as session:
        intake = tickets_db.intake(session, project, 1)

    assert (intake.place_id, intake.resident_id) == (place, resident)


def test_what_is_not_known_is_kept_as_it_was_typed():
    project = a_project()
    desk = registering(project, a_colleague(project, "reception"))

    desk.field("Unit, phone or place").set_value("后山凉亭").run()
    assert "kept as it was typed" in desk.words()
    desk.fill(Subject="灯坏了").press("Register")

    with reading() as session:
        assert tickets_db.intake(session, project, 1).place_words == "后山凉亭"


def test_whoever_may_not_know_people_finds_places_and_no_names():
    project = a_project()
    a_resident(project)
    desk = registering(project, a_colleague(project, "technician"))

    desk.field("Unit, phone or place").set_value("3栋").run()
    assert all("李强" not in one and "138" not in one for one in desk.page.radio[0].options)
    desk.field("Unit, phone or place").set_value("李强").run()

    assert not desk.page.radio


def test_what_is_open_at_the_same_place_is_pointed_out():
    project = a_project()
    with writing() as session:
        place = people.add_place(session, project, building="3", name="电梯")
    known = ticket(project, place_id=place, subject="电梯停运")
    ticket(project, place_id=place, subject="电梯里有异味", kind="complaint")
    done = ticket(project, place_id=place, subject="灯不亮")
    take(project, done, Step.RESOLVED, NOW)
    take(project, done, Step.REPLIED, NOW)
    desk = registering(project, a_colleague(project))

    desk.field("Unit, phone or place").set_value("电梯").run()

    (said,) = [one.value for one in desk.page.warning]
    assert f"#{known}" in said
    assert "电梯停运" in said
    assert "异味" not in said
    assert "灯不亮" not in said


def test_the_limits_that_would_start_are_said_as_the_severity_is_chosen():
    project = a_project()
    desk = registering(project, a_colleague(project))
    assert "Finish the work" in desk.words()
    assert "Project supervisor" not in desk.words()

    next(one for one in desk.page.button_group if "Important" in one.options).set_value(
        "important"
    ).run()

    assert "Project supervisor" in desk.words()
    assert "1 h" in desk.words()


@BOTH
def test_without_a_subject_nothing_is_stored_and_nothing_typed_is_lost(language, monkeypatch):
    monkeypatch.setenv("HUIFANG_LANGUAGE", language)
    project = a_project()
    words, asks = {
        "zh_CN": ("业主原话", "住户的诉求"),
        "en": ("In the resident's words", "What the resident asks for"),
    }[language]
    desk = registering(project, a_colleague(project), language)

    desk.field(words).set_value("水漫到走廊了")
    desk.field(asks).set_value("今天修好")
    desk.press({"zh_CN": "登记", "en": "Register"}[language])

    assert {"zh_CN": "“事由”", "en": "“Subject”"}[language] in desk.words()
    assert (desk.field(words).value, desk.field(asks).value) == ("水漫到走廊了", "今天修好")
    assert stored(project) == 0


def test_a_subject_that_is_too_long_is_refused():
    project = a_project()

    desk = registering(project, a_colleague(project)).fill(Subject="漏" * 201).press("Register")

    assert "it is too long" in desk.words()
    assert stored(project) == 0


def test_whoever_lost_their_role_registers_nothing():
    project = a_project()
    wall = a_colleague(project, "wall")

    desk = registering(project, wall)

    assert "Your role does not allow this" in desk.words()
    assert not desk.buttons()
    assert stored(project) == 0


@pytest.mark.parametrize(
    ("role", "offered", "withheld"),
    [
        (
            "supervisor",
            {"Dispatch", "Finish the work", "Instruct"},
            {"Reply to the resident", "Close the ticket"},
        ),
        ("reception", {"Dispatch", "Finish the work"}, {"Instruct", "Reply to the resident"}),
        ("technician", {"Accept", "Finish the work"}, {"Dispatch", "Instruct"}),
    ],
)
def test_a_step_is_offered_where_it_is_possible_to_whom_it_belongs(role, offered, withheld):
    project = a_project()
    who, number = a_colleague(project, role), ticket(project)
    take(project, number, Step.DISPATCHED, NOW - MINUTE, assignee_id=who.staff_id)

    choices = set(sit("queue", project, who, ticket=number).choices("step"))

    assert choices >= offered
    assert not choices & withheld


def test_what_is_dispatched_to_nobody_a_technician_can_only_accept():
    project = a_project()
    technician, number = a_colleague(project, "technician"), ticket(project)
    take(project, number, Step.DISPATCHED, NOW - MINUTE)

    desk = sit("queue", project, technician, ticket=number)
    assert desk.choices("step") == ["Accept"]
    desk.choose("step", "accepted").press("Accept")

    assert progress(project, number).assignee_id == technician.staff_id


def test_a_ticket_is_dispatched_to_nobody_by_accident():
    project = a_project()
    number = ticket(project)

    desk = sit("queue", project, a_colleague(project), ticket=number)
    desk.page.selectbox[0].set_value(None)
    desk.press("Dispatch")

    assert progress(project, number).stage is Stage.DISPATCHED
    assert progress(project, number).assignee_id is None


def test_a_reply_says_satisfied_only_when_the_resident_did():
    project = a_project()
    number = a_resolved_ticket(project, now=NOW - DAY, resolved_at=NOW - HOUR)

    sit("queue", project, a_colleague(project), ticket=number).press("Reply to the resident")

    assert progress(project, number).satisfied is None


@pytest.mark.parametrize(
    ("step", "deed", "field"),
    [
        ("paused", "Put on hold", "Promised for"),
        ("handed_over", "Hand over", "Department"),
        ("quoted", "Quote a price", "Amount"),
        ("instructed", "Instruct", "Note"),
    ],
)
def test_a_step_without_its_fact_is_refused_with_the_field(step, deed, field):
    project = a_project()
    number = ticket(project)
    before = progress(project, number)

    desk = sit("queue", project, a_colleague(project), ticket=number)
    desk.choose("step", step).press(deed)

    assert f"“{field}”" in desk.words()
    assert "it is empty" in desk.words()
    assert progress(project, number) == before


def test_a_refusal_stays_to_be_read_and_what_was_typed_stays_too():
    project = a_project()
    number = ticket(project)
    desk = sit("queue", project, a_colleague(project), ticket=number)

    desk.choose("step", "paused").fill(**{READ_BY_RESIDENTS: "等配件"}).press("Put on hold")
    for _refresh in range(3):
        desk.look()

    assert "it is empty" in desk.words()
    assert desk.field(READ_BY_RESIDENTS).value == "等配件"


@pytest.mark.parametrize("is_noticed", [True, False])
def test_whoever_was_slower_is_told_and_keeps_what_they_typed(is_noticed):
    project = a_project()
    number = ticket(project)
    desk = sit("queue", project, a_colleague(project), ticket=number).fill(Note="请尽快")

    if not is_noticed:
        live.reader().stop()
    take(project, number, Step.NOTED, datetime.now(UTC), note="住户又来电")
    if is_noticed:
        live.reader().hurry()
    desk.press("Dispatch")

    assert "Somebody else has just changed this" in desk.words()
    assert progress(project, number).stage is Stage.RECEIVED
    assert desk.field("Note").value == "请尽快"

    desk.look().press("Dispatch")

    assert "Somebody else" not in desk.words()
    assert progress(project, number).stage is Stage.DISPATCHED


def test_whoever_presses_for_a_step_that_is_gone_is_told():
    project = a_project()
    number = ticket(project)
    desk = sit("queue", project, a_colleague(project), ticket=number)

    take(project, number, Step.RESOLVED, datetime.now(UTC))
    live.reader().hurry()
    desk.press("Dispatch")

    assert "Somebody else has just changed this" in desk.words()
    assert progress(project, number).stage is Stage.RESOLVED
    assert "Reply to the resident" in desk.choices("step")


def test_deadlines_say_kept_late_and_passed_over():
    project = a_project()
    number = ticket(project, now=NOW - 5 * DAY)
    take(project, number, Step.DISPATCHED, NOW - 5 * DAY + MINUTE)
    take(project, number, Step.RESOLVED, NOW - HOUR)

    rows = sit("queue", project, a_colleague(project), ticket=number).rows("table")

    states = {row["Step"]: row["State"] for row in rows}
    assert states["Dispatched"] == "✓ kept"
    assert states["Resolved"] == "▲ done late"
    assert states["Arrived"] == "–"
    assert "left" in states["Replied"]


def test_an_important_ticket_shows_to_whom_it_must_be_raised():
    project = a_project()
    number = ticket(project, severity=Severity.IMPORTANT, now=NOW - 2 * HOUR)

    rows = sit("queue", project, a_colleague(project), ticket=number).rows("table")

    (raised,) = [row for row in rows if "→" in row["Step"]]
    assert raised["Step"].endswith("Project supervisor")
    assert "▲" in raised["State"]


def test_words_stand_letter_by_letter():
    project = a_project()
    supervisor = a_colleague(project, name=MARKUP[:60])
    number = ticket(
        project, subject=MARKUP, words=MARKUP, asks=MARKUP, complained_of=MARKUP, place_words=MARKUP
    )
    take(
        project, number, Step.HANDED_OVER, NOW, actor=supervisor, note=MARKUP, department="**工程**"
    )

    desk = sit("queue", project, supervisor, ticket=number)

    assert not [one for one in desk.page.markdown if "bold" in one.value]
    assert not [one for one in desk.page.caption if "bold" in one.value]
    html = "\n".join(one.value for one in desk.page.html)
    assert "<b>tag</b>" not in html
    # Subject, place, what is asked for, whom it is about, the note and the colleague's name.
    assert html.count("&lt;b&gt;tag&lt;/b&gt; &amp;lt;i&amp;gt;") == 6
    assert [one.value for one in desk.page.text] == [f"“{MARKUP}”"]


def test_words_that_name_a_file_show_no_file():
    project = a_project()
    number = ticket(project, subject="x", place_words="/etc/hosts", asks="/etc/hosts")

    assert "localhost" not in sit("queue", project, a_colleague(project), ticket=number).words()


@pytest.mark.parametrize(
    ("role", "has_it", "sees"),
    [("reception", False, True), ("technician", True, True), ("technician", False, False)],
)
def test_a_residents_phone_is_for_the_desk_and_for_whoever_has_the_work(role, has_it, sees):
    project = a_project()
    who, number = a_colleague(project, role), ticket(project, resident_id=a_resident(project))
    hands = who.staff_id if has_it else None
    take(project, number, Step.DISPATCHED, NOW, assignee_id=hands)

    said = sit("queue", project, who, ticket=number).words()

    assert ("13800000000" in said) is sees


def test_a_colleague_is_never_taken_for_the_resident():
    project, elsewhere = a_project(), a_project()
    number = ticket(project)
    take(project, number, Step.NOTED, NOW, actor=None, note="夜里有声")
    said = sit("queue", project, a_colleague(project), ticket=number).words()
    assert "resident or clockwork" in said

    other = ticket(project, actor=None)
    guest = a_colleague(elsewhere)
    with writing() as session:
        session.execute(
            tickets_db.EVENTS.insert().values(
                project_id=project,
                ticket=other,
                seq=2,
                step=Step.NOTED,
                at=NOW,
                round=1,
                actor_id=guest.staff_id,
                note="旧同事",
            )
        )
    desk = sit("queue", project, a_colleague(project), ticket=other)

    (line,) = [one.value for one in desk.page.html if "旧同事" in one.value]
    assert line.count("resident or clockwork") == 1


def at_the_code(desk: Desk, number: int, word: str = "Code and answers") -> Desk:
    """With the second tab open; whoever clicks it sets this."""
    desk.page.session_state[f"tabs_{number}"] = word
    return desk.look()


def test_a_code_is_given_out_once_and_shown_with_its_address(monkeypatch):
    monkeypatch.setenv("HUIFANG_PUBLIC_URL", "https://wy.example.cn")
    project = a_project()
    number = ticket(project)
    desk = at_the_code(sit("queue", project, a_colleague(project), ticket=number), number)

    desk.press("Give out a code")

    with reading() as session:
        (code,) = codes_db.of_project(session, project)
    assert desk.page.code[0].value == f"https://wy.example.cn/s/{code.token}"
    assert "how far the work is" in desk.words()
    assert "Give out a code" not in desk.buttons()


def test_an_answer_stands_beside_its_ticket_with_the_complaint_it_opened():
    project = a_project()
    number = a_resolved_ticket(project, now=NOW - DAY, resolved_at=NOW - HOUR)
    code = a_code(project, number, now=NOW, actor=a_colleague(project))
    receipt = receive(code, a_filled_form(LET_DOWN, words=MARKUP), NOW)

    desk = at_the_code(sit("queue", project, a_colleague(project), ticket=number), number)

    assert "Dissatisfied" in desk.words()
    assert f"“{MARKUP}”" in [one.value for one in desk.page.text]
    assert f"#{receipt.complaint}" in desk.words()


def test_what_others_do_appears_at_the_next_look():
    project = a_project()
    desk = sit("queue", project, a_colleague(project))

    number = ticket(project)
    desk.look()

    assert numbers(desk) == [f"#{number}"]


def test_a_project_that_was_removed_is_told_not_crashed():
    project = a_project()
    desk = sit("queue", project, a_colleague(project))

    with writing() as session:
        projects.remove(session, project, NOW)
    desk.look()

    assert "Your role does not allow this" in desk.words()


@BOTH
def test_a_ticket_speaks_the_visitors_language(language, monkeypatch):
    monkeypatch.setenv("HUIFANG_LANGUAGE", language)
    project = a_project()
    number = ticket(project)
    take(project, number, Step.ESCALATED, NOW, rung=Rung.REGION_LEAD)

    desk = sit("queue", project, a_colleague(project), language, ticket=number)

    assert {"zh_CN": "区域负责人", "en": "Region lead"}[language] in desk.words()
    assert {"zh_CN": "派单", "en": "Dispatch"}[language] in desk.choices("step")
    assert {"zh_CN": "时限", "en": "Time standards"}[language] in desk.words()


def shell(monkeypatch, who: Actor | None, language: str = "en") -> Desk:
    """The whole frame, as a colleague at the bare address finds it."""
    monkeypatch.setenv("HUIFANG_LANGUAGE", language)
    script = "import runpy, settings; runpy.run_path(str(settings.ROOT / 'pages' / 'shell.py'))"
    return Desk(script, language, **{COOKIE: signed_in(who)}).look()


@BOTH
def test_without_a_project_the_first_steps_are_shown(monkeypatch, language):
    project = a_project()
    who = a_colleague(project)
    with writing() as session:
        projects.remove(session, project, NOW)

    desk = shell(monkeypatch, who, language)

    assert {"zh_CN": "导入", "en": "imported"}[language] in desk.words()
    assert "huifang sample" in desk.page.code[0].value


def a_sample(name: str = "样例") -> int:
    with writing() as session:
        return projects.add(
            session, name=name, zone="Asia/Shanghai", language="en", now=NOW, is_sample=True
        )


def test_a_real_project_carries_no_sample_notice(monkeypatch):
    desk = shell(monkeypatch, a_colleague(a_project()))

    assert not desk.page.warning
    assert "Remove the sample" not in desk.buttons()


def test_a_sample_says_so_and_goes_with_one_click(monkeypatch):
    project = a_sample()
    desk = shell(monkeypatch, a_colleague(project))
    assert "Invented people" in desk.page.warning[0].value

    desk.press("Remove the sample")

    with reading() as session:
        assert projects.every(session) == []
    assert "huifang sample" in desk.page.code[0].value


def test_who_may_not_remove_the_sample_is_not_offered_to(monkeypatch):
    desk = shell(monkeypatch, a_colleague(a_sample(), "reception"))

    assert desk.page.warning
    assert "Remove the sample" not in desk.buttons()


def test_a_sample_that_somebody_else_removed_a_moment_before_is_no_fault(monkeypatch):
    project = a_sample()
    desk = shell(monkeypatch, a_colleague(project))

    with writing() as session:
        projects.remove(session, project, NOW)
    desk.press("Remove the sample")

    assert "huifang sample" in desk.page.code[0].value


@BOTH
def test_a_database_that_went_away_is_told_in_words_and_comes_back(database, monkeypatch, language):
    project = a_project()
    number = ticket(project)
    who = a_colleague(project)
    desk, framed = sit("queue", project, who, language), shell(monkeypatch, who, language)
    silence = Silence(database)
    st.cache_data.clear()

    silence.lasts = True
    database.dispose()
    for seen in (desk, framed):
        words = seen.look().words()
        assert {"zh_CN": "数据库没有响应", "en": "The database does not answer"}[language] in words

    silence.lasts = False
    assert f"#{number}" in desk.look().rows()[0].values()


def test_what_a_resident_urges_says_so_in_the_queue_and_on_the_ticket():
    project = a_project()
    number = ticket(project)
    for at in (NOW - 30 * MINUTE, NOW - 20 * MINUTE):
        take(project, number, Step.URGED, at)

    desk = sit("queue", project, a_colleague(project), ticket=number)

    assert desk.rows()[0]["Subject"].startswith("‼ urged 2 × · ")
    assert "Urged by the resident" in desk.words()
    assert "‼ urged 2 ×" in " ".join(badge.value for badge in desk.page.markdown)


def test_a_photo_stands_with_its_ticket():
    project = a_project()
    number = ticket(project)
    with writing() as session:
        photos.keep(session, project, "form", photos.redraw(BytesIO(a_photo())), NOW)
        photos_db.attach(session, project, "form", number)

    desk = sit("queue", project, a_colleague(project), ticket=number)

    assert len(desk.page.get("image")) == 1


def test_where_exactly_stands_beside_the_place_of_the_poster():
    project = a_project()
    with writing() as session:
        place = people.add_place(session, project, name="2 号电梯")
    number = ticket(project, place_id=place, place_words="靠左那台")

    words = sit("queue", project, a_colleague(project), ticket=number).words()

    assert "2 号电梯 · 靠左那台" in words
