"""What is told, to which target, in the transaction in which it happens; and who may say so."""

from datetime import timedelta

import pytest

from db import notice_targets as targets_db
from db import notices as notices_db
from db import people, projects
from db.engine import reading, writing
from db.escalations import Due
from desk import announcements, escalations, notices
from domain.access import Role
from domain.errors import NotAllowed, NotFound, WrongValue
from domain.notices import TOLD, Channel, NoticeKind
from domain.policy import WrongPolicy
from domain.tickets import Rung, Severity, Step
from tests.builders import (
    DAY,
    HOUR,
    LET_DOWN,
    MINUTE,
    MOMENT,
    MONDAY_MORNING,
    WEDNESDAY_MORNING,
    a_callback,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resident,
    a_resolved_ticket,
    a_ticket,
    an_actor,
    make_callback,
    receive,
    take,
)

HOOK = "https://erp.example/hook?key=geheim-8472"
MAIL = "mailto://127.0.0.1:25?from=desk@cuihu.example&to=lead@cuihu.example"
MOST = Channel.WEBHOOK.most_attempts
EVENING = MONDAY_MORNING + 14 * HOUR


def a_target(project: int, *kinds: NoticeKind, address: str = HOOK) -> int:
    lead = an_actor(Role.SUPERVISOR, project)
    channel = Channel.WEBHOOK if address == HOOK else Channel.MAIL
    with writing() as session:
        return notices.add_target(
            session, lead, project, "值班群", channel, address, kinds or TOLD
        )[0]


def outbox(project: int) -> list[notices_db.NoticeLine]:
    with reading() as session:
        return notices_db.latest(session, project)


def kinds(project: int) -> list[NoticeKind]:
    return [line.kind for line in outbox(project)]


def claim(now):
    with writing() as session:
        return notices.claim(session, now)


def settle(claims, now, error=None):
    with writing() as session:
        notices.settle(session, claims, error, now, 0.5)


def test_what_happens_to_a_ticket_is_told_once_to_each_target_that_wants_it(database):
    project = a_project()
    a_target(project, NoticeKind.DISPATCHED)
    a_target(project, NoticeKind.DISPATCHED, NoticeKind.ESCALATED)
    a_target(project, NoticeKind.MAJOR)
    ticket = a_ticket(project)

    take(project, ticket, Step.DISPATCHED, MONDAY_MORNING + HOUR)
    take(project, ticket, Step.ESCALATED, MONDAY_MORNING + 2 * HOUR, rung=Rung.SUPERVISOR)
    take(project, ticket, Step.NOTED, MONDAY_MORNING + 2 * HOUR, note="王芳 13800000000")

    assert sorted(kinds(project)) == ["dispatched", "dispatched", "escalated"]


def test_a_step_that_is_refused_tells_nobody(database):
    project = a_project()
    a_target(project)
    ticket = a_ticket(project)

    with pytest.raises(NotFound):
        take(project, ticket, Step.DISPATCHED, MONDAY_MORNING, assignee_id=99)

    assert outbox(project) == []


def test_a_project_without_targets_has_an_empty_outbox(database):
    project = a_project()
    a_ticket(project, severity=Severity.MAJOR)

    assert outbox(project) == []


def test_what_the_clockwork_raises_is_told_with_the_limit_that_was_missed(database):
    project = a_project()
    a_target(project)
    ticket = a_ticket(project)
    now = MONDAY_MORNING + 2 * HOUR + MOMENT

    with writing() as session:
        escalations.raise_limits(session, Due(project, ticket), now)

    (line,) = outbox(project)
    assert line.facts == {
        "ticket": ticket,
        "kind": "repair",
        "severity": "minor",
        "rung": "supervisor",
        "missed": "dispatched",
    }


def test_a_callback_that_is_too_late_has_a_notice_of_its_own(database):
    project = a_project()
    a_target(project)
    which = a_callback(project, kind="complaint", replied=True)

    with writing() as session:
        due = Due(project, which.ticket)
        escalations.raise_limits(session, due, MONDAY_MORNING + 30 * DAY)

    assert NoticeKind.CALLBACK_LATE in kinds(project)


