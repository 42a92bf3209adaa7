"""What the doctor says (检查): a sentence for each finding, and what to do about it."""

from collections.abc import Mapping

from lang.sentences import N_, say

FINDINGS: dict[str, str] = {
    "python": N_("Python {version}"),
    "public_url": N_("Residents' phones are sent to {address}"),
    "disk": N_("{gigabytes} GB free on this disk"),
    "database_silent": N_("The database does not answer: {reason}"),
    "schema": N_("Database schema {found}, this program wants {wanted}"),
    "integrity": N_("The database file is whole {damage}"),
    "projects": N_("Projects: {count}"),
    "policy": N_("Policy of “{project}” {reason}"),
    "mirrors": N_("“{project}”: {compared} tickets compared with their events, {wrong} differ"),
}

ADVICE: dict[str, str] = {
    "python": N_("Install Python 3.11 or newer and run the setup again."),
    "public_url": N_(
        "Only this machine can open that address. Set HUIFANG_PUBLIC_URL before printing codes."
    ),
    "disk": N_("Make room before the disk is full; a backup needs the size of the database."),
    "database_silent": N_("Check HUIFANG_DATABASE_URL, and that the server runs."),
    "schema": N_("Start the program once (huifang serve); it upgrades the schema by itself."),
    "integrity": N_("Stop the program, keep the file, and restore the newest good backup."),
    "projects": N_("Import a register (huifang import) or look at the sample (huifang sample)."),
    "policy": N_("Correct the named key in the project's policy."),
    "mirrors": N_("Events are right, the copies are not: please report this, with the version."),
}


def finding(language: str, code: str, facts: Mapping[str, object]) -> str:
    return say(language, FINDINGS[code], **facts).strip()


def advice(language: str, code: str) -> str:
    return say(language, ADVICE[code])
