"""The command line (命令行): for whoever runs Huifang."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.progress import Progress
from sqlalchemy.orm import Session

import settings
from commands import clients, starting, user
from commands.answers import answers
from commands.export import export
from commands.terminal import LANGUAGE, _, bring_up_to_date, local_address, project_named
from db import backup as backups
from db import codes as codes_db
from db import engine, figures, projects
from db.engine import reading, rehearsing, writing
from desk import codes as codes_desk
from desk import doctor as doctors
from desk import imports, samples
from desk import mapping as mappings
from desk.projects import open_project
from domain.errors import HuifangError, WrongValue
from lang import error, findings, term
from reports import codes as pictures
from reports import press
from reports.imports import beside, summary, write_rejects

SIGNS = {doctors.Grade.GOOD: "✓", doctors.Grade.WARNING: "!", doctors.Grade.BAD: "✗"}


app = typer.Typer(help="Huifang 回访", no_args_is_help=True, add_completion=False)
app.add_typer(user.app, name="user")
app.add_typer(clients.app, name="clients")
app.command(help=_("Score another questionnaire's file on its own ladder; nothing is stored."))(
    answers
)
app.command(help=_("Write everything of a project as CSV files into one archive."))(export)


def main() -> None:
    """The commands; a refusal is one sentence on standard error and exit status 1."""
    try:
        app()
    except HuifangError as refused:
        _give_up(error(LANGUAGE, refused))


def _give_up(reason: str) -> NoReturn:
    print(reason, file=sys.stderr)
    sys.exit(1)


@app.command(help=_("Start pages and survey in one process; brings the database up to date first."))
def serve() -> None:
    bring_up_to_date()
    starting.lay_in_sample()
    address, port = settings.ADDRESS(), settings.PORT()
    print(_("Huifang: {address}", address=local_address()), flush=True)
    starting.print_link_of_the_first()
    os.execv(  # noqa: S606  # the same interpreter, our own arguments
        sys.executable,
        [
            *(sys.executable, "-m", "streamlit", "run", str(settings.ROOT / "app.py")),
            *("--server.address", address, "--server.port", port),
        ],
    )


@app.command(help=_("Lay in the sample project, or take it out again."))
def sample(
    remove: Annotated[bool, typer.Option("--remove", help=_("Take it out."))] = False,
) -> None:
    bring_up_to_date()
    now = datetime.now(UTC)
    with writing() as session:
        there = [project for project in projects.every(session) if project.is_sample]
        if remove:
            for project in there:
                samples.remove(session, None, project.id, now)
        elif not there:
            samples.set_up(session, LANGUAGE, now)
    print(_("The sample project is gone.") if remove else _("The sample project is there."))


@app.command(help=_("Give out, show, print or withdraw codes."))
def codes(
    project: Annotated[str, typer.Argument(help=_("The project's name."))],
    ticket: Annotated[int | None, typer.Option(help=_("Give out this ticket's code."))] = None,
    svg: Annotated[Path | None, typer.Option(help=_("Draw it into this file."))] = None,
    revoke: Annotated[str | None, typer.Option(help=_("Withdraw this code."))] = None,
    paper: Annotated[
        press.Paper | None, typer.Option(help=_("Lay codes out to be printed; a slip by ticket."))
    ] = None,
    place: Annotated[
        list[str] | None, typer.Option(help=_("A common place by its name; else all of them."))
    ] = None,
    campaign: Annotated[
        str | None, typer.Option(help=_("The annual survey whose letters are laid out."))
    ] = None,
    out: Annotated[Path | None, typer.Option(help=_("The page to write, else PAPER.html."))] = None,
) -> None:
    bring_up_to_date()
    project_id = project_named(project).id
    if revoke is not None:
        with writing() as session:
            codes_desk.revoke(session, None, project_id, revoke, datetime.now(UTC))
        print(_("The code opens nothing any more."))
    elif paper is not None:
        order = press.Order(None, project_id, settings.PUBLIC_URL(), datetime.now(UTC))
        with writing() as session:
            page = press.print_paper(
                session, order, paper, ticket=ticket, places=place or [], campaign=campaign
            )
        _lay_out(page, out or Path(f"{paper}.html"))
    elif ticket is not None:
        _give_out(project_id, ticket, svg)
    else:
        _list_codes(project_id)


def _give_out(project_id: int, ticket: int, svg: Path | None) -> None:
    with writing() as session:
        token = codes_desk.for_ticket(session, None, project_id, ticket, datetime.now(UTC))
    address = pictures.address(settings.PUBLIC_URL(), token)
    print(address)
    if svg is not None:
        _write(svg, pictures.svg(address))


def _lay_out(page: str, out: Path) -> None:
    _write(out, page)
    print(_("Open {path} in a browser and print it at 100 %.", path=out))


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError:
        _give_up(_("The file {path} cannot be written.", path=file))


def _list_codes(project_id: int) -> None:
    with reading() as session:
        known = codes_db.of_project(session, project_id)
    for code in known:
        state = "✗" if code.revoked_at else "✓"
        about = f"#{code.ticket}" if code.ticket else f"{code.place_id or ''}"
        print(state, code.token, term(LANGUAGE, "code_kind", code.kind), about)


@app.command(help=_("Copy the database while it is in use."))
def backup(
    to: Annotated[Path | None, typer.Argument(help=_("The file to write."))] = None,
) -> None:
    ending = "db" if engine.current().is_sqlite else "dump"
    place = to or Path("var/backups") / f"huifang-{datetime.now(UTC):%Y%m%d-%H%M%S}.{ending}"
    backups.back_up(place)
    print(_("Copied to {place}.", place=place))


@app.command(help=_("Say what is wrong with this installation, and how to mend it."))
def doctor() -> None:
    worst = doctors.Grade.GOOD
    for finding in doctors.examine():
        print(SIGNS[finding.grade], findings.finding(LANGUAGE, finding.code, finding.facts))
        if finding.grade is not doctors.Grade.GOOD:
            print("  →", findings.advice(LANGUAGE, finding.code))
        if finding.grade is doctors.Grade.BAD:
            worst = finding.grade
    if worst is doctors.Grade.BAD:
        raise typer.Exit(1)


@app.command(
    "import", help=_("Read a register, CSV or XLSX in any usual encoding, into a project.")
)
def import_file(
    file: Annotated[Path, typer.Argument(help=_("The file to read."), exists=True, dir_okay=False)],
    project: Annotated[str, typer.Option(help=_("The project's name; a new one is set up."))],
    mapping: Annotated[
        str | None, typer.Option(help=_("One of ours by name, or a file; guessed without it."))
    ] = None,
    zone: Annotated[str, typer.Option(help=_("The time zone of a new project."))] = "Asia/Shanghai",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Only say what would happen."))
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option(help=_("Where rejected rows go; else beside the file."))
    ] = None,
) -> None:
    bring_up_to_date()
    chosen = mappings.find(mapping) if mapping else None
    local = _zone_of(project, zone)
    with _progress() as told:
        source = imports.read(file.read_bytes(), local, chosen, file_name=file.name, told=told)
    _say_guess(source)
    with _progress() as told, rehearsing() if dry_run else writing() as session:
        project_id = _project_or_new(session, project, zone)
        report = imports.bring_in(
            session, None, project_id, source, datetime.now(UTC), dry_run=dry_run, told=told
        )
    print(*summary(report, LANGUAGE), sep="\n")
    if not dry_run:
        _say_figures(project_id)
    if report.rejects:
        place = rejects or beside(file)
        write_rejects(report, place, LANGUAGE)
        print(_("Rejected rows, with their reasons: {place}", place=place))


def _zone_of(project: str, zone: str) -> ZoneInfo:
    """The project's own, or the one given for a new project. Raises WrongValue."""
    with reading() as session:
        known = projects.named(session, project)
    try:
        return known.zone if known else ZoneInfo(zone)
    except (ValueError, ZoneInfoNotFoundError) as unknown:
        raise WrongValue("zone", "unknown_value") from unknown


