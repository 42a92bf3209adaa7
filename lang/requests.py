"""Requests (诉求): what residents are told about their own tickets, in their words, not in ours."""

from lang.sentences import N_

REQUEST_TERMS: dict[str, dict[str, str]] = {
    # What a resident may open, as a resident would put it.
    "matter": {
        "repair": N_("Something is broken"),
        "complaint": N_("I am not content with something"),
        "help": N_("I need help"),
        "other_service": N_("Something else: parking, moving, fees …"),
    },
    "standing_of_ticket": {
        "received": N_("We have it and are looking for the right person."),
        "dispatched": N_("A colleague has it in hand."),
        "on_site": N_("A colleague is on site and at work."),
        "resolved": N_("The work is done."),
        "replied": N_("It is done, and we have told you the result."),
        "closed": N_("It is done and closed."),
    },
    # Steps of which a resident is told; any other is our own business.
    "told_step": {
        "received": N_("We have received it"),
        "dispatched": N_("A colleague has been asked to see to it"),
        "accepted": N_("The colleague has taken it on"),
        "arrived": N_("A colleague has come"),
        "paused": N_("It has to wait"),
        "resumed": N_("It goes on"),
        "quoted": N_("The price was named"),
        "agreed": N_("You have agreed to the price"),
        "paid": N_("The price was paid"),
        "confirmed": N_("You have confirmed the work"),
        "resolved": N_("The work is finished"),
        "replied": N_("We have told you the result"),
        "escalated": N_("It was taken one level up"),
        "urged": N_("You asked us to hurry"),
        "reopened": N_("It was opened again"),
        "closed": N_("It is closed"),
        "callback_attempted": N_("We tried to call you"),
        "callback_made": N_("We asked you how it went"),
    },
    # What is promised next.
    "promise": {
        "dispatched": N_("Given to a colleague by"),
        "arrived": N_("Somebody comes by"),
        "resolved": N_("Solved by"),
        "replied": N_("You hear the result by"),
    },
    "reached": {
        "responsible": N_("Responsible"),
        "complaints": N_("Complaints"),
        "repairs": N_("Repairs"),
        "leader": N_("The head of the office"),
        "mail": N_("E-mail"),
        "hours": N_("Hours"),
    },
}

REQUEST_ERRORS: dict[str, str] = {
    "request.nothing_reported": N_("Please write a few words about it, or add a photo."),
    "request.no_kind": N_("Please choose what it is about."),
    "request.wrong_phone": N_("Please look at the telephone number again: {reason}."),
    "request.no_reason": N_("Please write what is not right yet, so that we can put it right."),
    "request.nothing_to_urge": N_("The work is finished, so there is nothing left to hurry."),
    "request.urged_too_soon": N_(
        "Your wish to hurry is with us already. You can repeat it from {possible_at}."
    ),
    "request.nothing_to_agree": N_("No price waits for your word."),
    "request.nothing_to_reopen": N_("We are still at work, so it need not be opened again."),
    "request.reopen_too_late": N_("It could be opened again until {until}."),
    "survey.no_such_door": N_("This code does not open that page."),
    "photo.unreadable": N_(
        "This file is not a photo that we can read. JPEG, PNG, WebP and HEIC photos work. "
        "Everything else is kept; choose another photo, or send it without."
    ),
    "photo.too_large": N_(
        "The photo is too large: 10 MB and 50 megapixels are taken in. Everything else is kept; "
        "choose a smaller one, or send it without."
    ),
    "photo.busy": N_(
        "Too many photos are arriving just now. Everything else is kept; please send it once more "
        "in a moment, or without the photo."
    ),
}
