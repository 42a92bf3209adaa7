"""huifang answers (答卷): another questionnaire's file scored on its own ladder, or refused.

Nothing is stored.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import LANGUAGE, _
from desk import answer_files as desk
from domain import answer_files as rules
from domain.answer_files import AnswersRefused, FileScore
from lang import error, term

Items = Annotated[
    list[str],
    typer.Option(help=_("Columns of delivery: a name, the first and last, Q1:Q9, or P*.")),
]


def answers(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=_("CSV or XLSX."))],
    delivered: Items,
    expected: Annotated[list[str] | None, typer.Option(help=_("Columns of expectation."))] = None,
    ladder: Annotated[int, typer.Option(min=2, help=_("Labels of its ladder."))] = 5,
    overall: Annotated[
        str, typer.Option(help=_("The column that asks for satisfaction itself."))
    ] = "",
) -> None:
    content = file.read_bytes()
    names = [*(expected or ()), *delivered, *((overall,) if overall else ())]
    try:
        found = rules.looked_through(desk.columns(content, names), ladder, overall)
    except AnswersRefused as refused:
        _report(refused)
        raise typer.Exit(1) from refused
    if not expected:
        print(_("Every answer lies on the ladder; without columns of expectation there is no gap."))
        return
    before, after = (
        [found[name] for name in desk.columns(content, side)] for side in (expected, delivered)
    )
    _tell(rules.scored(before, after, ladder))


def _report(refused: AnswersRefused) -> None:
    print(error(LANGUAGE, refused), file=sys.stderr)
    for one in refused.faults:
        fault = term(LANGUAGE, "answer_fault", one.fault)
        print(f"  {one.column}\t{fault}\t{one.cells}\t{one.told}", file=sys.stderr)


def _tell(found: FileScore) -> None:
    counts = {"count": found.respondents, "scored": found.scored}
    print(_("Respondents: {count}, with a gap: {scored}", **counts))
    if found.gap is None or found.steps is None:
        return
    print(
        _(
            "Expected {expected}, delivered {delivered}: gap {gap} points, {steps} labels",
            expected=f"{found.expectation:.1f}",
            delivered=f"{found.delivered:.1f}",
            gap=f"{found.gap:+.1f}",
            steps=f"{found.steps:+.4f}",
        )
    )
