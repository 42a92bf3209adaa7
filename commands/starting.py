"""Starting (启动): what an installation is given once, however many programs start together."""

from datetime import UTC, datetime

from commands.terminal import LANGUAGE, _, print_link
from db import projects, upgrade
from db.engine import writing
from desk import accounts, samples


def lay_in_sample() -> None:
    """At the first start of all; whoever starts second finds it there."""
    with writing() as session:
        upgrade.take_turn(session)
        if not projects.any_ever(session):
            print(_("First start: setting up the sample project …"), flush=True)
            samples.set_up(session, LANGUAGE, datetime.now(UTC))


def print_link_of_the_first() -> None:
    """Until somebody has signed in, each start prints a fresh link; the one before shuts."""
    with writing() as session:
        upgrade.take_turn(session)
        here = [project.id for project in projects.every(session)]
        name = _("Administrator")
        token = accounts.first_administrator(session, name, here, datetime.now(UTC))
    if token is not None:
        print(_("Nobody can sign in yet. This link opens once, within 48 hours:"))
        print_link(token)