def test_a_major_ticket_and_a_resident_let_down_are_told_of(database):
    project = a_project()
    code = a_code(project, a_resolved_ticket(project))
    a_target(project)

    a_ticket(project, severity=Severity.MAJOR)
    receive(code, a_filled_form(LET_DOWN, words="态度差 13800000000"), WEDNESDAY_MORNING)

    assert sorted(kinds(project)) == ["let_down", "major"]


def test_an_unsatisfactory_callback_is_told_as_it_opens_a_complaint(database):
    project = a_project()
    which = a_callback(project, replied=True)
    a_target(project, NoticeKind.LET_DOWN)

    make_callback(which, a_colleague(project), WEDNESDAY_MORNING + 9 * DAY, satisfied=False)

    assert kinds(project) == [NoticeKind.LET_DOWN]


def test_no_notice_names_a_person_or_their_door(database):
    project = a_project()
    a_target(project)
    resident = a_resident(project, "李强", "13800000000")
    with reading() as session:
        home = people.resident(session, project, resident).place_id

    a_ticket(
        project,
        severity=Severity.MAJOR,
        resident_id=resident,
        place_id=home,
        subject="李强家漏水",
        words="请打 13800000000",
        place_words="3栋502",
    )

    (line,) = outbox(project)
    assert line.facts == {"ticket": 1, "kind": "repair", "severity": "major", "place": "3 栋"}


def test_a_common_place_is_named(database):
    project = a_project()
    a_target(project)
    with writing() as session:
        lift = people.add_place(session, project, building="1 栋", name="电梯")

    a_ticket(project, severity=Severity.MAJOR, place_id=lift)

    (line,) = outbox(project)
    assert line.facts["place"] == "1 栋 电梯"


def test_what_happens_at_night_waits_for_the_morning_unless_it_is_major(database):
    project = a_project()
    a_target(project, address=MAIL)
    for severity in (Severity.MINOR, Severity.MAJOR):
        ticket = a_ticket(project, severity=severity, now=EVENING)
        take(project, ticket, Step.DISPATCHED, EVENING + MINUTE)

    waits = {(line.facts["ticket"], line.kind): line.try_at for line in outbox(project)}

    assert waits == {
        (1, NoticeKind.DISPATCHED): MONDAY_MORNING + 22 * HOUR,
        (2, NoticeKind.MAJOR): EVENING,
        (2, NoticeKind.DISPATCHED): EVENING + MINUTE,
    }


def closing(project: int, now) -> None:
    with writing() as session:
        announcements.announce_closing(session, project, now)


def test_a_callback_that_is_due_soon_is_told_once(database):
    project = a_project()
    a_target(project)
    # Resolved on Monday: the window closes on Thursday, and is told of from Tuesday on.
    a_callback(project, kind="complaint", resolved_at=MONDAY_MORNING, replied=True)

    told = []
    for hours in (14, 15, 16, 200):
        closing(project, MONDAY_MORNING + hours * HOUR)
        told.append(kinds(project).count(NoticeKind.CALLBACK_CLOSING))

    assert told == [0, 1, 1, 1]


def test_a_callback_that_was_made_is_not_due_soon(database):
    project = a_project()
    a_target(project)
    which = a_callback(project, kind="complaint", resolved_at=MONDAY_MORNING, replied=True)
    make_callback(which, a_colleague(project), MONDAY_MORNING + 2 * HOUR)

    closing(project, WEDNESDAY_MORNING)

    assert NoticeKind.CALLBACK_CLOSING not in kinds(project)


def test_only_projects_that_want_it_are_asked_for_callbacks(database):
    first, second = a_project(), a_project()
    a_target(first)
    a_target(second, NoticeKind.MAJOR)
    a_project()

    with reading() as session:
        assert targets_db.projects_told_of(session, NoticeKind.CALLBACK_CLOSING) == [first]


