"""The page of notices: what became of them, where they go, at what hours; for who administers."""

from datetime import UTC, datetime, time, timedelta

import pytest

from db import notice_targets as targets_db
from db import notices as notices_db
from db import projects
from db.engine import reading, writing
from desk import notices
from domain.access import Actor, Role
from domain.notices import TOLD, Channel, NoticeKind
from domain.tickets import Severity
from tests.builders import a_colleague, a_project, a_ticket
from tests.pages.desks import BOTH, Desk, forget, sit

HOOK = "https://erp.example/hook?key=geheim-8472"


@pytest.fixture(autouse=True)
def _fresh(database):
    forget()
    yield
    forget()


@pytest.fixture
def lead() -> Actor:
    return a_colleague(a_project(), Role.SUPERVISOR)


def of(lead: Actor) -> int:
    (project,) = lead.roles
    return project


def a_target(lead: Actor, name: str = "值班群") -> int:
    with writing() as session:
        return notices.add_target(
            session, lead, of(lead), name, Channel.WEBHOOK, HOOK, [NoticeKind.MAJOR]
        )[0]


def targets(lead: Actor) -> list[targets_db.Target]:
    with reading() as session:
        return targets_db.targets(session, of(lead))


def at_notices(lead: Actor, language: str = "en") -> Desk:
    return sit("notices", of(lead), lead, language)


@BOTH
def test_an_empty_page_says_what_to_do(lead, language):
    said = at_notices(lead, language).words()

    assert {"en": "Nowhere yet.", "zh_CN": "还没有接收方"}[language] in said
    assert {"en": "Nothing has been told yet", "zh_CN": "还没有发出过通知"}[language] in said


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.TECHNICIAN, Role.CUSTOMER_MANAGER])
def test_only_who_administers_the_project_sees_it(role):
    who = a_colleague(a_project(), role)
    a_target(Actor(who.staff_id, {of(who): Role.SUPERVISOR}))

    said = at_notices(who).words()

    assert "administer the project" in said
    assert "值班群" not in said


def test_a_target_is_set_and_its_secret_shown_once(lead):
    desk = at_notices(lead)
    desk.choose("channel", Channel.WEBHOOK)

    desk.fill(Called="值班群", Address=HOOK).press("Add")

    (target,) = targets(lead)
    assert [one.value for one in desk.page.code] == [target.secret]
    assert "https://erp.example/•••" in desk.words()
    assert "geheim-8472" not in desk.words()
    desk.look()
    assert [one.value for one in desk.page.code] == []


@BOTH
def test_an_address_of_another_shape_is_refused_and_kept(lead, language):
    called, address, add = {
        "en": ("Called", "Address", "Add"),
        "zh_CN": ("名称", "地址", "添加"),
    }[language]
    desk = at_notices(lead, language)

    desk.fill(**{called: "值班群", address: HOOK}).press(add)

    assert targets(lead) == []
    assert desk.field(called).value == "值班群"
    assert len(desk.page.error) == 1


def test_what_a_target_is_told_of_is_chosen_with_a_touch(lead):
    a_target(lead)

    at_notices(lead, "zh_CN").choose("kinds_1", [NoticeKind.MAJOR, NoticeKind.URGED])

    assert targets(lead)[0].kinds == (NoticeKind.MAJOR, NoticeKind.URGED)


def test_a_test_notice_is_on_its_way_at_once(lead):
    a_target(lead)

    at_notices(lead).press("Send a trial")

    with reading() as session:
        (line,) = notices_db.latest(session, of(lead))
    assert (line.kind, line.try_at) == (NoticeKind.TEST, line.created_at)


def test_a_target_is_removed_after_a_second_word(lead):
    a_target(lead)

    at_notices(lead).press("Remove for good")

    assert targets(lead) == []


@BOTH
def test_what_could_not_be_sent_says_why_and_is_begun_anew(lead, language):
    a_target(lead)
    a_ticket(of(lead), severity=Severity.MAJOR)
    now = datetime.now(UTC) + timedelta(days=1)
    for _ in range(Channel.WEBHOOK.most_attempts):
        with writing() as session:
            claims = notices.claim(session, now)
            notices.settle(session, claims, "HTTP 500", now, 0.5)
        now += timedelta(hours=2)
    desk = at_notices(lead, language)
    said = desk.words()

    desk.press({"en": "Begin anew", "zh_CN": "重新发送"}[language])

    assert "HTTP 500" in said
    assert {"en": "1 could not be sent", "zh_CN": "1 条未能发出"}[language] in said
    with reading() as session:
        assert notices_db.counts(session, of(lead)) == notices_db.Counts(1, 0, 0)


def test_the_list_tells_state_notice_and_target(lead):
    a_target(lead)
    a_ticket(of(lead), severity=Severity.MAJOR)

    (row,) = at_notices(lead).rows()

    assert row["State"] == "◷ at once"
    assert row["Notice"] == "Major: Repair #1 has been registered"
    assert row["Target"] == "值班群"


def test_hours_are_kept_and_an_emptied_pair_means_never(lead):
    desk = at_notices(lead)
    desk.field("Quiet from").select_index(0)
    desk.field("Quiet until").select_index(0)
    desk.field("Digest at").set_value(time(17))

    desk.press("Keep these hours")

    with reading() as session:
        rule = projects.policy(session, of(lead)).notices
    assert (rule.quiet_from, rule.quiet_until) == (None, None)
    assert f"{rule.digest_at}" == "17:00:00"


def test_half_a_pair_of_quiet_hours_is_refused_in_words(lead):
    desk = at_notices(lead)
    desk.field("Quiet from").select_index(0)

    desk.press("Keep these hours")

    assert "quiet_until" in desk.page.error[0].value
    assert len(TOLD) == len(desk.choices("digest"))


@BOTH
def test_a_target_that_was_switched_off_says_how_it_comes_back(lead, language):
    a_target(lead)
    at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    with writing() as session:
        targets_db.change_target(session, of(lead), 1, failing_since=at, switched_off_at=at)

    desk = at_notices(lead, language)

    assert {"en": "switched off", "zh_CN": "停用"}[language] in desk.words()
    (warning,) = desk.page.warning
    assert {"en": "switches it on again", "zh_CN": "重新启用"}[language] in warning.value


def test_an_address_behind_our_walls_is_refused_in_words(lead):
    desk = at_notices(lead)
    desk.choose("channel", Channel.WEBHOOK)

    desk.fill(Called="ERP", Address="https://10.0.0.7/hook").press("Add")

    assert "an address of this house" in desk.page.error[0].value
    assert targets(lead) == []
