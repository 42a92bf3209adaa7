"""What the database adds up is what the rules say of the same answers, one by one."""

from collections import Counter
from datetime import date, datetime
from random import Random

import pytest
from sqlalchemy import delete, select

import clockwork
from db import month, projects, scores, surveys, tallies
from db.engine import reading, writing
from db.month import SurveyFigures, Today
from db.schema import Score
from db.tallies import Asked, By
from desk import formulas
from domain.agreement import LearnedWeights
from domain.errors import HuifangError, NotFound
from domain.formula import Formula
from domain.groups import direct_finding, finding, household_means, summarise, summarise_direct
from domain.satisfaction import Answers, Method, Verdict, score
from domain.surveys import Chip
from domain.terms import contributions
from domain.tickets import Kind
from tests.builders import (
    CONTENT,
    DAY,
    DELIGHTED,
    HOUR,
    LET_DOWN,
    MONDAY_MORNING,
    WEDNESDAY_MORNING,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resident,
    a_resolved_ticket,
    receive,
)
from tests.one_by_one import Scored, scored

pytestmark = pytest.mark.usefixtures("database")
ITEMS = tuple(CONTENT)
HEAVY = {"formula": {"expectation_weights": [1.0, 1.0, 1.0, 9.0], "tolerance": 5.0}}
FORMULA = Formula.default()
ANSWERED = WEDNESDAY_MORNING + HOUR


def answer(project: int, marks, *, resident: int | None = None, kind: str = "repair", **said):
    ticket = a_resolved_ticket(project, kind=kind, resident_id=resident)
    code = a_code(project, ticket)
    receive(code, a_filled_form(marks, **said), WEDNESDAY_MORNING)
    return code


def all_of(project: int, **asked) -> Asked:
    return Asked(project, date(2026, 3, 1), date(2026, 3, 31), FORMULA, **asked)


@pytest.fixture
def project() -> int:
    """Thirty answers as they happen to come: with gaps, some by the same household, some hasty."""
    project, chance = a_project(), Random(7)  # noqa: S311  # scenery, not secrets
    homes = [a_resident(project) for _home in range(16)]
    for _answer in range(30):
        marks = {item: chance.choice([1, 2, 3, 4, 5, 5, None]) for item in ITEMS}
        chips = tuple(chance.sample(list(Chip), 2))
        seconds = chance.choice([2.0, 60.0, 60.0])
        kind = chance.choice(["repair", "help", "complaint"])
        home = chance.choice(homes)
        answer(project, marks, resident=home, kind=kind, chips=chips, seconds=seconds)
    return project


def one_by_one(project: int) -> list[Scored]:
    with reading() as session:
        return scored(session, project, MONDAY_MORNING, MONDAY_MORNING + 30 * DAY)


def of(answers, field: str) -> list[tuple[str, float]]:
    values = [(one.household, getattr(one, field)) for one in answers]
    return [(who, value) for who, value in values if value is not None]


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def parts(one: Scored):
    answers = Answers.from_items({item: getattr(one, item) for item in ITEMS})
    return contributions(answers, FORMULA)


def test_sums_in_the_database_are_the_rules_own(project):
    counted = [one for one in one_by_one(project) if not one.excluded]
    by_formula = [one for one in counted if one.method is Method.FORMULA]
    direct = [one for one in counted if one.method is Method.DIRECT]

    with reading() as session:
        whole = tallies.whole(session, all_of(project))
        kinds = tallies.groups(session, all_of(project), By.KIND)
        compared = tallies.direct(session, all_of(project))
        heard = tallies.heard(session, all_of(project))

    expected = summarise(of(by_formula, "gap"), FORMULA)
    found = finding(whole.sums, FORMULA)
    assert (found.n, found.verdict, found.shares) == (expected.n, expected.verdict, expected.shares)
    assert found.interval == pytest.approx(expected.interval)
    assert whole.expectation == pytest.approx(mean(household_means(of(by_formula, "expectation"))))
    assert whole.terms.gap == pytest.approx(expected.mean)
    first_terms = household_means((o.household, parts(o).delivered[0]) for o in by_formula)
    assert whole.terms.delivered[0] == pytest.approx(mean(first_terms))
    for kind, sums in kinds.items():
        gaps = of([one for one in by_formula if one.kind is kind], "gap")
        assert finding(sums, FORMULA).n == summarise(gaps, FORMULA).n
        assert sums.mean == pytest.approx(mean(household_means(gaps)))
    assert compared.n == len({one.household for one in direct})
    by_c = summarise_direct((one.household, one.c) for one in direct)
    assert direct_finding(compared.verdicts) == by_c
    assert (heard.responses, heard.excluded) == (len(counted), 30 - len(counted))
    attitude = {one.household for one in counted if Chip.ATTITUDE in one.chips}
    assert heard.chips[Chip.ATTITUDE] == len(attitude)
    _and_so_are_promises(project, by_formula)
    _and_a_group_by_itself_and_with_what_was_left_out(project)


