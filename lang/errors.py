"""Refusals (拒绝): the sentence for every error code, filled from the error's own facts."""

from datetime import UTC, date, datetime, timedelta, tzinfo

from lang.accounts import ACCOUNT_ERRORS
from lang.clients import CLIENT_ERRORS
from lang.exports import EXPORT_ERRORS
from lang.imports import IMPORT_ERRORS
from lang.policy_keys import policy_key
from lang.projects import PROJECT_ERRORS
from lang.reports import REPORT_ERRORS
from lang.requests import REQUEST_ERRORS
from lang.residents import RESIDENT_ERRORS
from lang.screens import SCREEN_ERRORS
from lang.sentences import N_, say, words
from lang.terms import TERMS, term
from lang.times import day, moment, span

# A place in braces is an attribute of the error. A fact named like a kind of term is a code.
ERRORS: dict[str, str] = {
    "not_found": N_("This {noun} was not found, or it is not open to you."),
    "not_allowed": N_("Your role does not allow this here: {action}."),
    "wrong_value": N_("Please look at “{field}” again: {reason}."),
    "changed_meanwhile": N_(
        "Somebody else has just changed this. Please look at the newest state and try again."
    ),
    "ticket.step_not_possible": N_("“{step}” is not possible while the ticket is “{stage}”."),
    "callback.step_not_possible": N_("“{step}” is not possible while the callback is “{stage}”."),
    "survey.code_closed": N_("This code can no longer be used: {reason}."),
    "survey.not_yet_done": N_(
        "The work is not finished yet. Please scan the code again when it is done."
    ),
    "survey.already_answered": N_(
        "This code was answered on {answered_at}. Thank you; it can be answered only once."
    ),
    "survey.not_yet_open": N_(
        "The survey begins on {opens_at}. Please keep your letter till then."
    ),
    "survey.campaign_over": N_("The survey ended on {closed_at}."),
    "survey.too_many": N_("More answers are coming in than can be taken in at this moment."),
    "survey.staff_browser": N_("This browser is signed in as staff."),
    "survey.unstored": N_("Nothing was stored."),
    "survey.stale_form": N_(
        "To be safe, please send this page once more. All that you filled in is still here."
    ),
    "survey.nothing_said": N_("Nothing is filled in yet. A single answer is enough."),
    "survey.words_too_long": N_("Please shorten your words to {most} characters."),
    "form.body_too_large": N_("More was sent than this form can hold."),
    "form.not_a_form": N_("What arrived here was not a filled form."),
    "form.wrong_method": N_("This address shows a form and takes it in, nothing else."),
    "answer.outside_ladder": N_("One answer is not among the choices. Please choose again."),
    "answer.wrong_terms": N_(
        "The questions have changed since this page was opened. Please open it again."
    ),
    "formula.wrong": N_("The scoring formula cannot be used. “{field}”: {reason}."),
    "costs.wrong_scenario": N_("“{field}” must lie between 0 and {most}, not at {value}."),
    "costs.wrong_count": N_("“{field}” cannot be {value}."),
    "policy.wrong": N_("The policy value “{key}” cannot be used: {reason}."),
    "backup.failed": N_("The backup could not be made: {reason}."),
    "database.unreachable": N_("The database does not answer: {reason}."),
    "database.broken": N_("The database file is damaged: {reason}."),
    "database.busy": N_(
        "Somebody else has been writing to the database for longer than usual, so nothing was "
        "stored. Please try again in a moment."
    ),
    "database.full": N_(
        "The disk under the database is full, so nothing was stored. What was stored before is "
        "safe. Please ask whoever runs this program to make room; it then goes on by itself."
    ),
    "database.read_only": N_(
        "The database can be read but not written to, so nothing was stored. Please ask whoever "
        "runs this program to run “huifang doctor”."
    ),
    "database.upgrade_failed": N_(
        "The database stays at schema {found} and nothing was changed: {reason}. Go on with the "
        "version that ran before, and tell whoever made this one."
    ),
    "database.schema_unknown": N_(
        "The database has the schema {found}, which this version does not know. Please start the "
        "version that wrote it, or a newer one."
    ),
    **ACCOUNT_ERRORS,
    **EXPORT_ERRORS,
    **CLIENT_ERRORS,
    **IMPORT_ERRORS,
    **RESIDENT_ERRORS,
    **REQUEST_ERRORS,
    **SCREEN_ERRORS,
    **REPORT_ERRORS,
    **PROJECT_ERRORS,
}
UNKNOWN = N_("Sorry, that did not work. Please try again, or tell us by phone.")


def error(language: str, error: object, zone: tzinfo = UTC) -> str:
    """The sentence for an error's `code`; times in it on the clock of `zone`. Never raises."""
    message = ERRORS.get(str(getattr(error, "code", "")), UNKNOWN)
    facts = {name: _told(language, name, fact, zone) for name, fact in _facts(error).items()}
    try:
        return words(language).gettext(message).format(**facts)
    except (KeyError, IndexError):
        return say(language, UNKNOWN)


def _facts(error: object) -> dict[str, object]:
    facts = getattr(error, "__dict__", {})
    return {name: fact for name, fact in facts.items() if not name.startswith("_")}


def _told(language: str, name: str, fact: object, zone: tzinfo) -> str:
    match fact:
        case datetime():
            return moment(language, fact, zone)
        case date():
            return day(language, fact)
        case timedelta():
            return span(language, fact)
        case str() if name in TERMS:
            return term(language, name, fact)
        case str() if name == "key":
            return policy_key(language, fact)
    return str(fact)
