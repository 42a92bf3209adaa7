"""The page of retention: what would go is seen before it may, and by whoever administers alone."""

from datetime import UTC, datetime

import pytest

from db import projects
from db.engine import reading
from domain.access import Actor, Role
from domain.retention import RetentionRule
from domain.tickets import Step
from tests.builders import DAY, a_colleague, a_project, a_resolved_ticket, take
from tests.pages.desks import BOTH, Desk, forget, sit

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NOW = datetime.now(UTC)
SURE = {
    "en": "I have seen what would go, and it may go for good",
    "zh_CN": "我已看过将清除的内容，同意永久清除",
}
KEEP = {"en": "Keep to these limits", "zh_CN": "按此期限保存"}


@pytest.fixture(autouse=True)
def _fresh(database):
    forget()
    yield
    forget()


@pytest.fixture
def lead() -> Actor:
    """Of a project with a ticket that was closed two years ago."""
    project = a_project()
    then = NOW - 730 * DAY
    ticket = a_resolved_ticket(project, now=then - DAY, resolved_at=then, replied=True)
    take(project, ticket, Step.CLOSED, then + DAY)
    return a_colleague(project, Role.SUPERVISOR)


def of(lead: Actor) -> int:
    (project,) = lead.roles
    return project


def rule(lead: Actor) -> RetentionRule:
    with reading() as session:
        return projects.policy(session, of(lead)).retention


def agree(desk: Desk, language: str = "en") -> Desk:
    [box] = [one for one in desk.page.checkbox if one.label == SURE[language]]
    box.check()
    return desk.press(KEEP[language])


@BOTH
def test_what_would_go_is_shown_for_the_months_in_the_fields_before_they_are_kept(lead, language):
    words, nothing, count = {
        "en": ("Words and notes", "Nothing is that old yet", "How many"),
        "zh_CN": ("文字与备注", "还没有到期的内容", "数量"),
    }[language]

    desk = sit("project", of(lead), lead, language, view="retention")
    before = desk.words()
    desk.field(words).set_value(12).run()

    assert nothing in before
    assert [row[count] for row in desk.rows("table")] == [1, 0, 0, 0, 0]
    assert not rule(lead).on


def test_nothing_is_switched_on_by_whoever_has_not_said_that_it_may_go(lead):
    desk = sit("project", of(lead), lead, view="retention").press("Keep to these limits")

    assert not rule(lead).on
    assert "say by the tick" in desk.page.warning[0].value
    desk.field("Words and notes").set_value(24).run()
    agree(desk)
    assert rule(lead) == RetentionRule(on=True, words_months=24, photos_months=12, people_months=36)


def test_it_can_be_stopped_again_and_the_months_stay(lead):
    desk = agree(sit("project", of(lead), lead, view="retention"))

    desk.press("Erase nothing by itself any more")

    assert rule(lead) == RetentionRule(
        on=False, words_months=36, photos_months=12, people_months=36
    )
    assert "Nothing is erased by itself yet" in desk.words()


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.TECHNICIAN])
def test_only_who_administers_the_project_sees_it(lead, role):
    who = a_colleague(of(lead), role)

    assert "administer the project" in sit("project", of(lead), who, view="retention").words()
