"""huifang user (账号): who may sign in, and the ways back in when everybody has lost theirs."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from commands.terminal import LANGUAGE, _, bring_up_to_date, print_link, project_named
from db import accounts as accounts_db
from db.accounts import Teammate
from db.engine import reading, writing
from desk import accounts
from desk.accounts import Invitation
from domain.access import Role
from domain.accounts import tidy_login
from domain.errors import NotFound
from lang import term

app = typer.Typer(
    help=_("Say who may sign in: invite, list, shut out, sign out everywhere."),
    no_args_is_help=True,
)

Login = Annotated[str, typer.Argument(help=_("The login."))]
Project = Annotated[str, typer.Option(help=_("The project's name."))]


@app.command(
    help=_(
        "Print a one-time link: for a new colleague, or for one who has lost the way in. "
        "Whoever has an account in another project is brought into this one."
    )
)
def invite(
    login: Login,
    project: Project,
    role: Annotated[Role, typer.Option(help=_("The role in the project."))] = Role.SUPERVISOR,
    name: Annotated[str, typer.Option(help=_("The name of a new colleague, else the login."))] = "",
    email: Annotated[str, typer.Option(help=_("For sign-in at a provider."))] = "",
) -> None:
    bring_up_to_date()
    project_id, now = project_named(project).id, datetime.now(UTC)
    with writing() as session:
        account = accounts_db.by_login(session, tidy_login(login))
        if account is None:
            asked = Invitation(name or login, login, role, email)
            token = accounts.invite(session, None, project_id, asked, now)
        else:
            if project_id not in dict(accounts_db.roles_of(session, account.staff_id)):
                accounts.bring_in(session, None, project_id, login, role, now)
            token = accounts.new_link(session, None, project_id, account.staff_id, now)
    print(_("This link opens once, within 48 hours:"))
    print_link(token)


@app.command("list", help=_("List who belongs to a project, and who is signed in."))
def list_team(project: Project) -> None:
    bring_up_to_date()
    with reading() as session:
        team = accounts_db.team(session, project_named(project).id, datetime.now(UTC))
    for one in team:
        role = term(LANGUAGE, "role", one.role)
        print(one.login, one.name, role, _state(one), sep="\t")


def _state(one: Teammate) -> str:
    if one.disabled_at:
        return _("account shut")
    if not one.has_password:
        return _("cannot sign in yet")
    return _("signed in: {count}", count=one.browsers)


@app.command(help=_("Shut an account: signed out at once, and no way back in."))
def disable(login: Login, project: Project) -> None:
    bring_up_to_date()
    project_id, now = project_named(project).id, datetime.now(UTC)
    with writing() as session:
        accounts.disable(session, None, project_id, _known(login), now)
    print(_("The account is shut."))


@app.command(help=_("End every session of a colleague."))
def sign_out_everywhere(login: Login, project: Project) -> None:
    bring_up_to_date()
    project_id, now = project_named(project).id, datetime.now(UTC)
    with writing() as session:
        accounts.sign_out_everywhere(session, None, project_id, _known(login), now)
    print(_("Signed out everywhere."))


def _known(login: str) -> int:
    with reading() as session:
        account = accounts_db.by_login(session, tidy_login(login))
    if account is None:
        raise NotFound("staff", login)
    return account.staff_id
