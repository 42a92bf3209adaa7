"""What residents open by themselves, and what follows when they urge or say "not fixed"."""

import pytest

from db import tickets as tickets_db
from db.board import board
from db.engine import reading, writing
from desk import codes, following, requests
from desk.requests import NoSuchDoor, Report
from desk.tickets import open_dossier
from domain.errors import NotFound
from domain.requests import NoReason, UrgedTooSoon, WrongPhone
from domain.surveys import CodeClosed
from domain.tickets import Kind, Rung, Stage, Step
from tests.builders import (
    DAY,
    HOUR,
    LET_DOWN,
    MINUTE,
    MONDAY_MORNING,
    WEDNESDAY_MORNING,
    a_card_code,
    a_code,
    a_filled_form,
    a_place_code,
    a_project,
    a_resident,
    a_resolved_ticket,
    a_ticket,
    receive,
    take,
)

BROKEN = Report(Kind.REPAIR, "电梯门夹人", words="电梯门夹人")


@pytest.fixture
def project(database) -> int:
    return a_project()


def report(code: str, said: Report = BROKEN, form: str = "form", now=MONDAY_MORNING):
    with writing() as session:
        entry = requests.enter(session, code, now)
        return requests.report(session, entry, said, form, now)


def follow(code: str, now=MONDAY_MORNING):
    with reading() as session:
        return following.follow(session, code, now)


def urge(code: str, now, asked_at=None):
    with writing() as session:
        followed = following.follow(session, code, now)
        return following.urge(session, followed, now, asked_at=asked_at or now)


def reopen(code: str, now, reason: str = "还在漏", asked_at=None):
    with writing() as session:
        followed = following.follow(session, code, now)
        return following.reopen(session, followed, reason, now, asked_at=asked_at or now)


def test_a_report_is_followed_by_a_code_of_its_own(project):
    taken = report(a_place_code(project))

    assert follow(taken.token).dossier.number == taken.dossier.number
    assert {due.step for due in taken.dossier.deadlines()} == {Step.DISPATCHED, Step.RESOLVED}


def test_one_form_is_one_ticket_and_two_forms_are_two(project):
    code = a_place_code(project)

    numbers = [report(code, form=form).dossier.number for form in ("one", "one", "two")]

    assert numbers == [1, 1, 2]


def test_the_forms_of_two_projects_do_not_meet(project):
    other = a_project()

    report(a_place_code(project))
    report(a_card_code(other))

    for one in (project, other):
        with reading() as session:
            assert tickets_db.newest(session, one, limit=5) == [1]


def test_nobody_is_called_without_a_number(project):
    code = a_card_code(project)

    said = Report(Kind.ENQUIRY, "请求回电")

    with writing() as session:
        entry = requests.enter(session, code, MONDAY_MORNING)
        with pytest.raises(WrongPhone):
            requests.ask_call(session, entry, said, "form", MONDAY_MORNING)


def test_only_posters_and_cards_have_these_doors(project):
    slip, poster = a_code(project, a_ticket(project)), a_place_code(project)

    with pytest.raises(NoSuchDoor):
        report(slip)
    with pytest.raises(NoSuchDoor):
        follow(poster)
    for unknown in ("NOSUCHCODE", ""):
        with pytest.raises(NotFound):
            report(unknown)
        with pytest.raises(NotFound):
            follow(unknown)


def test_a_withdrawn_code_opens_neither(project):
    slip, poster = a_code(project, a_ticket(project)), a_place_code(project)
    with writing() as session:
        for code in (slip, poster):
            codes.revoke(session, None, project, code, MONDAY_MORNING)

    with pytest.raises(CodeClosed):
        report(poster)
    with pytest.raises(CodeClosed):
        follow(slip)


def test_the_project_says_how_often_one_urges(database):
    project = a_project(policy={"survey": {"urge_every": "10m"}})
    code = a_code(project, a_ticket(project))
    urge(code, MONDAY_MORNING)

    with pytest.raises(UrgedTooSoon):
        urge(code, MONDAY_MORNING + 9 * MINUTE)
    dossier = urge(code, MONDAY_MORNING + 10 * MINUTE)

    assert dossier.progress.urges == 2
    with reading() as session:
        assert tickets_db.line(session, project, 1).urges == 2


def test_a_page_that_was_opened_before_the_urge_does_not_urge_again(project):
    code = a_code(project, a_ticket(project))
    urge(code, MONDAY_MORNING + HOUR, asked_at=MONDAY_MORNING)

    dossier = urge(code, MONDAY_MORNING + DAY, asked_at=MONDAY_MORNING)

    assert dossier.progress.urges == 1


