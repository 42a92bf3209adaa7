"""huifang export (导出): everything of a project as CSV files in one archive."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.terminal import _, bring_up_to_date, project_named
from db.engine import reading, writing
from desk import exports as desk
from desk.texts import NotWritable
from reports import exports


def export(
    project: Annotated[str, typer.Argument(help=_("The project's name."))],
    folder: Annotated[Path, typer.Argument(help=_("Where the archive goes."), file_okay=False)],
    with_people: Annotated[
        bool, typer.Option("--with-people", help=_("Also names, phones and words of people."))
    ] = False,
) -> None:
    bring_up_to_date()
    card, now = project_named(project), datetime.now(UTC)
    with writing() as session:
        desk.order(session, None, card.id, now, with_people=with_people)
    place = folder / f"huifang-{card.id}-{now:%Y%m%d-%H%M%S}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file, reading() as session:
            counts = exports.write(session, card, file, now, with_people=with_people)
    except OSError as failed:
        raise NotWritable(str(place)) from failed
    said = _("{rows} rows of {tables} tables: {place}")
    print(said.format(rows=sum(counts.values()), tables=len(counts), place=place))