def test_a_notice_is_claimed_once_and_comes_up_again_when_its_carrier_dies(database):
    project = a_project()
    a_target(project)
    a_ticket(project, severity=Severity.MAJOR)

    first, second = claim(MONDAY_MORNING), claim(MONDAY_MORNING)
    before = claim(MONDAY_MORNING + notices.LEASE - MOMENT)
    after = claim(MONDAY_MORNING + notices.LEASE)

    assert [len(claims) for claims in (first, second, before, after)] == [1, 0, 0, 1]
    assert [claims[0].attempts for claims in (first, after)] == [1, 2]
    assert first[0].id == after[0].id


def test_whoever_comes_back_late_does_not_undo_what_another_did(database):
    project = a_project()
    a_target(project)
    a_ticket(project, severity=Severity.MAJOR)
    slow = claim(MONDAY_MORNING)
    quick = claim(MONDAY_MORNING + notices.LEASE)

    settle(quick, MONDAY_MORNING + notices.LEASE)
    settle(slow, MONDAY_MORNING + notices.LEASE + MINUTE, "timed out")

    (line,) = outbox(project)
    assert line.sent_at == MONDAY_MORNING + notices.LEASE
    assert (line.try_at, line.failed_at, line.last_error) == (None, None, "")


def test_what_fails_is_tried_again_later_and_later_and_given_up_in_the_end(database):
    project = a_project()
    a_target(project)
    a_ticket(project, severity=Severity.MAJOR)
    now, waits = MONDAY_MORNING, []

    for _ in range(MOST):
        settle(claim(now), now, "HTTP 500")
        (line,) = outbox(project)
        if line.try_at:
            waits.append(line.try_at - now)
            now = line.try_at

    assert waits == sorted(waits)
    assert len(waits) == MOST - 1
    assert (line.failed_at, line.try_at, line.last_error) == (now, None, "HTTP 500")
    assert claim(now + 9 * DAY) == []
    with reading() as session:
        assert notices_db.counts(session, project) == notices_db.Counts(0, 0, 1)


def test_what_was_given_up_may_be_begun_anew(database):
    project = a_project()
    a_target(project)
    a_ticket(project, severity=Severity.MAJOR)
    with writing() as session:
        notices.drop(session, notices.claim(session, MONDAY_MORNING), MONDAY_MORNING)
    (line,) = outbox(project)

    with writing() as session:
        notices.retry(session, an_actor(project_id=project), project, line.id, WEDNESDAY_MORNING)

    assert line.last_error == "removed"
    assert [one.attempts for one in claim(WEDNESDAY_MORNING)] == [1]


def test_what_was_sent_is_not_begun_anew(database):
    project = a_project()
    a_target(project)
    a_ticket(project, severity=Severity.MAJOR)
    settle(claim(MONDAY_MORNING), MONDAY_MORNING)
    (line,) = outbox(project)

    with pytest.raises(NotFound), writing() as session:
        notices.retry(session, an_actor(project_id=project), project, line.id, WEDNESDAY_MORNING)


def test_nothing_is_carried_out_for_a_project_that_was_removed(database):
    project = a_project()
    a_target(project)
    a_ticket(project, severity=Severity.MAJOR)
    with writing() as session:
        projects.remove(session, project, MONDAY_MORNING)

    assert claim(WEDNESDAY_MORNING) == []


def test_a_target_that_was_removed_has_no_secrets_left(database):
    project = a_project()
    target = a_target(project)
    a_ticket(project, severity=Severity.MAJOR)

    with writing() as session:
        lead = an_actor(project_id=project)
        notices.remove_target(session, lead, project, target, MONDAY_MORNING)

    (claimed,) = claim(MONDAY_MORNING)
    with reading() as session:
        assert notices.target_of(session, claimed) is None
        assert targets_db.cards(session, project) == []
        addresses = session.connection().exec_driver_sql(
            "SELECT address, secret FROM notice_targets"
        )
        assert addresses.all() == [("", "")]