def _and_so_are_promises(project: int, by_formula: list[Scored]) -> None:
    whole = [one for one in by_formula if one.e3 and one.d2]
    with reading() as session:
        found = tallies.promised(session, all_of(project))
    kept = household_means((one.household, 25 * (one.d2 - one.e3)) for one in whole)
    assert found.sums.n == len(kept)
    assert found.sums.total == pytest.approx(sum(kept))
    assert found.kept - found.made == pytest.approx(mean(kept))


def _and_a_group_by_itself_and_with_what_was_left_out(project: int) -> None:
    with reading() as session:
        only = tallies.whole(session, all_of(project, only=(By.KIND, Kind.HELP)))
        kinds = tallies.groups(session, all_of(project), By.KIND)
        more = tallies.whole(session, all_of(project, with_excluded=True))
        less = tallies.whole(session, all_of(project))

    assert only.sums == kinds[Kind.HELP]
    assert more.sums.total != less.sums.total


def test_the_month_on_a_board_is_what_its_answers_say_one_by_one(project):
    a_code(project, a_resolved_ticket(project))
    given = one_by_one(project)
    counted = [one for one in given if not one.excluded]
    by_formula = [one for one in counted if one.method is Method.FORMULA]

    on_the_day, a_day_later = (_month(project, now) for now in (ANSWERED, ANSWERED + DAY))

    expected = summarise(of(by_formula, "gap"), FORMULA)
    expectation = mean(household_means(of(by_formula, "expectation")))
    verdicts = Counter(one.verdict for one in counted if one.verdict)
    chips = Counter(chip for one in counted for chip in one.chips)
    assert (on_the_day.gap.n, on_the_day.gap.shares) == (expected.n, expected.shares)
    assert on_the_day.gap.mean == pytest.approx(expected.mean)
    assert on_the_day.expectation == pytest.approx(expectation)
    assert on_the_day.verdicts == {verdict: verdicts[verdict] for verdict in Verdict}
    assert [count for _chip, count in on_the_day.chips] == [n for _chip, n in chips.most_common(4)]
    assert all(chips[chip] == count for chip, count in on_the_day.chips)
    assert on_the_day.excluded == len(given) - len(counted)
    assert (on_the_day.answered, on_the_day.asked) == (30, 31)
    assert on_the_day.verdicts_today == on_the_day.verdicts
    assert a_day_later.verdicts == on_the_day.verdicts
    assert set(a_day_later.verdicts_today.values()) == {0}


def _month(project: int, now: datetime) -> SurveyFigures:
    with reading() as session:
        card, policy = projects.card(session, project), projects.policy(session, project)
        return month.heard(session, project, policy, Today.around(now, card.zone))


def test_a_correction_counts_once_and_in_place_of_the_first():
    project = a_project()
    code = answer(project, LET_DOWN)
    receive(code, a_filled_form(DELIGHTED), WEDNESDAY_MORNING + HOUR)

    with reading() as session:
        after = tallies.whole(session, all_of(project)).sums

    assert (after.n, after.total) == (1, 50)


