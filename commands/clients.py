"""huifang clients (外部系统): keys for programs of others."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from commands.terminal import LANGUAGE, _, bring_up_to_date, project_named
from db import clients as clients_db
from db.clients import ClientCard
from db.engine import reading, writing
from desk import clients
from domain.clients import USUAL_PER_MINUTE, Asked, Scope
from lang import term

app = typer.Typer(
    help=_("Give a key to another system, list the keys, take one back."),
    no_args_is_help=True,
)

Project = Annotated[str, typer.Option(help=_("The project's name."))]


@app.command(help=_("Print a key for another system; it is shown this once."))
def give(
    name: Annotated[str, typer.Argument(help=_("How the system is called."))],
    project: Project,
    scope: Annotated[list[Scope], typer.Option(help=_("What the key opens; as often as needed."))],
    per_minute: Annotated[int, typer.Option(help=_("Calls a minute."))] = USUAL_PER_MINUTE,
) -> None:
    bring_up_to_date()
    asked, project_id = Asked(name, tuple(scope), per_minute), project_named(project).id
    with writing() as session:
        key = clients.give(session, None, project_id, asked, datetime.now(UTC))
    print(key)


@app.command("list", help=_("List the keys of a project, with what they open."))
def list_keys(project: Project) -> None:
    bring_up_to_date()
    with reading() as session:
        known = clients_db.of_project(session, project_named(project).id)
    for card in known:
        opens = ", ".join(term(LANGUAGE, "scope", scope) for scope in card.scopes)
        print(card.id, card.name, opens, _state(card), sep="\t")


def _state(card: ClientCard) -> str:
    if card.revoked_at:
        return _("taken back")
    return _("last used {day}", day=card.used_on) if card.used_on else _("never used")


@app.command(help=_("Take a key back: it opens nothing from the next call on."))
def revoke(
    number: Annotated[int, typer.Argument(help=_("The key's number in the list."))],
    project: Project,
) -> None:
    bring_up_to_date()
    with writing() as session:
        clients.revoke(session, None, project_named(project).id, number, datetime.now(UTC))
    print(_("The key opens nothing any more."))
