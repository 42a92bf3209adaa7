"""The page of codes: what hangs where, a ticket's code, and the annual surveys."""

from datetime import UTC, datetime

import pytest

from db import campaigns as campaigns_db
from db import codes as codes_db
from db import people
from db.engine import reading, writing
from desk import campaigns as campaign_desk
from desk import codes as code_desk
from domain.campaigns import Standing
from domain.surveys import CodeKind
from tests.builders import (
    DAY,
    HOUR,
    a_campaign,
    a_code,
    a_colleague,
    a_filled_form,
    a_household,
    a_project,
    a_ticket,
    letters_of,
    receive,
)
from tests.pages.desks import BOTH, Desk, forget, sit


@pytest.fixture(autouse=True)
def _fresh(database):
    forget()
    yield
    forget()


@pytest.fixture
def project() -> int:
    return a_project()


def a_lobby(project: int, name: str = "大堂") -> int:
    with writing() as session:
        return people.add_place(session, project, building="5 栋", name=name)


def hang(project: int, place: int) -> str:
    with writing() as session:
        return code_desk.for_place(session, None, project, place, datetime.now(UTC) - DAY)


def at_codes(project: int, role: str = "supervisor", language: str = "en", **asked) -> Desk:
    return sit("codes", project, a_colleague(project, role), language, **asked)


def a_running_campaign(project: int, households: int = 12) -> int:
    now = datetime.now(UTC)
    return a_campaign(
        project,
        "普查",
        opens_at=now - DAY,
        closes_at=now + 9 * DAY,
        planned_at=now - DAY,
        households=households,
    )


def standing(project: int, campaign: int) -> Standing:
    with reading() as session:
        window = campaigns_db.card(session, project, campaign).window
    return window.standing(datetime.now(UTC))


@BOTH
def test_an_empty_project_says_what_appears_here_and_how(project, language):
    for view in ("standing", "ticket", "campaigns"):
        desk = at_codes(project, "supervisor", language, codes=view)

        assert desk.page.info


def test_a_technician_looks_and_changes_nothing(project):
    place = a_lobby(project)
    hang(project, place)
    a_running_campaign(project)

    hung = at_codes(project, "technician", place=place)
    survey = at_codes(project, "technician", codes="campaigns")

    assert "5 栋 大堂" in hung.words()
    assert "Response rate" in survey.words()
    assert not {"Withdraw this code", "Give out a new code", "Give every place a code"} & set(
        hung.buttons()
    )
    assert not {"Plan it", "End the survey"} & set(survey.buttons())


def test_who_sees_no_tickets_sees_no_codes(project):
    desk = at_codes(project, "wall")

    assert desk.page.error
    assert not desk.page.dataframe


def test_a_place_shows_its_code_and_what_came_in_by_it(project):
    place = a_lobby(project)
    token = hang(project, place)
    for visitor in ("one", "two"):
        receive(token, a_filled_form(), datetime.now(UTC) - HOUR, visitor=visitor)

    desk = at_codes(project, place=place)

    (cards, lobby) = desk.rows(nth=0)
    assert lobby["Where"] == "5 栋 大堂"
    assert lobby["Code"].replace("-", "") == token
    assert lobby["30 days"] == 2
    assert cards["Where"] == "Contact cards"
    assert "Answers, 30 days 2" in desk.words()


def test_an_answer_of_last_month_is_not_counted_and_still_the_last(project):
    place = a_lobby(project)
    token = hang(project, place)
    receive(token, a_filled_form(), datetime.now(UTC) - 40 * DAY, visitor="one")

    (_cards, lobby) = at_codes(project).rows(nth=0)

    assert lobby["30 days"] == 0
    assert lobby["Last answer"] is not None


def test_a_code_is_given_to_a_place_withdrawn_and_given_again(project):
    place = a_lobby(project)
    desk = at_codes(project, place=place)

    desk.press("Give it a code")
    with reading() as session:
        first = codes_db.live(session, project, CodeKind.PLACE, place_id=place)
    desk.press("Withdraw this code")

    with reading() as session:
        assert codes_db.find(session, first.token).revoked_at is not None
        assert codes_db.live(session, project, CodeKind.PLACE, place_id=place) is None
    assert "Withdrawn codes: 1" in [one.label for one in desk.page.expander]


def test_a_replaced_code_gives_way_to_a_new_one(project):
    place = a_lobby(project)
    old = hang(project, place)

    at_codes(project, place=place).press("Give out a new code")

    with reading() as session:
        assert codes_db.find(session, old).revoked_at is not None
        assert codes_db.live(session, project, CodeKind.PLACE, place_id=place).token != old


def test_what_somebody_else_withdrew_meanwhile_is_told_and_nothing_breaks(project):
    place = a_lobby(project)
    token = hang(project, place)
    desk = at_codes(project, place=place)
    with writing() as session:
        code_desk.revoke(session, None, project, token, datetime.now(UTC))

    [one for one in desk.page.button if one.label == "Withdraw this code"][-1].click().run()

    assert not desk.page.exception


def test_every_place_gets_a_code_at_once(project):
    a_lobby(project), a_lobby(project, "电梯")

    desk = at_codes(project).press("Give every place a code")

    assert all(row["Code"] for row in desk.rows(nth=0)[1:])
    assert "Give every place a code" not in desk.buttons()


