"""The results page: people first, then a score that is shown, counted only, or hidden."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from db import projects, recoveries, results
from db.engine import reading, writing
from db.results import Results
from desk import surveys as survey_desk
from domain.formula import Formula
from domain.groups import summarise, summarise_direct
from domain.satisfaction import Method
from domain.surveys import Chip
from domain.tickets import Kind, Step
from pages.parts.results_charts import signed
from tests.builders import (
    CONTENT,
    DAY,
    DELIGHTED,
    HOUR,
    LET_DOWN,
    SHANGHAI,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resident,
    a_resolved_ticket,
    take,
)
from tests.one_by_one import scored
from tests.pages.desks import COOKIE, signed_in

NOW = datetime.now(UTC)
RESOLVED = NOW - timedelta(days=2)
PULSE = {"survey": {"ticket_form": "pulse"}}
SHORT = {"d1": 4, "d2": 3, "c": 1}


@pytest.fixture
def desk(database) -> Iterator[None]:
    """A process that has drawn nothing yet, and lets go of the database when it ends."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    st.cache_data.clear()
    st.cache_resource.clear()


SCRIPT = """
import streamlit as st
from domain.errors import HuifangError
from pages import results
try:
    results.page()
except HuifangError as refused:
    st.error(str(refused))
"""


def look(
    project_id: int,
    *,
    role: str = "supervisor",
    language: str = "en",
    period: str = "",
    **asked: str,
) -> AppTest:
    """The page as a colleague with this role sees it."""
    page = AppTest.from_string(SCRIPT, default_timeout=30)
    page.session_state["project"] = project_id
    page.session_state[COOKIE] = signed_in(a_colleague(project_id, role))
    page.session_state["language"] = language
    if period:
        page.query_params["period"] = period
    for name, value in asked.items():
        page.query_params[name] = value
    return page.run()


def answer(
    project_id: int,
    marks: Mapping[str, int | None],
    *,
    kind: str = "repair",
    hours: int = 1,
    resident: int | None = None,
    **said: Any,
) -> int:
    """A household's answer about a resolved ticket; the complaint it opened, 0 for none."""
    ticket = a_resolved_ticket(
        project_id,
        kind=kind,
        now=RESOLVED - HOUR * 5,
        resolved_at=RESOLVED,
        resident_id=resident or a_resident(project_id),
    )
    token = a_code(project_id, ticket, now=RESOLVED)
    with writing() as session:
        form = a_filled_form(dict(marks), **said)
        receipt = survey_desk.receive(session, token, form, RESOLVED + HOUR * hours)
    return receipt.complaint or 0


def several(project_id: int, count: int, marks: Mapping[str, int | None] = CONTENT, **said: Any):
    for _place in range(count):
        answer(project_id, marks, **said)


def the_results(project_id: int) -> Results:
    with reading() as session:
        return results.results(session, project_id, RESOLVED, NOW)


def everything(page: AppTest) -> str:
    """All the words on the page."""
    blocks = (page.title, page.header, page.subheader, page.markdown, page.caption, page.text)
    told = [element.value for block in blocks for element in block]
    told += [f"{metric.label} {metric.value} {metric.delta}" for metric in page.metric]
    return "\n".join([*told, *(info.value for info in page.info)])


def alts(page: AppTest) -> list[str]:
    return [chart.proto.alt for chart in page.get("vega_lite_chart")]


def test_without_an_answer_the_page_says_how_to_get_one(desk):
    page = look(a_project())

    assert "Resolve a ticket" in page.info[0].value
    assert not page.metric


def test_a_period_without_answers_says_so(desk):
    project = a_project()
    answer(project, CONTENT)
    long_ago = RESOLVED.replace(year=RESOLVED.year - 1)

    with reading() as session:
        found = results.results(session, project, long_ago, long_ago + DAY)

    assert (found.responses, found.asked, found.gap.n) == (0, 0, None)


def test_three_households_stay_hidden_with_their_number(desk):
    project = a_project()
    several(project, 3)

    page = look(project)

    assert "fewer than 5 households" in everything(page)
    assert "Households < 5" in everything(page)
    assert "3 of 3" not in everything(page)
    assert not alts(page)


def test_seven_households_are_counted_and_no_more(desk):
    project = a_project()
    several(project, 7)

    page = look(project)

    assert "7 households, under 10" in everything(page)
    assert "Response rate 100% 7 of 7 codes" in everything(page)
    assert not alts(page)


def test_the_score_is_the_group_s_own(desk):
    project = a_project()
    several(project, 8, LET_DOWN)
    several(project, 6, DELIGHTED, kind="help")
    with reading() as session:
        answers = scored(session, project, RESOLVED, NOW)
    group = summarise([(one.household, one.gap) for one in answers], Formula.default())

    page = look(project)

    assert f"a gap of {signed(group.mean or 0)} points" in everything(page)
    assert f"{signed(group.interval.low)} to {signed(group.interval.high)}" in everything(page)
    assert f"Satisfaction rate {group.satisfaction.fraction:.0%}" in everything(page)
    assert "Households 14" in everything(page)
    assert "random variation only, not self-selection" in everything(page)


