"""What the doctor says (检查): a sentence for each finding, and what to do about it."""

from collections.abc import Mapping

from lang.errors import error
from lang.sentences import N_, say

FINDINGS: dict[str, str] = {
    "python": N_("Python {version}"),
    "setting": N_("{name} is set to “{value}”, which cannot be used"),
    "public_url": N_("Residents' phones are sent to {address}"),
    "disk": N_("{gigabytes} GB free on this disk"),
    "database_silent": N_("The database does not answer: {reason}"),
    "damaged": N_("The database file is damaged: {damage}"),
    "schema": N_("Database schema {found}, this program wants {wanted}"),
    "schema_unknown": N_("Database schema {found} is not known here; this program wants {wanted}"),
    "whole": N_("The database file is whole"),
    "open": N_("The database can be written to"),
    "shut": N_("{reason}"),
    "projects": N_("Projects: {count}"),
    "policy": N_("“{project}”: the policy can be used"),
    "policy_wrong": N_("“{project}”: {reason}"),
    "calendar": N_("“{project}”: deadlines lie in {year}, whose holidays are not known"),
    "mirrors": N_("“{project}”: {compared} tickets compared with their events, {wrong} differ"),
    "scores": N_("“{project}”: {compared} answers compared with their scores, {wrong} differ"),
}

ADVICE: dict[str, str] = {
    "python": N_("Install Python 3.11 or newer and run the setup again."),
    "setting": N_("Correct it as README's table of settings says; until then the default holds."),
    "public_url": N_(
        "Only this machine can open that address. Set HUIFANG_PUBLIC_URL before printing codes."
    ),
    "disk": N_("Make room before the disk is full; a backup needs the size of the database."),
    "database_silent": N_("Check HUIFANG_DATABASE_URL, and that the server runs."),
    "damaged": N_("Stop the program, keep the file, and restore the newest good backup."),
    "schema": N_("Start the program once (huifang serve); it upgrades the schema by itself."),
    "schema_unknown": N_("Another version of the program has been here: start that one, or newer."),
    "shut": N_(
        "Make room on the disk, give the program's user the right to write the file and its "
        "folder, or name the server that leads, not one that stands by; nothing need be restarted."
    ),
    "projects": N_("Import a register (huifang import) or look at the sample (huifang sample)."),
    "policy_wrong": N_("Correct the named key in the project's policy."),
    "calendar": N_("Read that year's file on the page “Working time”."),
    "mirrors": N_("Events are right, the copies are not: please report this, with the version."),
    "scores": N_("Answers are right, their scores are not: start the program once and look again."),
}


def finding(language: str, code: str, facts: Mapping[str, object]) -> str:
    """A refusal among the facts is told in its own sentence."""
    told = {name: _told(language, fact) for name, fact in facts.items()}
    return say(language, FINDINGS[code], **told)


def advice(language: str, code: str) -> str:
    return say(language, ADVICE[code])


def _told(language: str, fact: object) -> object:
    return error(language, fact) if isinstance(fact, Exception) else fact
