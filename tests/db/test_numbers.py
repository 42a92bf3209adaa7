"""Numbers are given out one after the other, and never twice."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError

from db import numbers, projects
from db.engine import writing
from domain.formula import Formula
from tests.builders import MONDAY_MORNING, a_project

PEOPLE = 6
TIMES = 8


class PowerCut(Exception):
    pass


def take(project: int, count: int = 1, noun: str = "ticket") -> int:
    with writing() as session:
        return numbers.take(session, project, noun, count)


def at_once(work):
    """What everybody gets who does `work` at the same moment."""
    barrier = Barrier(PEOPLE)

    def together(_person: int):
        barrier.wait()
        return work()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(together, range(PEOPLE)))


def test_each_project_and_noun_counts_from_one(database):
    one, other = a_project(), a_project()

    assert [take(one), take(one), take(other), take(one, noun="place")] == [1, 2, 1, 1]


def test_several_numbers_are_taken_in_a_row(database):
    project = a_project()

    assert [take(project, 5), take(project, 3), take(project)] == [1, 6, 9]


def test_what_is_undone_gives_its_number_back(database):
    project = a_project()
    with suppress(PowerCut), writing() as session:
        numbers.take(session, project, "ticket")
        raise PowerCut

    assert take(project) == 1


def test_the_first_numbers_of_a_project_may_be_taken_by_everybody_at_once(database):
    project = a_project()

    taken = at_once(lambda: take(project))

    assert sorted(taken) == list(range(1, PEOPLE + 1))


def test_no_number_is_ever_given_twice(database):
    project = a_project()

    taken = at_once(lambda: [take(project, 2) for _ in range(TIMES)])

    flat = sorted(number for each in taken for number in each)
    assert flat == list(range(1, 2 * PEOPLE * TIMES + 1, 2))


def test_everybody_who_scores_first_does_so_under_the_same_formula(database):
    project = a_project()

    def version() -> int:
        with writing() as session:
            return projects.formula_version(session, project, Formula(), MONDAY_MORNING)

    assert at_once(version) == [1] * PEOPLE


def test_a_project_that_is_not_there_has_no_numbers(database):
    with pytest.raises(IntegrityError):
        take(404)
