import json

import pytest

from domain.formula import Formula, WrongFormula

NAN, INFINITE = float("nan"), float("inf")


def test_a_version_survives_its_storage_as_json():
    version = Formula(7, (0.4, 0.1, 0.2, 0.3), (5, 3, 2), tolerance=10.0, group_tolerance=4)

    stored = json.loads(json.dumps(version.as_dict()))

    assert Formula.from_dict(stored) == version


def test_the_default_version_is_that_of_the_training_material_with_equal_terms():
    assert Formula.default().as_dict() == {
        "ladder": 5,
        "expectation_weights": [1.0, 1.0, 1.0, 1.0],
        "delivered_weights": [1.0, 1.0, 1.0],
        "tolerance": 12.5,
        "group_tolerance": 5.0,
    }


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("ladder", 1, "too_short"),
        ("ladder", 5.0, "too_short"),
        ("ladder", True, "too_short"),
        ("expectation_weights", (), "not_weights"),
        ("expectation_weights", [1.0], "not_weights"),
        ("expectation_weights", (1, 1, -0.1, 1), "not_a_weight"),
        ("expectation_weights", (1, 1, NAN, 1), "not_a_weight"),
        ("delivered_weights", (1, INFINITE, 1), "not_a_weight"),
        ("delivered_weights", (1, 10**400, 1), "not_a_weight"),
        ("delivered_weights", (1, "1", 1), "not_a_weight"),
        ("delivered_weights", (1, True, 1), "not_a_weight"),
        ("delivered_weights", (0, 0, 0), "weighs_nothing"),
        ("tolerance", -0.1, "not_a_tolerance"),
        ("tolerance", 100.1, "not_a_tolerance"),
        ("tolerance", NAN, "not_a_tolerance"),
        ("group_tolerance", None, "not_a_tolerance"),
        ("group_tolerance", False, "not_a_tolerance"),
    ],
)
def test_a_formula_that_cannot_be_used_is_refused(field, value, reason):
    with pytest.raises(WrongFormula) as refused:
        Formula(**{field: value})

    assert (refused.value.field, refused.value.reason) == (field, reason)


def test_no_tolerance_at_all_and_the_whole_scale_are_tolerances():
    assert Formula(tolerance=0, group_tolerance=100).tolerance == 0


def test_a_stored_version_with_a_missing_or_a_strange_part_is_refused():
    stored = Formula.default().as_dict()

    with pytest.raises(WrongFormula, match="tolerance: missing"):
        Formula.from_dict({part: stored[part] for part in stored if part != "tolerance"})
    with pytest.raises(WrongFormula, match="tau: unknown"):
        Formula.from_dict({**stored, "tau": 12.5})


@pytest.mark.parametrize(
    ("expectation", "delivered", "promise"),
    [
        ((1, 1, 1, 1), (1, 1, 1), (2, 1)),
        ((1, 1, 0, 1), (1, 1, 1), None),
        ((1, 1, 1, 1), (1, 0, 1), None),
        ((1, 1, 1), (1, 1, 1), None),
        ((1, 1, 1, 1), (1, 1, 1, 1), None),
    ],
)
def test_only_the_standard_terms_compare_the_promise_made_with_the_promise_kept(
    expectation, delivered, promise
):
    formula = Formula(expectation_weights=expectation, delivered_weights=delivered)

    assert formula.promise == promise
