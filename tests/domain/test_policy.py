"""Every default number of the domain, and what a project may put in its place."""

from copy import deepcopy
from datetime import timedelta
from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Role
from domain.policy import CallbackRow, Policy, SeverityRule, WrongPolicy, merged, read_policy
from domain.tickets import Kind, Rung, Severity
from tests.builders import DAY, HOUR, a_policy, defaults

DEFAULTS = defaults()


@pytest.mark.parametrize(
    ("severity", "rule"),
    [
        ("major", SeverityRule(raise_to=Rung.BRANCH_LEADER, raise_by="midnight")),
        ("important", SeverityRule(raise_to=Rung.SUPERVISOR, raise_within=HOUR)),
        ("minor", SeverityRule(resolve_within=2 * DAY)),
    ],
)
def test_every_severity_demands_what_the_material_says(severity, rule):
    assert a_policy().severity[Severity(severity)] == rule


def test_the_other_numbers_of_the_material():
    policy = a_policy()

    assert policy.escalation.ladder == (Rung.SUPERVISOR, Rung.COMPANY_LEADER)
    assert policy.escalation.failed_callback_to is Rung.REGION_LEAD
    assert policy.escalation.late_callback_days == 3
    assert policy.survey.correction_hours == 24
    assert (policy.formula.tolerance, policy.formula.group_tolerance) == (12.5, 5.0)


def test_every_ticket_kind_but_enquiries_and_letters_has_its_row():
    rows = {kind: a_policy().callback_rule(kind, Severity.MINOR) for kind in Kind}

    assert {kind for kind, rule in rows.items() if rule is None} == {Kind.ENQUIRY, Kind.LETTER}


def test_a_project_overrides_one_number_and_keeps_the_others():
    own = a_policy(standards={"reply": "4h"})

    assert own.standards.reply == 4 * HOUR
    assert own.standards.dispatch == 2 * HOUR
    assert own.callbacks == a_policy().callbacks


def test_a_project_may_close_a_window_by_days_instead_of_months():
    own = a_policy(callbacks={"repair": {"closes_after_months": None, "closes_after_days": 20}})

    rule = own.callbacks[CallbackRow.REPAIR]
    assert (rule.closes_after_days, rule.closes_after_months) == (20, None)
    assert rule.opens_after_days == 7


