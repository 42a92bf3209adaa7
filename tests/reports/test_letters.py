"""A campaign's letters: one for each household still to answer, every code readable on paper."""

import pytest

from db.engine import reading, writing
from desk import campaigns, codes
from domain.access import Actor
from domain.errors import NotAllowed, NotFound, WrongValue
from reports.press import Order, Paper, print_letters, print_paper
from tests.builders import (
    DAY,
    MONDAY_MORNING,
    TUESDAY_MORNING,
    a_campaign,
    a_colleague,
    a_filled_form,
    a_household,
    a_project,
    letters_of,
    receive,
)
from tests.printing import overflowing, printed

pytestmark = pytest.mark.usefixtures("database")

BASE = "https://wy.example.cn"


def write(
    project: int,
    campaign: int,
    *,
    actor: Actor | None = None,
    language: str = "zh_CN",
    building: str | None = None,
) -> str:
    order = Order(actor, project, BASE, TUESDAY_MORNING)
    with writing() as session:
        return print_letters(session, order, campaign, language, building=building)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_letter_of_a_campaign_is_read_from_paper(browser, language):
    project = a_project(contact="客服中心 0571-8688 1234")
    for number in range(11):
        a_household(project, f"{number + 1}01", f"{number % 3 + 9}栋")
    campaign = a_campaign(project)
    with writing() as session:
        campaigns.give_out(session, None, project, campaign, MONDAY_MORNING)

    html = write(project, campaign, language=language)
    sheets = printed(browser, html)

    read = [[code.text for code in sheet.codes()] for sheet in sheets]
    assert all(len(codes) == 1 for codes in read)
    wanted = {f"{BASE}/s/{token}" for token in letters_of(project, campaign).values()}
    assert {codes[0] for codes in read} == wanted
    assert len(sheets) == 11
    assert overflowing(browser, html) == []


def test_letters_lie_in_the_order_of_the_walk():
    project = a_project()
    for building, unit in (("10栋", "101"), ("2栋", "1201"), ("2栋", "201")):
        a_household(project, unit, building)
    campaign = a_campaign(project, households=0)
    with writing() as session:
        campaigns.give_out(session, None, project, campaign, MONDAY_MORNING)

    html = write(project, campaign)

    assert html.index("2栋 201") < html.index("2栋 1201") < html.index("10栋 101")


def test_who_has_answered_gets_no_second_letter():
    project = a_project()
    campaign = a_campaign(project, households=2)
    answered, silent = letters_of(project, campaign).values()
    receive(answered, a_filled_form(), TUESDAY_MORNING)

    html = write(project, campaign)

    assert grouped(silent) in html
    assert grouped(answered) not in html


def grouped(token: str) -> str:
    return "-".join(token[at : at + 4] for at in (0, 4, 8))


def test_the_letters_of_one_building_are_laid_out_alone():
    project = a_project()
    a_household(project, "101", "1栋"), a_household(project, "101", "2栋")
    campaign = a_campaign(project)
    with writing() as session:
        campaigns.give_out(session, None, project, campaign, MONDAY_MORNING)

    html = write(project, campaign, building="2栋")

    assert "2栋 101" in html
    assert "1栋 101" not in html


@pytest.mark.parametrize(
    ("opens", "said", "unsaid"),
    [
        (TUESDAY_MORNING + DAY, "2026年3月4日 至 2026年3月16日", "之前"),
        (MONDAY_MORNING, "2026年3月16日", "至 2026年3月16日"),
    ],
)
def test_a_letter_says_until_when_and_before_the_first_day_also_from_when(opens, said, unsaid):
    project = a_project()
    closes = MONDAY_MORNING + 14 * DAY
    campaign = a_campaign(project, opens_at=opens, closes_at=closes, households=1)

    html = write(project, campaign)

    assert said in html
    assert unsaid not in html.split("<body>")[1].split("door")[0]


def test_there_is_no_letter_where_everybody_has_answered_or_nobody_was_asked():
    project = a_project()
    campaign = a_campaign(project, households=1)
    (only,) = letters_of(project, campaign).values()
    receive(only, a_filled_form(), TUESDAY_MORNING)

    for building in (None, "月球"):
        with pytest.raises(NotFound):
            write(project, campaign, building=building)
    with pytest.raises(NotFound):
        write(project, 404)


def test_letters_are_the_supervisors_to_print():
    project = a_project()
    campaign = a_campaign(project, households=1)

    with pytest.raises(NotAllowed):
        write(project, campaign, actor=a_colleague(project, "reception"))
    assert write(project, campaign, actor=a_colleague(project))


def test_letters_by_the_campaigns_name_give_out_the_codes_that_are_missing():
    project = a_project()
    campaign = a_campaign(project, "2026 普查")
    homes = [a_household(project) for _home in range(2)]
    order = Order(None, project, BASE, TUESDAY_MORNING)

    with writing() as session:
        html = print_paper(session, order, Paper.LETTERS, campaign="2026 普查")

    assert sorted(letters_of(project, campaign)) == sorted(homes)
    assert html.count('class="page"') == 2
    for wrong, refusal in ((None, WrongValue), ("2027", NotFound)):
        with pytest.raises(refusal), writing() as session:
            print_paper(session, order, Paper.LETTERS, campaign=wrong)


def test_a_home_whose_letter_was_lost_gets_its_own_anew():
    project = a_project()
    campaign = a_campaign(project, households=3)
    (home, lost), *_others = letters_of(project, campaign).items()
    with writing() as session:
        new = codes.reissue(session, None, project, lost, TUESDAY_MORNING)

    order = Order(None, project, BASE, TUESDAY_MORNING)
    with reading() as session:
        html = print_letters(session, order, campaign, "en", home=home)

    assert html.count('class="page"') == 1
    assert grouped(new) in html
    assert grouped(lost) not in html
