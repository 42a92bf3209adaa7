"""Campaigns: planned once, every household one code and one response, ended when one likes."""

from threading import Barrier, Thread
from time import perf_counter
from typing import Any

import pytest
from sqlalchemy.orm import Session

from db import audit, people
from db import campaigns as campaigns_db
from db import codes as codes_db
from db import tickets as tickets_db
from db.campaigns import Asked
from db.engine import reading, writing
from db.together import writers
from desk import campaigns, codes, surveys
from desk.surveys import Receipt, open_code
from domain.campaigns import CampaignOver, NotYetOpen, Standing, Window
from domain.errors import ChangedMeanwhile, NotAllowed, NotFound, WrongValue
from domain.surveys import AlreadyAnswered, CodeClosed, CodeKind, Form
from tests.builders import (
    CONTENT,
    DAY,
    DELIGHTED,
    HOUR,
    LET_DOWN,
    MOMENT,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    WEDNESDAY_MORNING,
    a_campaign,
    a_colleague,
    a_filled_form,
    a_household,
    a_project,
    letters_of,
    receive,
)

pytestmark = pytest.mark.usefixtures("database")

FORTNIGHT = Window(MONDAY_MORNING, MONDAY_MORNING + 14 * DAY)
LATER = Window(MONDAY_MORNING + 20 * DAY, MONDAY_MORNING + 30 * DAY)


def plan(project, actor=None, name="普查", window=FORTNIGHT, now=MONDAY_MORNING) -> int:
    with writing() as session:
        return campaigns.plan(session, actor, project, name, window, now)


def give_out(project, campaign, actor=None, now=MONDAY_MORNING) -> int:
    with writing() as session:
        return campaigns.give_out(session, actor, project, campaign, now)


def turnout(project, campaign) -> list[Asked]:
    with reading() as session:
        return campaigns_db.turnout(session, project, campaign)


def reissue(project, token, now=TUESDAY_MORNING) -> str:
    with writing() as session:
        return codes.reissue(session, None, project, token, now)


@pytest.fixture
def project() -> int:
    return a_project()


def test_a_campaign_is_planned_by_name_and_window(project):
    supervisor = a_colleague(project)

    campaign = plan(project, supervisor, " 2026  普查 ")

    with reading() as session:
        (card,) = campaigns_db.every(session, project)
        assert campaigns_db.named(session, project, "2026 普查") == card
    assert (card.id, card.name, card.window) == (campaign, "2026 普查", FORTNIGHT)
    assert card.created_by == supervisor.staff_id


@pytest.mark.parametrize("role", ["reception", "technician", "customer_manager", "wall"])
def test_campaigns_are_the_supervisors_to_run(project, role):
    somebody, campaign = a_colleague(project, role), a_campaign(project)

    for deed in (
        lambda s: campaigns.plan(s, somebody, project, "再一次", LATER, MONDAY_MORNING),
        lambda s: campaigns.move(s, somebody, project, campaign, LATER, MONDAY_MORNING),
        lambda s: campaigns.give_out(s, somebody, project, campaign, MONDAY_MORNING),
        lambda s: campaigns.close(s, somebody, project, campaign, TUESDAY_MORNING),
    ):
        with pytest.raises(NotAllowed), writing() as session:
            deed(session)


def test_another_projects_campaign_is_not_found(project):
    other, campaign = a_project(), a_campaign(project)

    for deed in (
        lambda s: campaigns.move(s, None, other, campaign, LATER, MONDAY_MORNING),
        lambda s: campaigns.give_out(s, None, other, campaign, MONDAY_MORNING),
        lambda s: campaigns.close(s, None, other, campaign, MONDAY_MORNING),
    ):
        with pytest.raises(NotFound), writing() as session:
            deed(session)


def test_a_name_is_given_once_in_a_project(project):
    plan(project, name="普查")
    plan(a_project(), name="普查")

    with pytest.raises(WrongValue) as refused:
        plan(project, name="普查", window=LATER)

    assert (refused.value.field, refused.value.reason) == ("campaign_name", "known_already")