def test_a_supervisor_may_set_the_target_that_the_material_leaves_open():
    own = a_policy(callbacks={"other_service": {"target": 0.8, "made_by": ["reception"]}})

    assert own.callbacks[CallbackRow.OTHER_SERVICE].target == 0.8
    assert own.callbacks[CallbackRow.OTHER_SERVICE].made_by == (Role.RECEPTION,)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("0m", timedelta()), ("30m", HOUR / 2), ("1h", HOUR), ("2d", 2 * DAY), ("9999d", 9999 * DAY)],
)
def test_durations_are_written_as_people_say_them(written, meant):
    assert a_policy(standards={"reply": written}).standards.reply == meant


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("standards.reply", "1 day", "not_a_duration"),
        ("standards.reply", "-1h", "not_a_duration"),
        ("standards.reply", "1.5h", "not_a_duration"),
        ("standards.reply", "10000d", "not_a_duration"),
        ("standards.reply", 3600, "not_a_duration"),
        ("standards.lunch", "1h", "unknown"),
        ("weather", {}, "unknown"),
        ("standards", "1h", "not_a_table"),
        ("severity.grave", {}, "unknown_value"),
        ("severity.major.raise_to", "mayor", "unknown_value"),
        ("severity.major.raise_by", "noon", "unknown_value"),
        ("escalation.ladder", "supervisor", "not_a_list"),
        ("escalation.ladder", [], "empty"),
        ("escalation.late_callback_days", 3.0, "not_a_whole_number"),
        ("escalation.late_callback_days", True, "not_a_whole_number"),
        ("escalation.late_callback_days", -1, "not_a_whole_number"),
        ("escalation.late_callback_days", None, "not_a_whole_number"),
        ("callbacks.repair.target", "90%", "not_a_number"),
        ("callbacks.repair.target", 90, "above_one"),
        ("callbacks.repair.target", 1.01, "above_one"),
        ("callbacks.repair.target", -0.1, "not_a_number"),
        ("callbacks.repair.target", float("nan"), "not_a_number"),
        ("callbacks.repair.made_by", ["reception", "cat"], "unknown_value"),
        ("callbacks.repair.closes_after_days", 20, "not_both"),
        ("callbacks.repair.closes_after_months", None, "missing"),
        ("callbacks.repair.opens_after_days", 29, "before_start"),
        ("callbacks.help.closes_after_days", -1, "not_a_whole_number"),
        ("callbacks.help.opens_after_days", 8, "before_start"),
        ("callbacks.special_service.opens_after_middle_of_term", 1, "not_true_or_false"),
        ("survey.ticket_form", "long", "unknown_value"),
        ("formula.tolerance", 101, "not_a_tolerance"),
        ("formula.expectation_weights", [0, 0, 0, 0], "weighs_nothing"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_the_name_of_its_key(key, value, reason):
    override = reduce(lambda below, name: {name: below}, reversed(key.split(".")), value)

    with pytest.raises(WrongPolicy) as refused:
        read_policy(merged(DEFAULTS, override))

    assert refused.value.reason == reason
    assert refused.value.key.startswith(key.rsplit(".", 1)[0])


@pytest.mark.parametrize("opens", [0, 7])
def test_a_window_may_close_on_the_day_it_opens(opens):
    own = a_policy(callbacks={"help": {"opens_after_days": opens, "closes_after_days": opens}})

    assert own.callbacks[CallbackRow.HELP].opens_after_days == opens


@pytest.mark.parametrize(
    "key",
    [
        "severity",
        "severity.minor",
        "callbacks.help",
        "callbacks.help.made_by",
        "survey.correction_hours",
        "escalation.failed_callback_to",
        "callbacks.help.closes_after_days",
    ],
)
def test_what_is_missing_is_named(key):
    tree = deepcopy(DEFAULTS)
    *above, name = key.split(".")
    del reduce(lambda below, part: below[part], above, tree)[name]

    with pytest.raises(WrongPolicy) as refused:
        read_policy(tree)

    assert (refused.value.key, refused.value.reason) == (key, "missing")


LEAVES: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["1h", "2d", "midnight", "supervisor", "standard", 1.0, [1.0, 2.0]])
    | st.lists(st.text(max_size=3), max_size=3)
)


def _leaves(tree: dict[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for key, value in tree.items():
        here = (*above, key)
        found += [here] + (_leaves(value, here) if isinstance(value, dict) else [])
    return found


def _at(path: tuple[str, ...], value: object) -> dict[str, Any]:
    tree: Any = value
    for name in reversed(path):
        tree = {name: tree}
    return dict(tree)


PATHS = st.sampled_from(_leaves(DEFAULTS)) | st.lists(
    st.sampled_from(["severity", "callbacks", "repair", "target", "x"]), min_size=1, max_size=3
).map(tuple)
TREES = st.recursive(LEAVES, lambda below: st.dictionaries(st.text(max_size=4), below, max_size=3))


@given(PATHS, TREES)
def test_any_policy_either_reads_or_is_refused_by_the_name_of_a_key(path, value):
    read, refused = _read(merged(DEFAULTS, _at(path, value)))

    assert isinstance(read, Policy) or refused.key.split(".")[0] == path[0]


def _read(tree: dict[str, Any]) -> tuple[Policy | None, WrongPolicy | None]:
    try:
        return read_policy(tree), None
    except WrongPolicy as refused:
        return None, refused


@given(TREES)
def test_whatever_is_no_policy_at_all_is_refused(tree):
    with pytest.raises(WrongPolicy):
        read_policy(tree)


DICTS = st.dictionaries(
    st.sampled_from("abc"),
    st.recursive(
        st.integers(), lambda below: st.dictionaries(st.sampled_from("abc"), below, max_size=3)
    ),
    max_size=3,
)


@given(DICTS, DICTS)
def test_what_an_override_names_is_what_holds(below, above):
    found = merged(below, above)

    assert merged(found, above) == found
    assert set(found) == set(below) | set(above)
    assert all(found[key] == below[key] for key in below.keys() - above.keys())


@given(DICTS, DICTS)
def test_merging_leaves_both_as_they_were(below, above):
    before = deepcopy((below, above))

    merged(below, above)

    assert (below, above) == before


@given(DICTS)
def test_an_empty_override_changes_nothing(below):
    assert merged(below, {}) == below
    assert merged({}, below) == below
