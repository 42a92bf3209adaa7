"""The audit list (操作记录) in words: on the screen, and as a file to keep."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from db.audit import Entry, staff_in
from domain.projects import Deed
from lang import N_, policy_key, say, term
from reports import tables

HEADINGS = (N_("At"), N_("By"), N_("Done"), N_("To"), N_("Details"))
WIDTHS = (18, 16, 24, 16, 40)
COMMAND_LINE = N_("command line")


def rows(
    entries: Sequence[Entry], names: Mapping[int, str], language: str, zone: tzinfo
) -> list[list[str]]:
    """The heading, then a row for each entry, the times on the project's clock."""
    heading = [say(language, one) for one in HEADINGS]
    return [heading, *(_row(entry, names, language, zone) for entry in entries)]


def as_csv(told: Sequence[Sequence[str]]) -> bytes:
    return tables.as_csv(told)


def as_xlsx(told: Sequence[Sequence[str]]) -> bytes:
    return tables.as_xlsx(told, WIDTHS)


def _row(entry: Entry, names: Mapping[int, str], language: str, zone: tzinfo) -> list[str]:
    whom = staff_in(entry.subject)
    return [
        f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
        entry.actor or say(language, COMMAND_LINE),
        term(language, "account_deed", entry.action),
        names.get(whom, entry.subject) if whom else entry.subject,
        _details(entry.action, entry.facts, language),
    ]


def _details(deed: str, facts: Mapping[str, object], language: str) -> str:
    """What a change of the policy says of each key; other facts are most often roles."""
    if deed == Deed.POLICY_CHANGED:
        return "; ".join(f"{policy_key(language, key)}: {fact}" for key, fact in facts.items())
    return " → ".join(term(language, "role", str(fact)) for fact in facts.values())
