"""Policy (规则): why a value of policy.toml, of a project's own or of its formula cannot stand."""

from lang.sentences import N_

POLICY_REASONS = {
    "not_a_table": N_("it must be a table of values"),
    "not_a_list": N_("it must be a list"),
    "not_a_duration": N_("it must be a length of time such as 30m, 1h or 2d"),
    "not_a_number": N_("it must be a number"),
    "not_hours": N_("it must be hours such as 08:30-12:00"),
    "not_a_holiday_file": N_("it is not a file of holidays: year, and days with date, isOffDay"),
    "not_a_time": N_("it must be a time of day such as 22:00"),
    "not_a_whole_number": N_("it must be a whole number"),
    "not_true_or_false": N_("it must be true or false"),
    "not_weights": N_("it must be a list of weights"),
    "not_a_weight": N_("a weight must be a number of at least 0"),
    "weighs_nothing": N_("at least one weight must be above 0"),
    "not_a_tolerance": N_("it must be a number from 0 to 100"),
    "above_one": N_("it must be at most 1, that is 100 %"),
    "not_per_project": N_("it holds for the whole installation"),
    "too_few": N_("it must be at least one"),
    "not_both": N_("days and months exclude each other; set one of them to null"),
}
