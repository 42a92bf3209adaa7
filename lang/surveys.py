"""Surveys (满意度调查): the questions and the words around them (SCORING.md §1–§3)."""

from lang.sentences import N_

CODE_DEEDS = {
    "campaign_planned": N_("Annual survey planned"),
    "campaign_moved": N_("Annual survey given other days"),
    "campaign_ended": N_("Annual survey ended early"),
    "codes_given_out": N_("Codes of an annual survey given out"),
    "code_withdrawn": N_("Code withdrawn"),
    "code_replaced": N_("Code replaced"),
    "code_limited": N_("Code given a last day"),
    "place_added": N_("Common place added"),
    "answer_left_out": N_("Answer left out"),
    "answer_counted": N_("Answer counted again"),
    "need_answered": N_("Response to a need written"),
}

SURVEY_TERMS: dict[str, dict[str, str]] = {
    "verdict": {
        "dissatisfied": N_("Dissatisfied"),
        "basically_satisfied": N_("Basically satisfied"),
        "very_satisfied": N_("Very satisfied"),
    },
    "group_verdict": {
        "below": N_("Below expectation"),
        "met": N_("Meets expectation"),
        "above": N_("Above expectation"),
        "lean_below": N_("Rather below expectation"),
        "lean_above": N_("Rather above expectation"),
        "unclear": N_("Unclear"),
        "too_few": N_("Too few answers"),
    },
    "by": {
        "building": N_("Building"),
        "kind": N_("Kind"),
        "team": N_("Team"),
        "channel": N_("Way in"),
        "code": N_("Code scanned"),
        "month": N_("Month"),
    },
    "tier": {
        "below_average": N_("Below the average of all"),
        "average": N_("Like the average of all"),
        "above_average": N_("Above the average of all"),
    },
    "term": {
        "past_experience": N_("Past experience"),
        "word_of_mouth": N_("Word of mouth"),
        "service_promise_made": N_("Service promise, made"),
        "customer_need": N_("Customer need"),
        "high_quality_service": N_("High-quality service"),
        "service_promise_kept": N_("Service promise, kept"),
        "standardised_operation": N_("Standardised operation"),
    },
    "question": {
        "D1": N_("Overall, how good was the service?"),
        "D2": N_("How well did we keep what we promised you, in time and in result?"),
        "D3": N_(
            "How good was working practice: ID shown, price explained, place left clean, "
            "your confirmation asked for?"
        ),
        "C": N_("Compared with what you had expected, the service was:"),
        "E1": N_("From past experience, you thought the service would be:"),
        "E2": N_("From what relatives, friends or neighbours said, you thought it would be:"),
        "E3": N_("From what we had promised, you thought it would be:"),
        "E4": N_("For your needs, it had to be at least:"),
        "O": N_("What should we improve first?"),
    },
    # The campaign form: the standard one, worded for the year (SCORING §1).
    "question_year": {
        "D1": N_("Overall, how good was our service in the past year?"),
        "D2": N_(
            "In the past year, how well did we keep what we promised you, in time and in result?"
        ),
        "D3": N_(
            "In the past year, how good was working practice: ID shown, price explained, place "
            "left clean, your confirmation asked for?"
        ),
        "C": N_("Compared with what you had expected, the past year's service was:"),
        "E1": N_("From past experience, you thought this year's service would be:"),
        "E2": N_(
            "From what relatives, friends or neighbours said, you thought this year's service "
            "would be:"
        ),
        "E3": N_("From what we had promised, you thought this year's service would be:"),
        "E4": N_("For your needs, this year's service had to be at least:"),
    },
    "ladder": {
        "1": N_("Very poor"),
        "2": N_("Poor"),
        "3": N_("Fair"),
        "4": N_("Good"),
        "5": N_("Very good"),
    },
    "comparison": {
        "1": N_("Much worse"),
        "2": N_("A little worse"),
        "3": N_("About the same"),
        "4": N_("A little better"),
        "5": N_("Much better"),
    },
    "na": {
        "D2": N_("Nothing was promised"),
        "D3": N_("I did not see it"),
        "E1": N_("No past experience"),
        "E2": N_("I heard nothing"),
        "E3": N_("I knew of no promise"),
        "E4": N_("I cannot say"),
    },
    "chip": {
        "attitude": N_("Attitude"),
        "speed": N_("Speed"),
        "professionalism": N_("Professional skill"),
        "promise": N_("Keeping promises"),
        "standard": N_("Working practice"),
        "not_fixed": N_("Problem not solved"),
        "price": N_("Price"),
        "other": N_("Other"),
    },
    "form": {
        "standard": N_("Standard form"),
        "pulse": N_("Short form"),
        "campaign": N_("Annual survey form"),
    },
    "code_kind": {
        "ticket": N_("Ticket code"),
        "place": N_("Place code"),
        "card": N_("Contact card"),
        "campaign": N_("Annual survey code"),
    },
    # Why a response has no gap.
    "no_gap": {
        "no_expectation": N_("Too few answers about expectation"),
        "no_delivery": N_("Too few answers about the service"),
        "no_data": N_("No answers to score"),
    },
    "method": {
        "formula": N_("By the formula"),
        "direct": N_("By direct comparison"),
    },
    # What speaks against taking an answer at its word.
    "doubt": {
        "too_fast": N_("clicked through"),
        "hasty": N_("in haste"),
        "straightline": N_("the same throughout"),
        "at_closing": N_("just after it was closed"),
        "burst": N_("one of many from one device"),
    },
    "flag": {
        "promise_unpaired": N_("Only one half of the promise was answered"),
        "ceiling": N_("Expectation at the top of the scale"),
        "floor": N_("Expectation at the bottom of the scale"),
        "low_bar": N_("Low marks, but little was expected"),
        "straightline": N_("The same answer throughout"),
        "contradiction": N_("The answers contradict the direct comparison"),
    },
}

SURVEY_REASONS: dict[str, str] = {
    "begun_already": N_("the survey has begun, so its first day stays"),
    "longer_than_half_a_year": N_("a survey takes half a year at most"),
    "another_is_running": N_("another survey is running then"),
}
