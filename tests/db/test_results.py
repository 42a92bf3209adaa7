"""What results say by group and over time, what item C says of them, and what lies behind."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import fmean

import numpy as np
import pytest

import clockwork
from db import agreements, kept, previews, projects, results, results_audit, results_groups, tallies
from db import behind as answers
from db import results_time as over_time
from db.behind import Behind, mark_of
from db.engine import reading, writing
from db.response_rates import response_rate
from db.tallies import Asked, By
from desk import formulas, reports, rulings
from desk import tallies as counting
from desk.reports import Wanted
from domain.formula import Formula
from domain.groups import SHOWN_FROM
from domain.periods import Period, limits
from domain.reports import CYCLES, ReportKind, holding
from domain.satisfaction import Answers, Verdict, score, verdict_of_comparison
from domain.surveys import Chip
from domain.tickets import Kind
from tests.builders import (
    CONTENT,
    DAY,
    DELIGHTED,
    LET_DOWN,
    MONDAY_MORNING,
    SHANGHAI,
    a_code,
    a_colleague,
    a_filled_form,
    a_project,
    a_resident,
    a_resolved_ticket,
    receive,
)

pytestmark = pytest.mark.usefixtures("database")
# A month before the month at hand, and in it.
BEFORE, NOW = MONDAY_MORNING - 20 * DAY, MONDAY_MORNING + 5 * DAY
GIVEN = [
    *[("help", DELIGHTED, BEFORE)] * 3,
    *[("repair", LET_DOWN, BEFORE)] * 9,
    *[("help", CONTENT, NOW)] * 10,
    *[("repair", LET_DOWN, NOW)] * 3,
]


@pytest.fixture
def project() -> int:
    project = a_project(now=BEFORE - DAY)
    for kind, marks, at in GIVEN:
        home = a_resident(project)
        ticket = a_resolved_ticket(
            project, kind=kind, now=at - timedelta(hours=9), resolved_at=at, resident_id=home
        )
        receive(a_code(project, ticket, now=at), a_filled_form(marks), at)
    return project


def behind(*asked, **page) -> list[Behind]:
    return answers.behind(*asked, **page) or []


def march(session, project: int, **asked) -> Asked:
    first, after = MONDAY_MORNING - DAY, MONDAY_MORNING + 29 * DAY
    return results.asked_for(session, project, first, after, **asked)


def test_groups_keep_their_order_what_moved_the_score_is_split_and_a_reversal_is_noticed(project):
    _groups_keep_their_order_and_what_is_too_small_stays_hidden(project)
    _what_moved_the_score_is_split_and_a_reversal_is_noticed(project)
    _all_of_time_has_nothing_before_it(project)


def _groups_keep_their_order_and_what_is_too_small_stays_hidden(project: int) -> None:
    with reading() as session:
        kinds = results_groups.groups_of(session, march(session, project), By.KIND)
        buildings = results_groups.groups_of(session, march(session, project), By.BUILDING)

    assert [one.key for one in kinds.found] == [Kind.REPAIR, Kind.HELP]
    assert [one.gap.n for one in kinds.found] == [None, 10]
    assert list(kinds.units.units) == [Kind.HELP]
    assert [one.key for one in buildings.found] == ["3 栋"]
    assert sum(dot.households for dot in kinds.cloud) == 13


def _what_moved_the_score_is_split_and_a_reversal_is_noticed(project: int) -> None:
    with reading() as session:
        # As many days before as there are in the period: all of February's answers.
        found = over_time.over_time(session, march(session, project))

    assert [(one.month, one.gap.n) for one in found.months] == [(202602, 12), (202603, 13)]
    assert (found.baseline, found.trend) == (2, None)
    assert found.change.total == pytest.approx(found.change.mix + found.change.within)
    assert found.change.total == pytest.approx(found.after.mean - found.before.mean)
    # More help and less repair lifted the whole, while help itself fell and repair stayed.
    assert found.change.total > 0
    assert found.change.is_reversed


def _all_of_time_has_nothing_before_it(project: int) -> None:
    with reading() as session:
        ever = results.asked_for(
            session, project, MONDAY_MORNING.replace(year=1970), MONDAY_MORNING + 29 * DAY
        )
        found = over_time.over_time(session, ever)

    assert (found.change, found.before.n) == (None, None)


def test_forms_are_added_up_as_they_are_and_listed_unless_they_are_too_few(project):
    _forms_that_answer_the_direct_item_too_are_added_up_as_they_are(project)
    _the_answers_behind_a_figure_are_listed_unless_they_are_too_few(project)


def _forms_that_answer_the_direct_item_too_are_added_up_as_they_are(project: int) -> None:
    every = [Answers.from_items(marks) for _kind, marks, at in GIVEN if at is NOW]
    heavy = Formula(expectation_weights=(1, 1, 1, 9), tolerance=2.0)
    marks = np.array([[*one.expectation, *one.delivered, one.comparison] for one in every])

    with reading() as session:
        asked = march(session, project)
        pairs, forms = agreements.pairs(session, asked), agreements.moments(session, asked)
        moved = agreements.moved(session, asked, Formula.default(), heavy)
        audit = results_audit.audit(session, asked)

    verdicts = [(score(one, Formula.default()).verdict, one) for one in every]
    assert pairs == Counter((v, verdict_of_comparison(one.comparison or 0)) for v, one in verdicts)
    assert moved == Counter((v, score(one, heavy).verdict) for v, one in verdicts)
    assert forms.n == len(every)
    assert np.allclose(forms.products, marks.T @ marks)
    assert (audit.forms, audit.agreement, audit.offer, audit.standing) == (13, None, None, ())


def _the_answers_behind_a_figure_are_listed_unless_they_are_too_few(project: int) -> None:
    with reading() as session:
        everything = behind(session, march(session, project))
        let_down = behind(session, march(session, project), Verdict.DISSATISFIED)
        help_only = march(session, project, only=(By.KIND, Kind.HELP))
        few = march(session, project, only=(By.KIND, Kind.REPAIR))

        assert len(behind(session, help_only)) == SHOWN_FROM
        assert answers.behind(session, few) is None
        assert response_rate(session, help_only) == (10, 10)
        assert response_rate(session, march(session, project)) == (13, 13)
        assert behind(session, march(session, project), page=1) == []
    assert len(everything) == 13
    assert len(let_down) == 3


MARKS = {
    ("method", "formula"): 14,
    ("method", "direct"): 0,
    ("term", "e2"): 14,
    ("chip", "speed"): 1,
    ("compared", "dissatisfied"): 4,
    ("compared", "very_satisfied"): 0,
    ("point", "80-10"): 4,
    ("point", "75-75"): 10,
    ("point", "0-0"): 0,
}


def test_a_mark_opens_the_answers_it_is_made_of_and_none_that_is_left_out(project, monkeypatch):
    for said in ({"chips": (Chip.SPEED,)}, {"seconds": 1.0}):
        home, at = a_resident(project), NOW + DAY
        ticket = a_resolved_ticket(
            project, now=at - timedelta(hours=9), resolved_at=at, resident_id=home
        )
        receive(a_code(project, ticket, now=at), a_filled_form(LET_DOWN, **said), at)

    with reading() as session:
        asked = march(session, project)
        found = {key: len(behind(session, asked, None, mark_of(*key))) for key in MARKS}
        expected = behind(session, asked, None, mark_of("term", "e2"))
        terms = tallies.whole(session, asked).terms
        every = behind(session, asked)

    assert found == MARKS
    assert len(every) == 15
    _no_further_back_than_is_looked_through(project, monkeypatch)
    # One answer each, so that the answers' own points make the step of the waterfall.
    assert fmean(one.adds for one in expected) == pytest.approx(-terms.expectation[1])


def _no_further_back_than_is_looked_through(project: int, monkeypatch) -> None:
    monkeypatch.setattr(answers, "MOST_SEARCHED", 15)
    with reading() as session:
        march_alone = march(session, project)
        ever = replace(march_alone, first=march_alone.first - timedelta(days=60))

        assert answers.newest(session, march_alone) == march_alone
        assert answers.newest(session, ever).first == BEFORE.astimezone(SHANGHAI).date()


def test_what_the_clockwork_counted_is_told_until_it_counts_again(project, monkeypatch):
    monkeypatch.setattr(counting, "COUNTED_AT_ONCE", 5)
    at = NOW + DAY
    with reading() as session:
        ever = results.asked_for(session, project, *limits(Period.ALL, at.date(), SHANGHAI))
        live = _everything(session, ever)

    clockwork.keep_tallies(at)
    with reading() as session:
        period = holding(CYCLES[ReportKind.COMPLAINTS], at.date())
        (told, counted_at) = previews.preview(session, project, ReportKind.COMPLAINTS, period)
        wanted = Wanted(project, ReportKind.COMPLAINTS, period)
        assert (told, counted_at) == (reports.figures(session, None, wanted, at), at)
        assert _everything(session, ever) == live
        assert kept.counted_at(session, ever) == at
        assert kept.counted_at(session, march(session, project)) is None
        assert kept.counted_at(session, replace(ever, only=(By.KIND, Kind.HELP))) is None
    with monkeypatch.context() as another_program, reading() as session:
        another_program.setattr(kept, "SHAPE", kept.SHAPE + 1)
        assert kept.counted_at(session, ever) is None
        assert _everything(session, ever) == live
    ticket = a_resolved_ticket(project, now=NOW, resolved_at=at)
    code = a_code(project, ticket, now=at)
    receive(code, a_filled_form(DELIGHTED), at)

    with reading() as session:
        assert results.results_of(session, ever).responses == len(GIVEN)
    clockwork.keep_tallies(at + DAY / 100)
    with reading() as session:
        assert results.results_of(session, ever).responses == len(GIVEN) + 1
    _nothing_is_counted_twice_and_a_ruling_is_told_at_once(project, ever, code, at + DAY / 50)
    monkeypatch.setattr(counting, "COUNTED_AT_ONCE", 100)
    clockwork.keep_tallies(at + DAY)
    with reading() as session:
        assert kept.last_seen(session, project) is None


def _nothing_is_counted_twice_and_a_ruling_is_told_at_once(
    project: int, ever: Asked, code: str, at: datetime
) -> None:
    clockwork.keep_tallies(at)
    with reading() as session:
        before = kept.counted_at(session, ever)
        assert before is not None
        assert before < at

    with writing() as session:
        who = a_colleague(project)
        rulings.rule(session, who, project, (code, "round-1"), "重复", at, excluded=True)

    with reading() as session:
        assert kept.counted_at(session, ever) is None
        assert results.results_of(session, ever).responses == len(GIVEN)
    clockwork.keep_tallies(at)
    with reading() as session:
        assert kept.counted_at(session, ever) == at
        assert results.results_of(session, ever).responses == len(GIVEN)


def _everything(session, asked: Asked) -> list[object]:
    told = [results_groups.groups_of(session, asked, by) for by in By]
    return [
        results.results_of(session, asked),
        *told,
        over_time.over_time(session, asked),
        results_audit.audit(session, asked),
        results_audit.versions(session, asked),
    ]


def test_a_reading_under_another_version_says_how_many_are_missing(project):
    lead = a_colleague(project, "supervisor")
    with writing() as session:
        projects.override_policy(session, project, {"formula": {"tolerance": 40.0}})
    ticket = a_resolved_ticket(project, now=NOW - DAY, resolved_at=NOW)
    receive(a_code(project, ticket, now=NOW), a_filled_form(DELIGHTED), NOW)

    with reading() as session:
        before = results_audit.versions(session, march(session, project))
        card = projects.card(session, project)
    with writing() as session:
        formulas.restate(session, lead, card, 2)

    with reading() as session:
        after = results_audit.versions(session, march(session, project))
        wide = results.results_of(session, march(session, project, version=2))
    assert [(line.version, line.given, line.restated) for line in before] == [(2, 1, 0), (1, 13, 0)]
    assert [(line.version, line.given, line.restated) for line in after] == [(2, 1, 13), (1, 13, 0)]
    assert wide.gap.shares[Verdict.DISSATISFIED].count == 3
    assert wide.gap.shares[Verdict.VERY_SATISFIED].count == 1
