"""The callback desk: whom to call now, the record sheet, and what becomes of what was said."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from db import callbacks as callbacks_db
from db import diaries as diaries_db
from db import tickets as tickets_db
from db.callbacks import CallbackLine
from db.engine import reading, writing
from db.schema import Membership
from desk import callbacks as callback_desk
from desk.callbacks import Which
from domain.access import Actor, Role
from domain.callbacks import Attempt, CallbackStage
from domain.errors import NotAllowed
from domain.tickets import Event, Kind, Stage, Step
from pages.parts import live
from reports.press import Order, print_record_sheets
from tests.builders import (
    DAY,
    HOUR,
    LET_DOWN,
    a_callback,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resident,
    a_ticket,
    make_callback,
    receive,
)
from tests.pages.desks import BOTH, Desk, forget, sit

# What a page shows does not depend on where it is kept; tests/db and tests/desk try both.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NOW = datetime.now(UTC)
MARKUP = ":material/home: **bold** <b>tag</b> a -> b"
RECORD, REVIEW, ASSIGN = "Record the callback", "Review", "Assign"


@pytest.fixture(autouse=True)
def fresh(database, monkeypatch) -> Iterator[None]:
    monkeypatch.setenv("HUIFANG_LANGUAGE", "en")
    forget()
    yield
    forget()


def owe(project: int, *, days_ago: float = 1, **ticket) -> Which:
    """A callback about help that was given so many days ago; its window is open for seven."""
    resolved_at = NOW - timedelta(days=days_ago)
    facts = {"kind": "help", "now": resolved_at - 3 * HOUR} | ticket
    return a_callback(project, resolved_at=resolved_at, replied=True, **facts)


def assign(which: Which, caller: Actor) -> None:
    with writing() as session:
        callback_desk.assign(session, caller, which, caller.staff_id, NOW)


def line(which: Which) -> CallbackLine:
    with reading() as session:
        lines = callbacks_db.of_ticket(session, which.project_id, which.ticket)
    return next(line for line in lines if line.round == which.round)


def history(which: Which) -> list[Event]:
    with reading() as session:
        return tickets_db.history(session, which.project_id, which.ticket)


def open_sheet(which: Which, who, language: str = "en") -> Desk:
    at = f"{which.ticket}-{which.round}"
    return sit("callbacks", which.project_id, who, language, callback=at)


def satisfied(desk: Desk, answer: str) -> Desk:
    """The choice in the sheet, made without sending it."""
    (choice,) = [one for one in desk.page.button_group if (one.key or "").endswith("_satisfied")]
    choice.set_value(answer)
    return desk


@BOTH
def test_with_nobody_to_call_the_desk_says_when_there_will_be(language):
    project = a_project()

    said = sit("callbacks", project, a_colleague(project), language).words()

    assert {"zh_CN": "没有回访", "en": "One is owed when"}[language] in said
    assert {"zh_CN": "没有待回访的住户", "en": "Nobody is waiting for a call"}[language] in said


def test_the_window_that_closes_first_comes_first():
    project = a_project()
    fresh, late, soon = owe(project), owe(project, days_ago=9), owe(project, days_ago=6)

    rows = sit("callbacks", project, a_colleague(project)).rows(nth=-1)

    assert [row["No."] for row in rows] == [f"#{one.ticket}-1" for one in (late, soon, fresh)]
    assert [row["State"][0] for row in rows] == ["▲", "◆", "●"]
    assert rows[0]["State"] == "▲ 2 d late"


def test_a_window_that_opens_next_week_can_be_planned_and_a_later_one_is_not_shown():
    project = a_project()
    soon = owe(project, days_ago=2, kind="repair")
    owe(project, days_ago=-2, kind="repair", now=NOW - HOUR)

    (row,) = sit("callbacks", project, a_colleague(project)).rows(nth=-1)

    assert row["No."] == f"#{soon.ticket}-1"
    assert row["State"].startswith("○ from")


@pytest.mark.parametrize(
    ("days_ago", "headline"),
    [
        (1, "1 can be called now"),
        (9, "1 are past their window"),
        (12, "the supervisor calls in person"),
    ],
)
def test_the_headline_says_what_burns(days_ago, headline):
    project = a_project()
    owe(project, days_ago=days_ago)

    assert headline in sit("callbacks", project, a_colleague(project)).words()


def test_rates_stand_beside_their_targets():
    project = a_project()
    make_callback(owe(project), a_colleague(project), NOW)

    by_row, by_month, by_name = (
        sit("callbacks", project, a_colleague(project), view="rates").rows(nth=nth)
        for nth in range(3)
    )

    (row,) = by_row
    assert (row[""], row["Completed"], row["Target"]) == ("Help", 100, 90)
    assert (row["Made"], row["Counted"], row["Pending"]) == (1, 1, 0)
    assert [one["Made"] for one in by_month] == [1]
    assert [(one[""], one["Made"]) for one in by_name] == [("Nobody yet", 1)]


def test_rates_of_another_month_are_that_months():
    project = a_project()
    caller = a_colleague(project, name="王芳")
    which = owe(project, days_ago=70)
    assign(which, caller)
    owe(project)

    desk = sit("callbacks", project, caller, view="rates")
    assert [one["Pending"] for one in desk.rows(nth=0)] == [1]
    closed_on = NOW - timedelta(days=63)
    desk.field("Month").set_value(f"{closed_on:%Y-%m}").run()

    (row,) = desk.rows(nth=0)
    assert (row["Completed"], row["Counted"], row["Pending"]) == (0, 1, 0)
    assert [(one[""], one["Counted"]) for one in desk.rows(nth=2)] == [("王芳", 1)]


def test_a_list_can_be_ones_own_or_of_one_kind():
    project = a_project()
    me = a_colleague(project, "reception", name="前台")
    mine, nobodys, repair = owe(project), owe(project), owe(project, days_ago=9, kind="repair")
    assign(mine, me)

    def shown(**chosen):
        rows = sit("callbacks", project, me, **chosen).rows(nth=-1)
        return {row["No."] for row in rows}

    assert shown(hands="mine") == shown(hands=me.staff_id) == {f"#{mine.ticket}-1"}
    assert shown(hands="nobody", row="help") == {f"#{nobodys.ticket}-1"}
    assert shown(row="repair") == {f"#{repair.ticket}-1"}
    assert len(shown()) == 3


@BOTH
def test_the_supervisor_gives_out_what_a_colleague_makes_and_prints_the_sheets(language):
    project = a_project()
    caller = a_colleague(project, "reception", name="前台")
    first, second = owe(project, resident_id=a_resident(project)), owe(project)
    owe(project, kind="complaint", severity="major")
    desk = sit("callbacks", project, a_colleague(project, "supervisor"), language)

    desk.press({"en": "Plan", "zh_CN": "安排"}[language])
    to_whom = desk.field({"en": "To whom", "zh_CN": "交给谁"}[language])
    assert to_whom.value.name == "前台"

    assert min(len(desk.rows(nth=nth)) for nth in range(len(desk.page.dataframe))) == 2
    with writing() as session:
        for which in (first, second):
            callback_desk.assign(session, caller, which, caller.staff_id, NOW)
    with reading() as session:
        order = Order(caller, project, "https://wy.example.cn", NOW)
        html = print_record_sheets(session, order, [first, second], language)
    assert html.count('<section class="page">') == 2
    assert "李强 13800000000" in html
    assert {"en": "Callback record", "zh_CN": "回访记录表"}[language] in html


def test_whoever_is_no_supervisor_plans_for_themselves_only():
    project = a_project()
    owe(project)
    a_colleague(project, "customer_manager", name="客户经理")
    me = a_colleague(project, "reception", name="前台")

    desk = sit("callbacks", project, me).press("Take sheets")

    assert [one.split(" · ")[0] for one in desk.field("To whom").options] == ["前台"]


def test_record_sheets_are_for_those_who_call():
    project = a_project()
    which = owe(project)
    order = Order(a_colleague(project, "technician"), project, "https://wy.example.cn", NOW)

    with reading() as session, pytest.raises(NotAllowed):
        print_record_sheets(session, order, [which], "en")


def test_made_callbacks_say_when_and_how_they_went():
    project = a_project()
    supervisor = a_colleague(project)
    make_callback(owe(project), supervisor, NOW)
    make_callback(owe(project, days_ago=9), supervisor, NOW, satisfied=False)

    desk = sit("callbacks", project, supervisor)
    next(one for one in desk.page.button_group if "Made" in one.options).set_value("made").run()

    states = [row["State"] for row in desk.rows(nth=-1)]
    assert [state.count("outside its window") for state in states] == [1, 0]
    assert [state.count("not satisfied") for state in states] == [1, 0]


@BOTH
@pytest.mark.parametrize("role", ["technician", "wall"])
def test_whoever_makes_no_callbacks_is_refused_at_the_page(language, role):
    project = a_project()
    which = owe(project, resident_id=a_resident(project))

    desk = open_sheet(which, a_colleague(project, role), language)

    assert {"zh_CN": "您的岗位", "en": "Your role"}[language] in desk.words()
    assert "13800000000" not in desk.words()
    assert not desk.page.dataframe
    assert not desk.page.button


@pytest.mark.parametrize("asked", ["404-1", "1-9", "99999999999999-1", "1", "x-y", "-"])
def test_a_callback_that_is_not_there_is_not_opened(asked):
    project = a_project()
    owe(project)

    desk = sit("callbacks", project, a_colleague(project), callback=asked)

    assert RECORD not in desk.buttons()
    assert not desk.choices("callback")


def test_another_projects_callback_is_not_opened_by_its_number():
    mine, theirs = a_project(), a_project()
    owe(theirs)
    which = owe(theirs, subject="别人家的事", resident_id=a_resident(theirs))

    desk = open_sheet(Which(mine, which.ticket, 1), a_colleague(mine))

    assert "not there any more" in desk.words()
    assert "别人家的事" not in desk.words()
    assert "13800000000" not in desk.words()


def test_whom_to_call_and_what_they_answered_themselves_stand_above_the_sheet():
    project = a_project()
    which = owe(project, resident_id=a_resident(project), subject=MARKUP)
    code = a_code(project, which.ticket, now=NOW, actor=a_colleague(project))
    receive(code, a_filled_form(LET_DOWN, words=MARKUP), NOW)

    desk = open_sheet(which, a_colleague(project, "reception"))

    assert "李强 13800000000" in " ".join(desk.words().split())
    assert "The resident's own answer" in desk.words()
    assert [one.value for one in desk.page.text] == [f"“{MARKUP}”"]


def test_words_stand_letter_by_letter():
    project = a_project()
    supervisor = a_colleague(project, name=MARKUP)
    which = owe(project, subject=MARKUP)
    with writing() as session:
        outcome = Attempt.NO_ANSWER
        callback_desk.attempt(session, supervisor, which, outcome, NOW, note=MARKUP)

    desk = open_sheet(which, supervisor)

    html = "\n".join(one.value for one in desk.page.html)
    assert "<b>tag</b>" not in html
    assert html.count("&lt;b&gt;tag&lt;/b&gt;") == 3
    assert not [one for one in (*desk.page.markdown, *desk.page.caption) if "bold" in one.value]


def test_a_satisfied_callback_is_recorded_and_closes_the_ticket():
    project = a_project()
    which, reception = owe(project), a_colleague(project, "reception")

    desk = satisfied(open_sheet(which, reception), "yes").press(RECORD)

    assert line(which).stage is CallbackStage.MADE
    assert line(which).satisfied is True
    (made,) = [event for event in history(which) if event.step is Step.CALLBACK_MADE]
    assert made.actor_id == reception.staff_id
    assert desk.choices("callback") == ["Hand the sheet back"]


@BOTH
def test_a_record_without_the_residents_answer_is_refused_and_nothing_is_lost(
    language, monkeypatch
):
    monkeypatch.setenv("HUIFANG_LANGUAGE", language)
    project = a_project()
    which = owe(project)
    shortcomings, record, answer = {
        "zh_CN": ("不足之处", "登记回访", "“住户"),
        "en": ("Shortcomings", RECORD, "“The resident is”"),
    }[language]
    desk = open_sheet(which, a_colleague(project, "reception"), language)
    (quality,) = [one for one in desk.page.button_group if (one.key or "").endswith("_quality")]
    quality.set_value(2)

    desk.field(shortcomings).set_value("没有守时")
    desk.press(record).look().look()

    assert answer in desk.words()
    assert desk.field(shortcomings).value == "没有守时"
    (quality,) = [one for one in desk.page.button_group if (one.key or "").endswith("_quality")]
    assert quality.value == 2
    assert line(which).stage is CallbackStage.OWED


def test_one_residents_marks_do_not_wait_in_the_next_ones_sheet():
    project = a_project()
    first, second, reception = owe(project), owe(project), a_colleague(project, "reception")
    desk = open_sheet(first, reception)
    for one in desk.page.button_group:
        if (one.key or "").endswith(("_quality", "_effect")):
            one.set_value(1)
    desk.press(RECORD)

    desk.look(callback=f"{second.ticket}-1")

    marks = [one for one in desk.page.button_group if (one.key or "").endswith("_quality")]
    assert [one.value for one in marks] == [None]


def test_an_unsatisfied_callback_says_which_complaint_goes_on():
    project = a_project()
    which = owe(project)
    desk = open_sheet(which, a_colleague(project, "reception"))

    desk.fill(Shortcomings="没有守时")
    satisfied(desk, "no").press(RECORD)

    with reading() as session:
        (complaint,) = tickets_db.children(session, project, which.ticket)
        words = tickets_db.intake(session, project, complaint.number).words
    assert (complaint.kind, complaint.stage, words) == (Kind.COMPLAINT, Stage.RECEIVED, "没有守时")
    assert f"project={project}&lang=en&ticket={complaint.number}" in desk.words()


def test_an_unsatisfied_callback_about_a_complaint_reopens_it():
    project = a_project()
    which = owe(project, kind="complaint")
    desk = open_sheet(which, a_colleague(project, "supervisor"))

    satisfied(desk, "no").press(RECORD)

    with reading() as session:
        assert tickets_db.line(session, project, which.ticket).stage is Stage.RECEIVED
        assert tickets_db.children(session, project, which.ticket) == []


def test_a_call_that_nobody_took_is_counted():
    project = a_project()
    which = owe(project)

    desk = open_sheet(which, a_colleague(project, "reception"))
    desk.choose("callback", "callback_attempted").press("Note the attempt")

    assert line(which).attempts == 1
    assert line(which).stage is CallbackStage.OWED
    assert RECORD in desk.buttons()


def test_call_me_later_needs_to_know_when():
    project = a_project()
    which = owe(project)
    desk = open_sheet(which, a_colleague(project, "reception"))

    desk.choose("callback", "callback_attempted")
    (outcome,) = [one for one in desk.page.button_group if "Declined" in one.options]
    outcome.set_value("call_again")
    desk.press("Note the attempt")

    assert "“Call again at”" in desk.words()
    assert line(which).attempts == 0


def test_a_sheet_is_offered_to_those_only_who_make_such_calls():
    project = a_project()
    which = owe(project)
    names = {"客户经理": "customer_manager", "前台": "reception", "技工": "technician"}
    for name, role in names.items():
        a_colleague(project, role, name=name)
    supervisor = a_colleague(project, "supervisor", name="主管")

    desk = open_sheet(which, supervisor).choose("callback", "callback_assigned")

    assert set(desk.field("To whom").options) == {"客户经理", "前台"}


def test_whoever_is_no_supervisor_takes_a_sheet_for_themselves_only():
    project = a_project()
    which = owe(project)
    a_colleague(project, "customer_manager")
    me = a_colleague(project, "reception", name="前台")

    desk = open_sheet(which, me).choose("callback", "callback_assigned")
    assert desk.field("To whom").options == ["前台"]
    desk.press(ASSIGN)

    assert line(which).assignee_id == me.staff_id


def test_where_nobody_makes_such_calls_a_sheet_is_not_offered():
    project = a_project()
    which = owe(project)

    desk = open_sheet(which, a_colleague(project, "supervisor"))

    assert desk.choices("callback") == ["Record the callback", "Note an attempt"]


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("supervisor", ["Review the callback", "Hand the sheet back"]),
        ("reception", ["Hand the sheet back"]),
    ],
)
def test_a_review_is_for_those_who_may(role, offered):
    project = a_project()
    which = owe(project)
    make_callback(which, a_colleague(project, "reception"), NOW)

    assert open_sheet(which, a_colleague(project, role)).choices("callback") == offered


def test_a_sheet_handed_back_waits_for_the_supervisor_alone():
    project = a_project()
    which, reception = owe(project), a_colleague(project, "reception")
    make_callback(which, reception, NOW)

    desk = open_sheet(which, reception).press("Hand the sheet back")

    assert line(which).stage is CallbackStage.HANDED_BACK
    assert desk.choices("callback") == []


def test_a_review_needs_a_remark_and_ends_the_callback():
    project = a_project()
    which, supervisor = owe(project), a_colleague(project)
    make_callback(which, supervisor, NOW)

    desk = open_sheet(which, supervisor).press(REVIEW)
    assert "“Remark”" in desk.words()
    desk.fill(Remark="情况属实").press(REVIEW)

    assert line(which).stage is CallbackStage.REVIEWED
    assert "情况属实" in desk.words()
    assert desk.choices("callback") == []


@pytest.mark.parametrize("is_noticed", [True, False])
def test_whoever_was_slower_with_the_same_call_is_told(is_noticed):
    project = a_project()
    which, me = owe(project), a_colleague(project, "reception")
    desk = satisfied(open_sheet(which, me), "no")

    if not is_noticed:
        live.reader().stop()
    make_callback(which, a_colleague(project, "customer_manager"), NOW)
    if is_noticed:
        live.reader().hurry()
    desk.press(RECORD)

    told = "Somebody else has just changed this" if is_noticed else "is not possible while"
    assert told in desk.words()
    assert line(which).satisfied is True
    with reading() as session:
        assert tickets_db.children(session, project, which.ticket) == []


def test_a_colleagues_note_does_not_wipe_out_what_is_being_written():
    project = a_project()
    which = owe(project)
    desk = open_sheet(which, a_colleague(project, "reception"))
    # A browser keeps what is typed for as long as the field is the same one.
    before = desk.field("Shortcomings").id

    colleague = a_colleague(project, "customer_manager")
    with writing() as session:
        callback_desk.attempt(session, colleague, which, Attempt.NO_ANSWER, NOW)
    desk.look()

    assert line(which).attempts == 1
    assert desk.field("Shortcomings").id == before


def test_whoever_lost_their_role_while_the_page_stood_open_records_nothing():
    project = a_project()
    which, me = owe(project), a_colleague(project, "reception")
    desk = satisfied(open_sheet(which, me), "yes")

    with writing() as session:
        session.execute(update(Membership).values(role=Role.WALL))
    desk.press(RECORD)

    assert "Your role does not allow this" in desk.words()
    assert line(which).stage is CallbackStage.OWED


def test_what_others_owe_appears_at_the_next_look():
    project = a_project()
    desk = sit("callbacks", project, a_colleague(project))

    which = owe(project)
    desk.look()

    assert f"#{which.ticket}-1" in [row["No."] for row in desk.rows(nth=-1)]


def test_an_enquiry_owes_nobody_a_call():
    project = a_project()
    a_ticket(project, kind="enquiry", now=NOW - DAY)

    assert not sit("callbacks", project, a_colleague(project)).page.dataframe


@BOTH
def test_the_sheet_speaks_the_visitors_language(language, monkeypatch):
    monkeypatch.setenv("HUIFANG_LANGUAGE", language)
    project = a_project()

    desk = open_sheet(owe(project), a_colleague(project, "reception"), language)

    assert {"zh_CN": "登记回访", "en": RECORD}[language] in desk.buttons()
    assert {"zh_CN": "满意", "en": "Satisfied"}[language] in [
        option for one in desk.page.button_group for option in one.options
    ]


@pytest.mark.parametrize(
    ("kind", "answer", "told"),
    [
        ("help", "yes", "Recorded."),
        ("help", "no", "Recorded. The matter goes on as complaint #2."),
        ("complaint", "no", "Recorded. The matter goes on as complaint #1."),
    ],
)
def test_whoever_recorded_is_told_where_the_matter_goes_on(kind, answer, told, monkeypatch):
    toasts = []
    monkeypatch.setattr("streamlit.toast", lambda words, **_look: toasts.append(words))
    project = a_project()

    desk = open_sheet(owe(project, kind=kind), a_colleague(project, "supervisor"))
    satisfied(desk, answer).press(RECORD)

    assert toasts == [told]


@BOTH
def test_a_calendar_gets_an_address_once_and_it_is_taken_back(language):
    lead = a_colleague(a_project(), Role.SUPERVISOR)
    (project,) = lead.roles
    make, back = {
        "en": ("Make an address", "Take back"),
        "zh_CN": ("生成地址", "收回"),
    }[language]
    desk = sit("callbacks", project, lead, language)

    desk.press(make)
    (address,) = [one.value for one in desk.page.code]
    desk.press(back)

    assert "/diary/" in address
    with reading() as session:
        assert diaries_db.open_of(session, project, lead.staff_id) == []
