"""Public pages (公开页面): what anybody may open with nothing but a code, in words for others.

The doors open them; tests hold this list against the routes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One address: what it is for, and whether it also takes in a form."""

    path: str
    about: str
    takes_form: bool = False


_CODE = "/s/{code}"
RESIDENTS = (
    Page("/s", "Where a code is typed in."),
    Page(_CODE, "What a code opens, and its answer.", takes_form=True),
    Page(f"{_CODE}/rate", "The survey behind a code, and its answer.", takes_form=True),
    Page(f"{_CODE}/report", "Report something, with a photo or without.", takes_form=True),
    Page(f"{_CODE}/call", "Ask to be called.", takes_form=True),
    Page(f"{_CODE}/progress", "How far the ticket is."),
    Page(f"{_CODE}/urge", "Ask how it is going.", takes_form=True),
    Page(f"{_CODE}/agree", "Agree to a price.", takes_form=True),
    Page(f"{_CODE}/reopen", "Say that it is not done.", takes_form=True),
)
MACHINES = (
    Page("/healthz", "200 as long as the program takes requests."),
    Page("/readyz", "200 when it could serve somebody now, else 503."),
)
