"""How far two of the three voices say the same, and how far beyond chance."""

import pytest

from domain.voices import Said, Speaker, concord

R, C, S = Speaker


def alike(n: int) -> dict[Said, int]:
    """So many tickets on which resident and callback say the same, once that all is not well."""
    return {(True, True, None): n - 1, (False, False, None): 1}


def test_two_voices_agree_as_often_as_they_say_the_same():
    said: dict[Said, int] = {
        (True, True, None): 40,
        (False, False, None): 30,
        (True, False, None): 20,
    }
    said |= {(False, True, True): 10, (None, True, True): 7}

    found = concord(said, R, C)

    assert (found.n, found.same.count) == (100, 70)
    # Observed 0.70; expected by chance 0.6 · 0.5 + 0.4 · 0.5 = 0.50.
    assert found.kappa == pytest.approx(0.4)
    assert concord(said, C, S).same.fraction == 1.0


@pytest.mark.parametrize(("n", "shown", "kappa"), [(9, False, False), (10, True, False)])
def test_few_tickets_hide_the_share_and_kappa(n, shown, kappa):
    found = concord(alike(n), R, C)

    assert found.n == n
    assert ((found.same is not None), (found.kappa is not None)) == (shown, kappa)


def test_under_five_even_the_number_is_hidden():
    assert concord({(True, True, None): 4}, R, C).n is None


def test_kappa_begins_at_a_hundred_and_has_no_value_without_difference():
    assert concord(alike(99), R, C).kappa is None
    assert concord(alike(100), R, C).kappa == pytest.approx(1.0)
    assert concord({(True, True, None): 100}, R, C).kappa is None
