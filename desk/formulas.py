"""Formulas (公式版本): scores laid out as they were given, and restated under another version."""

from datetime import datetime

from sqlalchemy.orm import Session

from db import scores as scores_db
from db import surveys as surveys_db
from db.projects import ProjectCard
from db.scores import FIRST, Given, Key
from desk.policies import set_own
from desk.tickets import must
from domain.access import Action, Actor
from domain.agreement import LearnedWeights
from domain.errors import NotFound
from domain.formula import Formula

AT_ONCE = 2_000


def lay_out(session: Session, project: ProjectCard, after: Key = FIRST) -> Key | None:
    """The next scores as their answers were given; where to go on, None when all are done."""
    formulas = surveys_db.formulas(session, project.id)
    found = scores_db.given_after(session, project.id, after, AT_ONCE)
    rows = [scores_db.as_given(one, formulas[one.formula], project.zone) for one in found]
    scores_db.replace_all(session, project.id, None, rows)
    return _last(found)


def restate(
    session: Session,
    actor: Actor | None,
    project: ProjectCard,
    version: int,
    after: Key = FIRST,
) -> Key | None:
    """The next answers scored under this version too; where to go on, None when all are done.

    What they were given stays beside it. Raises NotAllowed, NotFound.
    """
    must(actor, Action.ADMINISTER, project.id)
    formula = surveys_db.formulas(session, project.id).get(version)
    if formula is None:
        raise NotFound("formula", version)
    found = scores_db.given_after(session, project.id, after, AT_ONCE)
    others = [one for one in found if one.formula != version]
    rows = [scores_db.restated(one, version, formula, project.zone) for one in others]
    scores_db.replace_all(session, project.id, version, rows)
    return _last(found)


def use_weights(
    session: Session, actor: Actor | None, project_id: int, learned: LearnedWeights, now: datetime
) -> None:
    """Write what was learned into the project's policy: answers from now on have a new version.

    What was given stays as it was. Raises NotAllowed.
    """
    own = {
        "formula.expectation_weights": [round(weight, 4) for weight in learned.expectation],
        "formula.delivered_weights": [round(weight, 4) for weight in learned.delivered],
    }
    set_own(session, actor, project_id, own, own, now)


def _last(found: list[Given]) -> Key | None:
    return (found[-1].token, found[-1].slot) if len(found) == AT_ONCE else None


def compare(session: Session, project: ProjectCard, *, limit: int) -> tuple[int, int]:
    """Of how many of the newest answers the scores were compared, and how many differ."""
    formulas = surveys_db.formulas(session, project.id)
    found = scores_db.given_newest(session, project.id, limit)
    wrong = [one for one in found if not _is_laid_out(session, project, one, formulas)]
    return len(found), len(wrong)


def _is_laid_out(
    session: Session, project: ProjectCard, given: Given, formulas: dict[int, Formula]
) -> bool:
    expected = scores_db.as_given(given, formulas[given.formula], project.zone)
    # Where a ticket went after it was rated is not the answer's business.
    stored = scores_db.stored(session, project.id, (given.token, given.slot), given.formula)
    return stored is not None and {**stored, **_moving(expected)} == expected


def _moving(expected: dict[str, object]) -> dict[str, object]:
    return {name: expected[name] for name in ("building", "team", "kind", "household", "channel")}