def test_the_terms_end_at_the_group_s_mean(desk):
    project = a_project()
    several(project, 6, LET_DOWN)
    several(project, 6, {**CONTENT, "e3": None, "e1": 2})

    found = the_results(project)

    assert found.terms.gap == pytest.approx(found.gap.mean, abs=1e-9)
    assert found.delivered - found.expectation == pytest.approx(found.gap.mean, abs=1e-9)


def test_a_household_that_answers_twice_speaks_once(desk):
    project = a_project()
    several(project, 9)
    resident = a_resident(project)
    answer(project, DELIGHTED, resident=resident)
    answer(project, LET_DOWN, resident=resident)

    found = the_results(project)

    assert (found.responses, found.households, found.gap.n) == (11, 10, 10)


def test_kinds_stand_in_their_order_and_small_ones_stay_hidden(desk):
    project = a_project()
    several(project, 10, DELIGHTED, kind="help")
    several(project, 7, kind="repair")
    several(project, 2, kind="enquiry")

    found = the_results(project)
    page = look(project)

    assert [one.kind for one in found.kinds] == [Kind.REPAIR, Kind.HELP, Kind.ENQUIRY]
    assert [one.gap.n for one in found.kinds] == [7, 10, None]
    told = next(alt for alt in alts(page) if alt.startswith("Repair"))
    assert told.startswith("Repair 7 households, under 10; Help ▲ +50.0")
    assert told.endswith("Enquiry fewer than 5 households")


def test_formula_and_direct_verdicts_are_never_pooled(desk):
    project = a_project()
    several(project, 10, DELIGHTED)
    with writing() as session:
        projects.override_policy(session, project, PULSE)
    several(project, 12, SHORT)

    with reading() as session:
        answers = scored(session, project, RESOLVED, NOW)
    found = the_results(project)
    page = look(project)

    direct = [(one.household, one.c) for one in answers if one.method is Method.DIRECT and one.c]
    assert found.gap.n == 10
    assert found.gap.satisfaction.fraction == 1
    assert found.direct == summarise_direct(direct)
    assert found.direct.n == 12
    assert "Short forms, by direct comparison" in everything(page)


def test_who_was_let_down_comes_with_the_complaint_and_its_time(desk):
    project = a_project()
    late = answer(project, LET_DOWN, chips=(Chip.SPEED,), call_me=True, words="等了一天")
    kept = answer(project, LET_DOWN, hours=2, words="没修好")
    take(project, late, Step.RESOLVED, NOW - HOUR)
    take(project, kept, Step.DISPATCHED, RESOLVED + HOUR * 3)
    take(project, kept, Step.RESOLVED, RESOLVED + HOUR * 4)

    told = everything(look(project))

    assert "complaints still open: 0" in told
    assert "Resolved · ✓ resolved in time" in told
    assert "call me" in told
    assert "Speed" in told
    assert told.index("没修好") < told.index("等了一天")


def test_an_open_complaint_past_its_time_is_late(desk):
    project = a_project(policy={"severity": {"minor": {"resolve_within": "2h"}}})
    answer(project, LET_DOWN, chips=(Chip.SPEED,))

    told = everything(look(project))

    assert "complaints still open: 1 · :red[▲ late: 1]" in told


def test_somebody_let_down_long_ago_stays_while_the_complaint_is_open(desk):
    project = a_project()
    answer(project, LET_DOWN, words="还没修")

    with reading() as session:
        found = recoveries.let_down(session, project, NOW + DAY)

    assert [voice.words for voice in found] == ["还没修"]


def test_who_named_no_problem_is_let_down_all_the_same(desk):
    project = a_project()
    answer(project, LET_DOWN)

    assert "named no problem, so no complaint" in everything(look(project))


def test_a_number_in_somebody_s_words_is_masked(desk):
    project = a_project()
    answer(project, LET_DOWN, words="请打 13812345678")
    answer(project, CONTENT, words="我的电话 021-65432100 *谢谢*")

    told = everything(look(project))

    assert "请打 •••78" in told
    assert "我的电话 •••00 *谢谢*" in told
    assert "13812345678" not in told
    assert "65432100" not in told


def test_what_is_not_counted_is_told_beside_the_score_with_and_without_it(desk):
    project = a_project()
    several(project, 10)
    several(project, 2, LET_DOWN, seconds=1.0, words="哼")

    told = everything(look(project))

    assert "Not counted: 2" in told
    assert f"a gap of {signed(0.0)} points" in told
    assert f"With them: gap {signed(the_results(project).uncut.gap.mean or 0)}" in told
    assert "clicked through 2" in told


