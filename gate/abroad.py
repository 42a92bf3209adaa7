"""Views (页面) of sign-in at a provider: there, and back."""

import logging
from dataclasses import replace

from starlette.responses import Response

from db.engine import writing
from desk import sessions
from gate import provider
from gate.layout import forget_trip, keep_session, keep_trip, lead
from gate.provider import NobodyOfOurs, ProviderFailed, Trip
from gate.views import NOBODY, PROVIDER, SIGN_IN
from gate.visits import Visit

log = logging.getLogger(__name__)


def go(visit: Visit) -> Response:
    """To the provider, with what has to come back sealed in a cookie."""
    if not provider.is_set_up():
        return lead(SIGN_IN)
    trip = Trip.begun(visit.next, visit.asked_language)
    try:
        response = lead(provider.way_there(trip))
    except ProviderFailed as failed:
        return _refuse(visit, failed)
    keep_trip(response, trip.sealed(visit.now))
    return response


def come_back(visit: Visit) -> Response:
    """The one look that writes: whoever the provider vouches for is signed in."""
    try:
        trip = Trip.unsealed(visit.trip, visit.now)
        visit = replace(visit, next=trip.next, asked_language=trip.language)
        sid = _signed_in(visit, provider.who_came_back(trip, visit.query, visit.now))
    except (ProviderFailed, NobodyOfOurs) as refused:
        return _refuse(visit, refused)
    response = lead(visit.onward())
    keep_session(response, sid)
    forget_trip(response)
    return response


def _signed_in(visit: Visit, somebody: provider.Somebody) -> str:
    """Raises NobodyOfOurs."""
    with writing() as session:
        account = sessions.vouched_for(session, somebody.subject, somebody.email, visit.now)
        if account is None or account.disabled_at is not None:
            raise NobodyOfOurs
        if visit.sid:
            sessions.sign_out(session, visit.sid, visit.now)
        return sessions.sign_in(session, account.staff_id, visit.user_agent, visit.now)


def _refuse(visit: Visit, refused: ProviderFailed | NobodyOfOurs) -> Response:
    log.warning("sign-in at the provider was refused: %s %s", refused.code, refused)
    why = NOBODY if isinstance(refused, NobodyOfOurs) else PROVIDER
    return lead(SIGN_IN + visit.here(why=why))
