"""Ordering paper (印制单): who wants what printed, settled while they are here.

A download is laid out outside of any visit, where nobody is signed in: whatever it needs to know of
the visitor is asked for when its button is drawn.
"""

import settings
from pages.parts.session import actor, now, project
from reports.press import Order


def ordered() -> Order:
    return Order(actor(), project().id, settings.PUBLIC_URL(), now())