def test_an_answer_that_is_not_counted_is_still_read(desk):
    project = a_project()
    answer(project, LET_DOWN, seconds=1.0, words="水还在漏")
    answer(project, DELIGHTED, seconds=1.0, words="挺好")

    told = everything(look(project))

    assert "水还在漏" in told
    assert "挺好" in told
    # Whoever was let down stands in both lists.
    assert told.count("not counted: clicked through") == 3


def test_where_everything_is_counted_nothing_is_said_of_exclusions(desk):
    project = a_project()
    several(project, 10, DELIGHTED)

    assert "ot counted" not in everything(look(project))


@pytest.mark.parametrize("role", ["technician", "wall"])
def test_a_role_that_may_not_see_results_is_refused(desk, role):
    project = a_project()
    several(project, 10)

    page = look(project, role=role)

    assert [error.value for error in page.error] == ["see_results"]
    assert not page.metric


def test_the_page_speaks_chinese(desk):
    project = a_project()
    several(project, 10, LET_DOWN, chips=(Chip.SPEED,), words="太慢")

    told = everything(look(project, language="zh_CN"))

    assert "▼ 低于期望" in told
    assert "未办结投诉 10 件" in told
    assert "Let down" not in told


def test_every_chart_says_in_words_what_it_shows(desk):
    project = a_project()
    several(project, 10, LET_DOWN, chips=(Chip.SPEED, Chip.PRICE))

    told = alts(look(project))

    assert len(told) == 8
    assert all(told)


def test_the_period_is_kept_in_the_address_by_its_code(desk):
    page = look(a_project(), language="zh_CN")
    page.segmented_control[0].set_value("this_year").run()

    assert page.query_params["period"] == "this_year"


def test_an_address_opens_the_period_it_names(desk):
    project = a_project()

    assert look(project, period="all").segmented_control[0].value == "all"
    assert look(project, period="nonsense").segmented_control[0].value == "last_30_days"


def test_every_section_is_drawn_and_can_be_narrowed_to_one_group(desk):
    project = a_project()
    several(project, 10, LET_DOWN, words="慢")
    several(project, 10, DELIGHTED, kind="help")

    groups = look(project, section="groups", by="kind")
    one = look(project, section="score", only="kind.help")
    time = look(project, section="time")
    formula = look(project, section="formula", version="1")
    answers = look(project, section="answers", only="kind.repair", verdict="dissatisfied")

    assert "10 of 20 households lie below the band." in everything(groups)
    assert "Only Kind: Help" in everything(one)
    assert "Households 10" in everything(one)
    assert "Limits are drawn after 12 months" in everything(time)
    assert "there are 20 so far" in everything(formula)
    assert "Read under version 1 of the formula, restated." in everything(formula)
    assert list(answers.dataframe[0].value["Words"]) == ["慢"] * 10
    assert not any(page.exception for page in (groups, one, time, formula, answers))


def test_a_month_of_the_trend_leads_to_its_answers_and_back_to_the_chart(desk):
    project = a_project()
    several(project, 10, LET_DOWN, words="慢")
    several(project, 2, DELIGHTED)
    month = (RESOLVED + HOUR).astimezone(SHANGHAI).strftime("month.%Y%m")
    page = look(project, section="time")

    pick = next(one for one in page.selectbox if one.key == "open_month")
    pick.set_value(f"only={month}").run()

    assert not page.exception
    assert (page.query_params["section"], page.query_params["only"]) == ("answers", month)
    assert len(page.dataframe[0].value) == 12
    next(one for one in page.button if one.label == "Back to the chart").click().run()
    assert page.query_params["section"] == "time"
    assert "only" not in page.query_params
    assert "time" in [one.value for one in page.segmented_control]


def test_a_mark_in_the_address_narrows_the_answers_to_those_behind_it(desk):
    project = a_project()
    several(project, 10, LET_DOWN, words="慢")
    several(project, 2, DELIGHTED)

    term = look(project, section="answers", mark="term.d2", verdict="very_satisfied")
    point = look(project, section="answers", mark="point.80-10")
    unknown = look(project, section="answers", mark="term.gap")

    assert list(term.dataframe[0].value["This term adds"]) == ["+16.7"] * 2
    assert len(point.dataframe[0].value) == 10
    assert len(unknown.dataframe[0].value) == 12


def test_with_a_single_answer_every_section_says_what_is_still_missing(desk):
    project = a_project()
    answer(project, CONTENT)

    groups = look(project, section="groups", by="building")
    time = look(project, section="time")
    formula = look(project, section="formula")

    assert "Told once two groups have ten households each." in everything(groups)
    assert "A month is drawn once ten households answered in it." in everything(time)
    assert "there are 1 so far" in everything(formula)
    assert not any(page.exception for page in (groups, time, formula))


def test_a_small_group_cannot_be_looked_into(desk):
    project = a_project()
    several(project, 10)
    several(project, 3, LET_DOWN, kind="help")

    page = look(project, section="answers", only="kind.help")

    assert "Answers of fewer than 10 households are not listed." in everything(page)
    assert not page.dataframe