def test_two_campaigns_of_a_project_do_not_overlap(project):
    first = plan(project)
    plan(a_project())

    with pytest.raises(WrongValue):
        plan(project, name="又一次", window=Window(FORTNIGHT.closes_at - MOMENT, LATER.closes_at))
    second = plan(project, name="又一次", window=LATER)

    late = Window(FORTNIGHT.opens_at, LATER.opens_at + MOMENT)
    with pytest.raises(WrongValue), writing() as session:
        campaigns.move(session, None, project, first, late, TUESDAY_MORNING)
    with writing() as session:
        campaigns.move(session, None, project, second, LATER, TUESDAY_MORNING)


def test_two_who_plan_at_once_cannot_both_have_the_fortnight(project):
    barrier, refused = Barrier(2), []

    def planner(name: str) -> None:
        barrier.wait()
        try:
            plan(project, name=name)
        except (WrongValue, ChangedMeanwhile) as error:
            refused.append(error)

    threads = [Thread(target=planner, args=(name,)) for name in ("甲", "乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with reading() as session:
        assert len(campaigns_db.every(session, project)) == 1
    assert len(refused) == 1


def test_every_household_gets_one_code_and_no_lobby_does(project):
    homes = [a_household(project) for _home in range(3)]
    with writing() as session:
        people.add_place(session, project, name="大堂")
    campaign = a_campaign(project)

    first, again = give_out(project, campaign), give_out(project, campaign, now=TUESDAY_MORNING)

    letters = letters_of(project, campaign)
    assert (first, again) == (3, 0)
    assert sorted(letters) == sorted(homes)
    with reading() as session:
        cards = [codes_db.find(session, token) for token in letters.values()]
    assert {(card.kind, card.form, card.campaign) for card in cards} == {
        (CodeKind.CAMPAIGN, Form.CAMPAIGN, campaign)
    }


def test_a_household_that_moved_in_later_gets_its_code_too(project):
    campaign = a_campaign(project, households=2)
    before = letters_of(project, campaign)

    newcomer = a_household(project)

    assert give_out(project, campaign, now=TUESDAY_MORNING) == 1
    after = letters_of(project, campaign)
    assert after == before | {newcomer: after[newcomer]}


def test_two_desks_that_give_out_codes_at_once_give_each_household_one(project):
    for _home in range(20):
        a_household(project)
    campaign, given, barrier = a_campaign(project), [], Barrier(2)

    def giver() -> None:
        barrier.wait()
        given.append(give_out(project, campaign))

    threads = [Thread(target=giver) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(given) == [0, 20]
    assert len(letters_of(project, campaign)) == 20


def test_before_and_after_its_window_a_letter_says_when(project):
    campaign = a_campaign(
        project,
        opens_at=TUESDAY_MORNING,
        closes_at=WEDNESDAY_MORNING,
        planned_at=MONDAY_MORNING,
        households=2,
    )
    early, late = letters_of(project, campaign).values()

    with pytest.raises(NotYetOpen) as not_yet:
        receive(early, a_filled_form(), TUESDAY_MORNING - MOMENT)
    receive(early, a_filled_form(), TUESDAY_MORNING)
    with pytest.raises(CampaignOver) as over:
        receive(late, a_filled_form(), WEDNESDAY_MORNING)

    assert not_yet.value.opens_at == TUESDAY_MORNING
    assert over.value.closed_at == WEDNESDAY_MORNING
    assert turnout(project, campaign) == [Asked("3 栋", 2, 1)]


def test_a_household_answers_once_and_corrects_within_a_day(project):
    campaign = a_campaign(project, households=1)
    (letter,) = letters_of(project, campaign).values()
    receive(letter, a_filled_form(CONTENT), TUESDAY_MORNING)

    corrected = receive(letter, a_filled_form(DELIGHTED), TUESDAY_MORNING + DAY)

    assert corrected.version == 2
    with pytest.raises(AlreadyAnswered):
        receive(letter, a_filled_form(DELIGHTED), TUESDAY_MORNING + DAY + MOMENT)
    assert turnout(project, campaign) == [Asked("3 栋", 1, 1)]


def test_the_promised_day_to_correct_outlasts_the_window(project):
    campaign = a_campaign(project, closes_at=WEDNESDAY_MORNING, households=1)
    (letter,) = letters_of(project, campaign).values()
    receive(letter, a_filled_form(CONTENT), WEDNESDAY_MORNING - HOUR)

    corrected = receive(letter, a_filled_form(DELIGHTED), WEDNESDAY_MORNING + HOUR)

    assert corrected.version == 2


def test_a_lost_letter_is_replaced_and_the_household_still_has_one_response(project):
    campaign = a_campaign(project, households=2)
    lost, other = letters_of(project, campaign).values()
    receive(lost, a_filled_form(CONTENT), TUESDAY_MORNING)

    new = reissue(project, lost)

    assert receive(new, a_filled_form(DELIGHTED), TUESDAY_MORNING + HOUR).version == 2
    with pytest.raises(AlreadyAnswered):
        receive(new, a_filled_form(DELIGHTED), WEDNESDAY_MORNING + HOUR)
    with pytest.raises(CodeClosed):
        receive(lost, a_filled_form(DELIGHTED), TUESDAY_MORNING + HOUR)
    assert receive(other, a_filled_form(), TUESDAY_MORNING).version == 1
    assert turnout(project, campaign) == [Asked("3 栋", 2, 2)]


def test_of_two_letters_answered_at_once_the_later_is_told_what_holds_now(project):
    campaign = a_campaign(project, households=1)
    (lost,) = letters_of(project, campaign).values()
    with reading() as session:
        seen = [open_code(session, lost, TUESDAY_MORNING)]
    new = reissue(project, lost)
    receive(new, a_filled_form(CONTENT), TUESDAY_MORNING)
    tries = []

    def send(session: Session) -> Receipt:
        tries.append(session)
        opened = seen.pop() if seen else open_code(session, lost, TUESDAY_MORNING)
        answer = a_filled_form(DELIGHTED)
        return surveys.receive(session, lost, answer, TUESDAY_MORNING, opened=opened)

    with pytest.raises(CodeClosed):
        writers.ask(send).result(timeout=60)

    assert len(tries) == 2
    with reading() as session:
        (only,) = open_code(session, new, TUESDAY_MORNING).versions
    assert (only.token, only.version, only.d1) == (new, 1, CONTENT["d1"])


def test_a_household_has_one_first_answer_whoever_writes_it(project):
    campaign = a_campaign(project, households=2)
    lost, other = letters_of(project, campaign).values()
    with reading() as session:
        seen = open_code(session, lost, TUESDAY_MORNING)
    receive(reissue(project, lost), a_filled_form(CONTENT), TUESDAY_MORNING)

    with pytest.raises(ChangedMeanwhile), writing() as session:
        surveys.receive(session, lost, a_filled_form(), TUESDAY_MORNING, opened=seen)

    assert receive(other, a_filled_form(), TUESDAY_MORNING).version == 1
    assert turnout(project, campaign) == [Asked("3 栋", 2, 2)]


def test_a_neighbours_answer_is_not_mine(project):
    campaign = a_campaign(project, households=2)
    mine, theirs = letters_of(project, campaign).values()
    receive(theirs, a_filled_form(), TUESDAY_MORNING)

    with reading() as session:
        assert open_code(session, mine, TUESDAY_MORNING).versions == ()


def test_the_next_years_letter_knows_nothing_of_this_years_answer(project):
    this = a_campaign(project, "上半年", households=1)
    (earlier,) = letters_of(project, this).values()
    receive(earlier, a_filled_form(), TUESDAY_MORNING)
    following = plan(project, name="下半年", window=LATER)
    give_out(project, following)

    (letter,) = letters_of(project, following).values()

    assert receive(letter, a_filled_form(), LATER.opens_at).version == 1


def test_a_household_let_down_opens_a_complaint_about_its_home(project):
    campaign = a_campaign(project, households=1)
    ((home, letter),) = letters_of(project, campaign).items()

    receipt: Any = receive(letter, a_filled_form(LET_DOWN, words="门禁总坏"), TUESDAY_MORNING)

    with reading() as session:
        intake = tickets_db.intake(session, project, receipt.complaint)
    assert (intake.words, intake.place_id) == ("门禁总坏", home)


def test_a_campaign_that_is_closed_early_takes_no_more_answers(project):
    campaign = a_campaign(project, households=1)
    (letter,) = letters_of(project, campaign).values()

    with writing() as session:
        campaigns.close(session, a_colleague(project), project, campaign, TUESDAY_MORNING)

    with pytest.raises(CampaignOver):
        receive(letter, a_filled_form(), TUESDAY_MORNING)
    with pytest.raises(CampaignOver), writing() as session:
        campaigns.close(session, None, project, campaign, TUESDAY_MORNING)
    with pytest.raises(CampaignOver):
        give_out(project, campaign, now=TUESDAY_MORNING)


def test_what_has_not_begun_is_not_closed_but_moved(project):
    campaign = plan(project, window=LATER)

    with pytest.raises(NotYetOpen), writing() as session:
        campaigns.close(session, None, project, campaign, LATER.opens_at - MOMENT)
    with writing() as session:
        campaigns.move(session, None, project, campaign, FORTNIGHT, MONDAY_MORNING - DAY)

    with reading() as session:
        assert campaigns_db.card(session, project, campaign).window == FORTNIGHT


def test_a_running_campaign_can_be_prolonged_even_just_after_its_end(project):
    campaign = a_campaign(project, closes_at=TUESDAY_MORNING, households=1)
    (letter,) = letters_of(project, campaign).values()

    with writing() as session:
        longer = Window(MONDAY_MORNING, WEDNESDAY_MORNING)
        campaigns.move(session, None, project, campaign, longer, TUESDAY_MORNING)

    assert longer.standing(TUESDAY_MORNING) is Standing.RUNNING
    assert receive(letter, a_filled_form(), TUESDAY_MORNING).version == 1


def test_letters_can_go_out_before_the_first_day(project):
    a_household(project)
    campaign = plan(project, window=LATER)

    assert give_out(project, campaign, now=MONDAY_MORNING) == 1


def test_five_thousand_households_have_their_codes_in_seconds(project):
    with writing() as session:
        homes = [(f"{n // 100}栋", str(n), "") for n in range(5_000)]
        people.add_places(session, project, homes)
    campaign = a_campaign(project)

    began = perf_counter()
    given = give_out(project, campaign)
    took = perf_counter() - began

    assert given == 5_000
    assert took < 10
    assert sum(one.asked for one in turnout(project, campaign)) == 5_000


def test_the_audit_list_tells_who_planned_moved_and_ended_a_campaign(project):
    supervisor = a_colleague(project)
    a_household(project)
    campaign = plan(project, supervisor)
    longer = Window(FORTNIGHT.opens_at, FORTNIGHT.closes_at + DAY)
    with writing() as session:
        campaigns.move(session, supervisor, project, campaign, longer, MONDAY_MORNING)
    give_out(project, campaign, supervisor), give_out(project, campaign, supervisor)
    with writing() as session:
        campaigns.close(session, supervisor, project, campaign, TUESDAY_MORNING)

    with reading() as session:
        told = audit.newest(session, project)
    assert [(one.action, one.facts) for one in reversed(told)] == [
        ("campaign_planned", {}),
        ("campaign_moved", {}),
        ("codes_given_out", {"count": 1}),
        ("campaign_ended", {}),
    ]
    assert {(one.actor_id, one.subject) for one in told} == {
        (supervisor.staff_id, f"campaign/{campaign}")
    }