def test_a_card_and_a_printed_target_keep_the_secrets(database):
    project = a_project()
    a_target(project)

    with reading() as session:
        (card,), (target,) = (
            targets_db.cards(session, project),
            targets_db.targets(session, project),
        )

    assert card.leads_to == "https://erp.example/•••"
    assert target.secret
    for secret in ("geheim-8472", target.secret):
        assert secret not in repr(card) + repr(target)


def test_a_target_is_told_of_what_was_chosen_last(database):
    project = a_project()
    target = a_target(project, NoticeKind.DISPATCHED)

    with writing() as session:
        lead = an_actor(project_id=project)
        notices.choose_kinds(session, lead, project, target, [NoticeKind.MAJOR])
    take(project, a_ticket(project, severity=Severity.MAJOR), Step.DISPATCHED, MONDAY_MORNING)

    assert kinds(project) == [NoticeKind.MAJOR]


def test_hours_of_ones_own_leave_the_rest_of_the_policy_alone(database):
    project = a_project(policy={"standards": {"dispatch": "30m"}})
    lead = a_colleague(project, Role.SUPERVISOR)

    with writing() as session:
        hours = {"quiet_from": None, "quiet_until": None}
        notices.set_hours(session, lead, project, hours, MONDAY_MORNING)
        notices.set_hours(session, lead, project, {"digest": ["dispatched"]}, MONDAY_MORNING)

    with reading() as session:
        policy = projects.policy(session, project)
    assert policy.standards.dispatch == timedelta(minutes=30)
    assert policy.notices.quiet_from is None
    assert policy.notices.digest == (NoticeKind.DISPATCHED,)


@pytest.mark.parametrize(
    ("hours", "key"),
    [
        ({"quiet_from": "25:00"}, "notices.quiet_from"),
        ({"quiet_from": "7:00"}, "notices.quiet_from"),
        ({"quiet_from": None}, "notices.quiet_until"),
        ({"digest": ["gossip"]}, "notices.digest"),
    ],
)
def test_hours_that_cannot_be_used_are_refused(database, hours, key):
    project = a_project()

    with pytest.raises(WrongPolicy) as refused, writing() as session:
        notices.set_hours(session, an_actor(project_id=project), project, hours, MONDAY_MORNING)

    assert refused.value.key == key


@pytest.mark.parametrize("address", ["wecombot://", "dingtalk://secret@", "feishu://"])
def test_an_address_that_leads_nowhere_is_refused(database, address):
    project = a_project()
    channel = {"w": Channel.WECOM, "d": Channel.DINGTALK, "f": Channel.FEISHU}[address[0]]

    lead = an_actor(project_id=project)
    with pytest.raises(WrongValue) as refused, writing() as session:
        notices.add_target(session, lead, project, "群", channel, address, TOLD)

    assert (refused.value.field, refused.value.reason) == ("address", "unknown_value")


VERBS = {
    "add": lambda s, who, p: notices.add_target(s, who, p, "群", Channel.WEBHOOK, HOOK, TOLD),
    "choose": lambda s, who, p: notices.choose_kinds(s, who, p, 1, TOLD),
    "remove": lambda s, who, p: notices.remove_target(s, who, p, 1, MONDAY_MORNING),
    "hours": lambda s, who, p: notices.set_hours(s, who, p, {}, MONDAY_MORNING),
    "try": lambda s, who, p: notices.try_out(s, who, p, 1, MONDAY_MORNING),
    "retry": lambda s, who, p: notices.retry(s, who, p, "x", MONDAY_MORNING),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", [Role.RECEPTION, Role.TECHNICIAN, Role.WALL])
def test_only_who_administers_the_project_touches_its_notices(database, verb, role):
    project = a_project()
    a_target(project)

    for actor in (an_actor(role, project), an_actor(Role.SUPERVISOR, project + 1)):
        with pytest.raises(NotAllowed), writing() as session:
            VERBS[verb](session, actor, project)
