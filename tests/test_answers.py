"""Other people's questionnaires at the command line: scored on their own ladder, or refused."""

import pytest
from typer.testing import CliRunner

import cli
from domain.answer_files import AnswersRefused, Fault, looked_through
from tests.shared import SHARED, truth

FOLDER = SHARED / "data"


def told(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(cli.app, ["answers", *arguments])
    return found.exit_code, found.output


def test_kservqual_is_scored_on_its_ladder_of_seven_with_the_published_gap():
    file = str(FOLDER / "kservqual_EP_items.csv")

    code, output = told(file, "--ladder", "7", "--expected", "E*", "--delivered", "P*")

    expected = truth()["kservqual"]
    assert code == 0
    assert f"{expected['respondents']}" in output
    assert f"{expected['complete_cases']}" in output
    assert f"{expected['overall']['gap_complete_cases']:+.4f}" in output


def test_the_reverse_coded_file_is_refused_and_every_fault_is_named():
    file = str(FOLDER / "wuhan_community_313.csv")
    expected = truth()["wuhan_community_313"]

    code, output = told(file, "--delivered", "sqgh:sqgx", "--overall", "satisfaction")

    lines = [line.split("\t") for line in output.splitlines() if "\t" in line]
    strange = {name.strip(): int(cells) for name, _fault, cells, _told in lines if int(cells) < 9}
    against = {name.strip() for name, _fault, cells, _told in lines if int(cells) > 300}
    assert code == 1
    assert strange == expected["out_of_range_cells"]
    chance = 2 / expected["n"] ** 0.5
    clearly = {n for n, r in expected["corr_with_satisfaction"].items() if r < -chance}
    # What lies outside the ladder is not part of the correlation, which moves it a little.
    assert clearly <= against <= clearly | set(expected["out_of_range_cells"])


@pytest.mark.parametrize("cell", ["0", "6", "3.5", "four", "nan"])
def test_what_is_no_label_is_neither_rounded_nor_left_out_in_silence(cell):
    with pytest.raises(AnswersRefused) as refused:
        looked_through({"q": ["1", cell, "5", "", cell]}, 5)

    (fault,) = refused.value.faults
    assert (fault.column, fault.fault, fault.cells) == ("q", Fault.OUTSIDE_LADDER, 2)
    assert fault.told == f"{cell} × 2"


def test_items_that_go_with_the_rest_and_empty_cells_are_taken_as_they_are():
    up = [str(1 + place % 5) for place in range(40)]

    found = looked_through({"q": [*up, ""], "all": [*up, "3"]}, 5, "all")

    assert found["q"][:5] == [1, 2, 3, 4, 5]
    assert found["q"][-1] is None


def test_a_column_that_is_not_there_is_named(capsys):
    code, _output = told(str(FOLDER / "wuhan_community_313.csv"), "--delivered", "nothing")

    assert code == 1