def test_answers_without_a_score_or_with_a_wrong_one_are_found_and_laid_out(project):
    with reading() as session:
        before = _all(session, project)
    with writing() as session:
        session.execute(delete(Score).where(Score.project_id == project))

    clockwork.lay_out_scores(WEDNESDAY_MORNING)

    with reading() as session:
        assert _all(session, project) == before
        assert not scores.unscored(session, project)
        card = projects.card(session, project)
        assert formulas.compare(session, card, limit=100) == (30, 0)
    with writing() as session:
        (row,) = scores.given_newest(session, project, 1)
        told = scores.stored(session, project, (row.token, row.slot), row.formula)
        scores.replace_all(session, project, None, [told | {"from_e1": 1.0, "gap": 99.0}])
        assert formulas.compare(session, card, limit=100) == (30, 1)


def _all(session, project: int) -> list[tuple[object, ...]]:
    columns = Score.__table__.columns
    wanted = select(*columns).where(Score.project_id == project)
    return [tuple(row) for row in session.execute(wanted.order_by(Score.token))]


def test_a_new_version_restates_on_demand_and_the_old_reading_stays(project, monkeypatch):
    monkeypatch.setattr(formulas, "AT_ONCE", 7)
    lead = a_colleague(project, "company_leader")
    with reading() as session:
        before = tallies.whole(session, all_of(project))
    with writing() as session:
        projects.override_policy(session, project, HEAVY)
    answer(project, LET_DOWN)
    with reading() as session:
        card, heavy = projects.card(session, project), surveys.formulas(session, project)[2]

    key: scores.Key | None = scores.FIRST
    while key is not None:
        with writing() as session:
            key = formulas.restate(session, lead, card, 2, key)

    one_more = [one for one in one_by_one(project) if one.formula == 2]
    with reading() as session:
        given = tallies.whole(session, all_of(project))
        anew = tallies.whole(session, all_of(project, version=2))
        old = tallies.whole(session, all_of(project, version=1))
    assert given.sums.total == pytest.approx(before.sums.total + one_more[0].gap)
    assert old == before
    assert anew.sums.n == given.sums.n
    counted = [one for one in one_by_one(project) if not one.excluded]
    gaps = [(one.household, score(_answers(one), heavy).gap) for one in counted]
    expected = household_means((who, gap) for who, gap in gaps if gap is not None)
    assert anew.sums.total == pytest.approx(sum(expected))


def _answers(one: Scored):
    return Answers.from_items({item: getattr(one, item) for item in ITEMS})


def test_only_who_administers_restates_and_only_under_a_version_there_is():
    project = a_project()
    with reading() as session:
        card = projects.card(session, project)
    clerk, lead = a_colleague(project, "reception"), a_colleague(project, "supervisor")

    with pytest.raises(HuifangError, match="administer"), writing() as session:
        formulas.restate(session, clerk, card, 1)
    with pytest.raises(NotFound), writing() as session:
        formulas.restate(session, lead, card, 9)


def test_learned_weights_are_used_from_the_next_answer_on_by_whoever_administers():
    project = a_project(policy={"formula": {"tolerance": 10.0}})
    clerk, lead = a_colleague(project, "reception"), a_colleague(project, "supervisor")
    learned = LearnedWeights(120, (0.2, 0.2, 0.2, 0.4), (0.5, 0.25, 0.25))
    answer(project, CONTENT)

    with pytest.raises(HuifangError, match="administer"), writing() as session:
        formulas.use_weights(session, clerk, project, learned, MONDAY_MORNING)
    with writing() as session:
        formulas.use_weights(session, lead, project, learned, MONDAY_MORNING)
    answer(project, CONTENT)

    with reading() as session:
        versions = surveys.formulas(session, project)
    assert [one.formula for one in one_by_one(project)] == [1, 2]
    assert versions[2].expectation_weights == learned.expectation
    assert versions[2].tolerance == 10.0


def test_two_residents_who_are_one_are_one_household():
    project = a_project()
    kept, other = a_resident(project), a_resident(project)
    for resident in (kept, other):
        answer(project, CONTENT, resident=resident)

    with writing() as session:
        before = tallies.whole(session, all_of(project)).sums.n
        scores.rehouse(session, project, other, kept)
        after = tallies.whole(session, all_of(project)).sums.n

    assert (before, after) == (2, 1)