def test_not_fixed_is_one_level_up_a_new_round_and_an_event_of_nobody_on_the_staff(project):
    code = a_code(project, a_resolved_ticket(project, replied=True))

    dossier = reopen(code, WEDNESDAY_MORNING)

    raised, _withdrawn, reopened = dossier.history[-3:]
    assert (raised.step, raised.rung) == (Step.ESCALATED, Rung.SUPERVISOR)
    assert (reopened.step, reopened.note, reopened.actor_id) == (Step.REOPENED, "还在漏", None)
    assert (dossier.progress.stage, dossier.progress.round) == (Stage.RECEIVED, 2)


def test_without_a_reason_nothing_is_reopened(project):
    code = a_code(project, a_resolved_ticket(project))

    with pytest.raises(NoReason):
        reopen(code, WEDNESDAY_MORNING, reason="")

    assert follow(code).dossier.progress.round == 1


def test_a_page_sent_twice_reopens_once_also_after_the_work_was_done_again(project):
    code = a_code(project, a_resolved_ticket(project))
    reopen(code, WEDNESDAY_MORNING, asked_at=WEDNESDAY_MORNING)

    again = reopen(code, WEDNESDAY_MORNING + MINUTE, asked_at=WEDNESDAY_MORNING)

    assert again.progress.round == 2


def call_tickets(project: int) -> list[int]:
    with reading() as session:
        numbers = tickets_db.newest(session, project, limit=20)
        kinds = {number: tickets_db.intake(session, project, number).kind for number in numbers}
    return [number for number, kind in kinds.items() if kind is Kind.ENQUIRY]


def test_a_wish_for_a_call_belongs_to_its_job_and_to_its_resident(project):
    resident = a_resident(project)
    job = a_resolved_ticket(project, resident_id=resident)
    code = a_code(project, job)

    receipt = receive(code, a_filled_form(call_me=True, phone=""), WEDNESDAY_MORNING)

    with reading() as session:
        call = tickets_db.intake(session, project, receipt.call_ticket or 0)
    assert (call.kind, call.parent, call.resident_id) == (Kind.ENQUIRY, job, resident)
    assert call.subject == "请求回电 · 厨房水管漏水"


def test_a_correction_that_still_wishes_a_call_opens_no_second_ticket(project):
    code = a_code(project, a_resolved_ticket(project))

    receipts = [
        receive(code, a_filled_form(call_me=True, words=words), WEDNESDAY_MORNING + HOUR)
        for words in ("早点来", "换个说法")
    ]

    assert call_tickets(project) == [receipts[0].call_ticket] == [receipts[1].call_ticket]


def test_a_complaint_that_opens_with_the_wish_makes_the_call(project):
    code = a_code(project, a_resolved_ticket(project))

    receipt = receive(
        code, a_filled_form(LET_DOWN, call_me=True, words="来晚了"), WEDNESDAY_MORNING
    )

    with reading() as session:
        complaint = tickets_db.intake(session, project, receipt.complaint or 0)
    assert call_tickets(project) == []
    assert complaint.asks == "请求回电"
    assert complaint.resident_id is not None


def test_a_complaint_that_is_open_already_is_no_reason_to_forget_the_call(project):
    code = a_code(project, a_resolved_ticket(project))
    first = receive(code, a_filled_form(LET_DOWN, words="来晚了"), WEDNESDAY_MORNING)

    later = receive(code, a_filled_form(LET_DOWN, call_me=True), WEDNESDAY_MORNING + HOUR)

    assert later.complaint == first.complaint
    assert call_tickets(project) == [later.call_ticket]


def test_a_call_nobody_can_make_is_not_promised(project):
    code = a_code(project, a_resolved_ticket(project))

    with pytest.raises(WrongPhone):
        receive(code, a_filled_form(call_me=True, phone=""), WEDNESDAY_MORNING)

    assert call_tickets(project) == []


def test_what_a_resident_typed_as_a_place_is_not_put_on_the_wall(project):
    report(a_card_code(project), Report(Kind.REPAIR, "门坏了", place_words="看我的广告"))
    with reading() as session:
        lines = board(session, project, MONDAY_MORNING).urgent

    assert [line.place for line in lines] == [""]
    with reading() as session:
        assert open_dossier(session, project, 1).intake.place_words == "看我的广告"


def test_a_ticket_urged_in_an_earlier_round_starts_its_new_one_unurged(project):
    code = a_code(project, a_ticket(project))
    urge(code, MONDAY_MORNING)
    take(project, 1, Step.RESOLVED, MONDAY_MORNING + HOUR)

    dossier = reopen(code, MONDAY_MORNING + 2 * HOUR)

    assert dossier.progress.urges == 0
    assert urge(code, MONDAY_MORNING + 2 * HOUR + MINUTE).progress.urges == 1