@contextmanager
def _progress() -> Iterator[imports.Told]:
    """A bar that is told how many of how many rows are done."""
    is_watched = sys.stdout.isatty()
    with Progress(transient=True, disable=not is_watched) as bars:
        bar = bars.add_task("")
        yield lambda done, total: bars.update(bar, completed=done, total=total)


def _project_or_new(session: Session, name: str, zone: str) -> int:
    known = projects.named(session, name)
    if known is not None:
        return known.id
    return open_project(
        session,
        name=name,
        zone=zone,
        language=LANGUAGE,
        now=datetime.now(UTC),
    )


def _say_guess(source: imports.Reading) -> None:
    if source.guess is None:
        return
    print(_("No mapping was given. This one was guessed; save and correct it for the next time:"))
    print(mappings.as_toml(source.mapping))


def _say_figures(project_id: int) -> None:
    """The project's whole history, so that it can be held against the source's own figures."""
    with reading() as session:
        found = figures.history_figures(session, project_id)
    said = _("{tickets} tickets, {closed} closed, {open} never closed.")
    print(said.format(tickets=found.tickets, closed=found.speed.closed, open=found.never_closed))
    if found.speed.median_hours is None or found.speed.p90_hours is None:
        return
    said = _("Hours to close: median {median:.1f}, 90th percentile {p90:.1f}; {n} within 48 hours.")
    speed = found.speed
    print(said.format(median=speed.median_hours, p90=speed.p90_hours, n=speed.within_48_hours))


if __name__ == "__main__":
    main()
