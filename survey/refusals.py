"""Refusals (谢绝): every refusal and fault as a kind page that says what to do next."""

from dataclasses import dataclass

import settings
from db import codes as codes_db
from db import projects
from db import tickets as tickets_db
from db.codes import CodeCard
from db.engine import reading
from db.faults import (
    DatabaseBroken,
    DatabaseBusy,
    DatabaseFull,
    DatabaseReadOnly,
    DatabaseUnreachable,
)
from db.projects import ProjectCard
from db.tickets import TicketLine
from desk.requests import NoSuchDoor
from domain.campaigns import CampaignOver, NotYetOpen
from domain.errors import ChangedMeanwhile, HuifangError, NotFound
from domain.requests import (
    NothingToAgree,
    NothingToReopen,
    NothingToUrge,
    ReopenTooLate,
    UrgedTooSoon,
)
from domain.surveys import AlreadyAnswered, CodeClosed, NotYetDone, tidy_code
from lang import N_, error, moment, say, term
from survey.layout import Page
from survey.limits import TooMany
from survey.links import address
from survey.porter import StaffBrowser
from survey.visits import Visit
from web.forms import BodyTooLarge, NotAForm, WrongMethod

SOON = {"Retry-After": "30"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """How one is told: status for a look and for a sending, title, advice, and a way on."""

    status: int
    title: str
    advice: str
    asks_code: bool = False
    looking: int | None = None


REFUSALS: dict[type[HuifangError], Refusal] = {
    NotFound: Refusal(
        404,
        N_("This code is not known here"),
        N_(
            "Please compare it with the slip. A code has twelve letters and digits; "
            "the letters I, L, O and U do not occur."
        ),
        asks_code=True,
    ),
    CodeClosed: Refusal(
        410,
        N_("This code is no longer in use"),
        N_("If you have a newer slip or message, please use the code on that one."),
        asks_code=True,
    ),
    # To look too early, or once more, is nothing wrong; only a sending conflicts.
    NotYetDone: Refusal(
        409, N_("We are still at work"), N_("We look forward to your opinion then."), looking=200
    ),
    NotYetOpen: Refusal(
        409,
        N_("The survey has not begun yet"),
        N_("If something cannot wait, please tell us directly."),
        looking=200,
    ),
    CampaignOver: Refusal(
        410,
        N_("The survey is over"),
        N_("Thank you for looking in. What you have to say still counts: please tell us directly."),
    ),
    AlreadyAnswered: Refusal(
        409,
        N_("Your answer is with us"),
        N_("If something has come up since then, please tell us directly."),
        looking=200,
    ),
    StaffBrowser: Refusal(
        403,
        N_("You are signed in here as a colleague"),
        N_(
            "Answers are the residents' own, so none is taken in from this browser. "
            "Please let residents open the code on their own phones."
        ),
        looking=200,
    ),
    NoSuchDoor: Refusal(
        404,
        N_("This code opens something else"),
        N_("Please go on from the first page of the code."),
    ),
    UrgedTooSoon: Refusal(
        409,
        N_("We have heard you"),
        N_("Until then, the page of the job says what is promised next, and whom to call."),
    ),
    NothingToUrge: Refusal(
        409,
        N_("The work is done"),
        N_("If it is not in order, please open it again from the page of the job."),
    ),
    NothingToAgree: Refusal(
        409, N_("There is no price to agree to"), N_("Please see how far it is.")
    ),
    NothingToReopen: Refusal(
        409, N_("We are still at work"), N_("If it takes too long, you can urge us on that page.")
    ),
    ReopenTooLate: Refusal(
        409,
        N_("This job was done long ago"),
        N_("Please call us, or report it anew; we will see to it all the same."),
    ),
    WrongMethod: Refusal(405, N_("This does not work here"), N_("Please open the code again.")),
    NotAForm: Refusal(415, N_("This does not work here"), N_("Please open the code again.")),
    BodyTooLarge: Refusal(413, N_("That was too much"), N_("Please open the code again.")),
}
FAULT = Refusal(
    500,
    N_("That did not work just now"),
    N_("The fault is ours, not yours. Please send it once more in a moment."),
)
BUSY = Refusal(503, FAULT.title, FAULT.advice)
SHUT = Refusal(
    503,
    N_("We cannot take anything in just now"),
    N_(
        "The fault is ours, not yours. Please send it once more in some minutes; if it cannot "
        "wait, please call us."
    ),
)
CROWDED = Refusal(
    429,
    N_("Many are answering at this moment"),
    N_("Your answer has not been sent yet. Please send it once more in a moment."),
)
FAULTS: dict[type[Exception], Refusal] = {
    ChangedMeanwhile: BUSY,
    DatabaseUnreachable: BUSY,
    DatabaseBusy: BUSY,
    DatabaseBroken: SHUT,
    DatabaseFull: SHUT,
    DatabaseReadOnly: SHUT,
    TooMany: CROWDED,
}
LOOK_AGAIN = N_("The fault is ours, not yours. Please open the page again in a moment.")
KEPT = N_("What you filled in is kept on this page.")


def refuse(visit: Visit, refused: HuifangError) -> Page:
    """The page for a refusal; what has no page of its own is a fault."""
    told = REFUSALS.get(type(refused))
    if told is None:
        return fault(visit, refused)
    code, project, ticket = _behind(visit.code)
    language = visit.language(project.language if project else settings.LANGUAGE())
    status = told.looking if told.looking and not visit.is_sending else told.status
    allowed = {"Allow": ", ".join(refused.allowed)} if isinstance(refused, WrongMethod) else {}
    facts: dict[str, object] = {
        "title": say(language, told.title),
        "paragraphs": [*_reason(language, refused, project), say(language, told.advice)],
        "job": _job(language, refused, project, ticket),
        "asked_code": _asked_code(visit, refused) if told.asks_code else None,
        "project": project,
        "kept": {},
        "way": _way(visit, refused, code),
        "is_job": ticket is not None,
    }
    return Page("note.html", language, lambda: facts, status, allowed)


def fault(visit: Visit, failed: Exception) -> Page:
    """Something of ours failed; a form that was on its way is kept, and one tap sends it again."""
    told = FAULTS.get(type(failed), FAULT)
    language = visit.language(settings.LANGUAGE())
    kept = _kept(visit)
    facts: dict[str, object] = {
        "title": say(language, told.title),
        "paragraphs": [say(language, line) for line in _advice(told, visit, kept=bool(kept))],
        "job": [],
        "asked_code": None,
        "project": None,
        "kept": kept,
        "way": "",
        "is_job": False,
    }
    return Page("note.html", language, lambda: facts, told.status, _retry_after(failed))


def _retry_after(failed: Exception) -> dict[str, str]:
    return {"Retry-After": str(failed.seconds)} if isinstance(failed, TooMany) else SOON


def _advice(told: Refusal, visit: Visit, *, kept: bool) -> list[str]:
    if not visit.is_sending:
        return [LOOK_AGAIN]
    return [told.advice, KEPT] if kept else [told.advice]


def _kept(visit: Visit) -> dict[str, list[str]]:
    if not visit.is_sending:
        return {}
    try:
        return visit.fields()
    except (NotAForm, BodyTooLarge):
        return {}


def _way(visit: Visit, refused: HuifangError, code: CodeCard | None) -> str:
    """Where this code leads all the same; nowhere when it is unknown or closed."""
    if code is None or isinstance(refused, NotFound | CodeClosed):
        return ""
    return address(visit, code.token, "progress" if code.ticket else "")


Behind = tuple[CodeCard | None, ProjectCard | None, TicketLine | None]


def _behind(code: str) -> Behind:
    """Whose code this is, so that the page can say whom to call and how far the job is."""
    with reading() as session:
        card = codes_db.find(session, tidy_code(code))
        if card is None:
            return None, None, None
        project = projects.card(session, card.project_id)
        if card.ticket is None:
            return card, project, None
        return card, project, tickets_db.line(session, project.id, card.ticket)


def _reason(language: str, refused: HuifangError, project: ProjectCard | None) -> list[str]:
    """The refusal in a sentence; for an unknown code the title has said it."""
    if isinstance(refused, NotFound):
        return []
    return [error(language, refused, project.zone) if project else error(language, refused)]


def _asked_code(visit: Visit, refused: HuifangError) -> str:
    """What was typed, to be mended; a code that has closed is no use to anyone."""
    return visit.code[:40] if isinstance(refused, NotFound) else ""


def _job(
    language: str, refused: HuifangError, project: ProjectCard | None, ticket: TicketLine | None
) -> list[tuple[str, str]]:
    """How far the work is, for whoever scanned before it was done."""
    if not isinstance(refused, NotYetDone) or project is None or ticket is None:
        return []
    since = moment(language, ticket.stage_since, project.zone)
    return [
        (say(language, N_("Ticket")), f"{ticket.number} · {ticket.subject}"),
        (say(language, N_("Stage")), term(language, "stage", ticket.stage)),
        (say(language, N_("Last step at")), since),
    ]