def test_a_place_is_added_with_its_code(project):
    desk = at_codes(project)

    desk.fill(Building="5 栋", Name_of_the_place="垃圾房").press("Add it, with a code")

    (_cards, added) = desk.rows(nth=0)
    assert (added["Where"], bool(added["Code"])) == ("5 栋 垃圾房", True)


def test_a_place_without_a_name_is_refused_in_words(project):
    desk = at_codes(project).press("Add it, with a code")

    assert "“Name of the place”" in desk.words()
    with reading() as session:
        assert codes_db.common_places(session, project) == []


def test_places_are_searched_by_name_or_code(project):
    lobby, lift = a_lobby(project), a_lobby(project, "电梯")
    token = hang(project, lobby)
    desk = at_codes(project)

    for typed, found in ((token[:5].lower(), "5 栋 大堂"), ("电梯", "5 栋 电梯")):
        desk.field("Search").set_value(typed).run()
        assert [row["Where"] for row in desk.rows(nth=0)] == [found]
    desk.field("Search").set_value("月球").run()
    assert desk.page.info
    desk.field("Search").set_value("").run()
    desk.page.toggle[0].set_value(True).run()
    assert [row["Where"] for row in desk.rows(nth=0)] == ["5 栋 电梯"]
    assert lift != lobby


@pytest.mark.parametrize("typed", ["12a", "-1", "9999999999999999999999", "<b>"])
def test_what_is_no_number_is_told_so(project, typed):
    desk = at_codes(project, codes="ticket")

    desk.fill(Number_of_the_ticket=typed).page.run()

    assert "Not a number" in desk.words()


def test_a_tickets_code_is_found_by_its_number(project):
    ticket = a_ticket(project)
    token = a_code(project, ticket)

    desk = at_codes(project, "reception", codes="ticket", ticket=ticket)

    assert token in desk.words().replace("-", "")
    assert "Withdraw this code" in desk.buttons()


def test_a_ticket_that_is_not_there_or_not_theirs_is_refused(project):
    ticket = a_ticket(project)

    for role, number in (("supervisor", 404), ("technician", ticket)):
        desk = at_codes(project, role, codes="ticket", ticket=number)
        assert desk.page.error


def test_a_ticket_without_a_code_gets_one(project):
    ticket = a_ticket(project)

    at_codes(project, "reception", codes="ticket", ticket=ticket).press("Give it a code")

    with reading() as session:
        assert codes_db.of_ticket(session, project, ticket)


@BOTH
def test_a_campaign_shows_how_many_answered_and_who_is_silent(project, language):
    campaign = a_running_campaign(project)
    for letter in list(letters_of(project, campaign).values())[:3]:
        receive(letter, a_filled_form(), datetime.now(UTC) - HOUR)

    desk = at_codes(project, "supervisor", language, codes="campaigns")

    words = desk.words()
    rate = {"en": "Response rate 25%", "zh_CN": "应答率 25%"}[language]
    left = {"en": "today included: 10", "zh_CN": "还剩 10 天"}[language]
    assert all(said in words for said in (rate, left, "普查" if language == "zh_CN" else ""))
    assert len(desk.rows(nth=0)) == 9


def test_a_small_building_tells_no_rate_and_the_smallest_no_number(project):
    for building, homes in (("1栋", 4), ("2栋", 5), ("3栋", 10)):
        for _home in range(homes):
            a_household(project, building=building)
    campaign = a_running_campaign(project, households=0)
    with writing() as session:
        campaign_desk.give_out(session, None, project, campaign, datetime.now(UTC))

    words = at_codes(project, codes="campaigns").words()

    assert "Too few households for a rate: 1栋; 2栋 0/5" in words


def test_a_campaign_is_planned_and_its_codes_given_out(project):
    homes = [a_household(project) for _home in range(2)]
    desk = at_codes(project, codes="campaigns")

    desk.fill(Name_of_the_survey="2026 普查").press("Plan it")
    assert "Days to go: 1." in desk.words()
    desk.press("Give out codes: 2")

    with reading() as session:
        (planned,) = campaigns_db.every(session, project)
    assert planned.name == "2026 普查"
    assert sorted(letters_of(project, planned.id)) == sorted(homes)
    assert "Give out codes: 0" not in desk.buttons()


def test_a_campaign_without_a_name_is_refused_in_words(project):
    desk = at_codes(project, codes="campaigns").press("Plan it")

    assert "“Name of the survey”" in desk.words()


def test_a_campaign_is_ended_early(project):
    campaign = a_running_campaign(project)

    desk = at_codes(project, codes="campaigns").press("End the survey")

    assert standing(project, campaign) is Standing.OVER
    assert "Ended on" in desk.words()
    assert "End the survey" not in desk.buttons()


def test_a_lost_letter_is_replaced(project):
    campaign = a_running_campaign(project, households=2)
    (home, old), _other = letters_of(project, campaign).items()
    desk = at_codes(project, codes="campaigns")

    next(one for one in desk.page.selectbox if one.label == "Household").set_value(home).run()
    desk.press("Give out a new code")

    assert letters_of(project, campaign)[home] != old


def test_when_all_have_answered_nobody_is_listed(project):
    campaign = a_running_campaign(project, households=1)
    (letter,) = letters_of(project, campaign).values()
    receive(letter, a_filled_form(), datetime.now(UTC))

    desk = at_codes(project, codes="campaigns")

    assert [one.value for one in desk.page.success] == ["Every household has answered."]
