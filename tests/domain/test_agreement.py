from collections import Counter
from itertools import cycle, islice, product

import numpy as np
import pytest
from scipy.optimize import nnls

from domain import agreement as rules
from domain.agreement import Agreement, LearnedWeights, Moments
from domain.formula import Formula
from domain.satisfaction import Answers, Verdict

BAD, FAIR, GOOD = Verdict


def agreement(pairs) -> Agreement | None:
    return rules.agreement(Counter(pairs))


def weighted_kappa(pairs) -> float | None:
    return rules.weighted_kappa(Counter(pairs))


def marks_of(forms) -> np.ndarray:
    return np.array([[*f.expectation, *f.delivered, f.comparison] for f in forms], dtype=float)


def learned_weights(forms) -> LearnedWeights | None:
    marks = marks_of(forms)
    moments = Moments(len(marks), marks.sum(axis=0).tolist(), (marks.T @ marks).tolist())
    return rules.learned_weights(moments)


def near(value):
    return pytest.approx(value, abs=1e-9)


def test_kappa_weighs_two_verdicts_apart_twice():
    mostly_agreed = [(BAD, BAD)] * 40 + [(FAIR, FAIR)] * 30 + [(GOOD, GOOD)] * 20
    one_apart, two_apart = [(BAD, FAIR)] * 10, [(BAD, GOOD)] * 10

    # By hand: 10 steps apart where chance would leave 82, and 20 where it would leave 88.
    assert weighted_kappa(mostly_agreed + one_apart) == near(1 - 10 / 82)
    assert weighted_kappa(mostly_agreed + two_apart) == near(1 - 20 / 88)


def test_kappa_is_one_for_full_agreement_and_zero_for_chance():
    assert weighted_kappa([(verdict, verdict) for verdict in Verdict]) == 1.0
    assert weighted_kappa(list(product(Verdict, Verdict))) == near(0.0)


def test_kappa_has_no_value_where_everyone_always_says_the_same():
    assert weighted_kappa([]) is None
    assert weighted_kappa([(FAIR, FAIR)] * 200) is None
    assert agreement([(FAIR, FAIR)] * 200) is None


@pytest.mark.parametrize(("pairs", "is_told"), [(99, False), (100, True), (101, True)])
def test_agreement_is_told_from_a_hundred_pairs(pairs, is_told):
    found = agreement(islice(cycle([(BAD, BAD), (GOOD, GOOD)]), pairs))

    assert (found is not None) is is_told


@pytest.mark.parametrize(
    ("agreed", "crossed", "is_direct_better"), [(70, 30, False), (71, 29, False), (69, 31, True)]
)
def test_under_four_tenths_the_direct_item_is_the_better_guide(agreed, crossed, is_direct_better):
    straight = [(BAD, BAD), (GOOD, GOOD)] * agreed
    against = [(BAD, GOOD), (GOOD, BAD)] * crossed

    found = agreement(straight + against)

    assert found.n == 200
    assert found.kappa == near((agreed - crossed) / 100)
    assert found.is_direct_better is is_direct_better


def residents_who_mind_only_quality_and_need():
    """All forms in which item C follows D1 and E4 exactly and the other terms not at all."""
    for d1, e4, d2, e3 in product(range(1, 6), range(1, 6), (2, 4), (2, 4)):
        if abs(d1 - e4) <= 2:
            yield Answers((d2, 6 - e3, e3, e4), (d1, d2, 3), 3 + d1 - e4)


def test_weights_are_learned_from_what_residents_say_directly_and_drawn_to_equal():
    forms = list(residents_who_mind_only_quality_and_need()) * 2
    n = len(forms)

    found = learned_weights(forms)

    most, rest = (n + 200 / 4) / (n + 200), (200 / 4) / (n + 200)
    assert found.n == n
    assert found.expectation == near((rest, rest, rest, most))
    assert found.delivered == near(
        ((n + 200 / 3) / (n + 200), (200 / 3) / (n + 200), (200 / 3) / (n + 200))
    )


def test_a_generous_use_of_the_direct_item_teaches_the_same_weights():
    forms = [
        form
        for form in residents_who_mind_only_quality_and_need()
        if form.comparison is not None and form.comparison < 5
    ] * 3
    generous = [Answers(form.expectation, form.delivered, form.comparison + 1) for form in forms]

    fair, kind = learned_weights(forms), learned_weights(generous)

    assert kind.expectation == near(fair.expectation)
    assert kind.delivered == near(fair.delivered)


def test_learned_weights_make_a_formula():
    found = learned_weights([*residents_who_mind_only_quality_and_need()] * 2)

    offered = Formula(expectation_weights=found.expectation, delivered_weights=found.delivered)

    assert sum(offered.expectation_weights) == near(1.0)
    assert sum(offered.delivered_weights) == near(1.0)


@pytest.mark.parametrize(("complete", "is_offered"), [(99, False), (100, True)])
def test_weights_are_offered_from_a_hundred_complete_forms(complete, is_offered):
    forms = islice(cycle(residents_who_mind_only_quality_and_need()), complete)

    assert (learned_weights(forms) is not None) is is_offered


def test_sums_teach_the_same_as_least_squares_of_every_form():
    chance = np.random.default_rng(11)
    marks = chance.integers(1, 6, size=(300, 7))
    heard = np.clip(
        np.round(3 + 0.4 * marks[:, 4] - 0.3 * marks[:, 0] + chance.normal(size=300)), 1, 5
    )
    forms = [
        Answers(tuple(row[:4]), tuple(row[4:]), c) for row, c in zip(marks, heard, strict=True)
    ]

    found = learned_weights(forms)

    terms = np.hstack([marks[:, 4:], -marks[:, :4]]).astype(float)
    own, _ = nnls(terms - terms.mean(axis=0), heard - heard.mean())
    delivered, expectation = own[:3] / own[:3].sum(), own[3:] / own[3:].sum()
    assert found.delivered == near(tuple((300 * delivered + 200 / 3) / 500))
    assert found.expectation == near(tuple((300 * expectation + 200 / 4) / 500))


def test_where_nothing_is_followed_the_weights_stay_equal():
    found = learned_weights([Answers((3,) * 4, (3,) * 3, 3)] * 100)

    assert found.expectation == near((0.25,) * 4)
    assert found.delivered == near((1 / 3,) * 3)
