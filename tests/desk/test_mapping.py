"""A mapping is a TOML file; one that cannot make tickets names the key that is off."""

import pytest

from desk import mapping
from desk.mapping import WrongMapping, as_toml, find, names, read_mapping
from domain.errors import NotFound
from tests.files import MAPPING

COLUMNS = '[columns]\nreceived = "时间"\nsubject = "事项"\n'


@pytest.mark.parametrize("name", names())
def test_our_own_mappings_are_found_by_name_and_written_as_read(name):
    found = find(name)

    assert read_mapping(as_toml(found)) == found


def test_two_mappings_come_with_the_program():
    assert names() == ["boston311", "wenzheng"]


def test_a_mapping_is_found_by_path(tmp_path):
    file = tmp_path / "ours.toml"
    file.write_text(as_toml(MAPPING), encoding="utf-8")

    assert find(str(file)) == MAPPING


@pytest.mark.parametrize("name", ["boston", "../mapping", "", "nowhere/x.toml"])
def test_a_mapping_that_is_not_there_is_refused(name):
    with pytest.raises(NotFound):
        find(name)


WRONG = {
    "not toml": ("columns = ", None, "not_toml"),
    "no columns": ("zone = 'UTC'", "columns", "missing"),
    "columns no table": ("columns = 1", "columns", "not_a_table"),
    "unknown key": (f"speed = 1\n{COLUMNS}", "speed", "unknown"),
    "unknown column": (f'{COLUMNS}mood = "x"', "columns.mood", "unknown"),
    "empty column": (f'{COLUMNS}words = " "', "columns.words", "empty"),
    "column no text": (f"{COLUMNS}words = 5", "columns.words", "not_a_text"),
    "no time": ('[columns]\nsubject = "事项"', "columns.received", "missing"),
    "no subject": ('[columns]\nreceived = "时间"', "columns.subject", "missing"),
    "zone": (f'zone = "Mars/Base"\n{COLUMNS}', "zone", "unknown_value"),
    "zone by path": (f'zone = "../etc/passwd"\n{COLUMNS}', "zone", "unknown_value"),
    "zone no text": (f"zone = 8\n{COLUMNS}", "zone", "not_a_text"),
    "dates no list": (f'dates = "%Y"\n{COLUMNS}', "dates", "not_a_list"),
    "dates": (f'dates = ["%Y"]\n{COLUMNS}', "dates", "not_a_date_pattern"),
    "delimiter": (f'delimiter = "::"\n{COLUMNS}', "delimiter", "too_long"),
    "kind": (f'{COLUMNS}[values.kind]\n"修" = "mend"', "values.kind.修", "unknown_value"),
    "values": (f"{COLUMNS}[values]\nkind = 1", "values.kind", "not_a_table"),
    "values of": (f'{COLUMNS}[values.mood]\na = "b"', "values.mood", "unknown"),
    "default": (f'{COLUMNS}[defaults]\nchannel = "pigeon"', "defaults.channel", "unknown_value"),
    "keywords": (f"{COLUMNS}[keywords]\nfield = 1", "keywords", "not_a_list"),
    "keyword": (f'{COLUMNS}[[keywords]]\nfield = "topic"', "keywords", "missing"),
    "same place": (f'same_place = ["topic"]\n{COLUMNS}', "same_place", "unknown_value"),
}


@pytest.mark.parametrize(("toml", "key", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_mapping_names_the_key(toml, key, reason):
    with pytest.raises(WrongMapping) as refused:
        read_mapping(toml)

    assert refused.value.reason == reason
    assert key is None or refused.value.key == key


def test_every_mapping_of_ours_can_be_used():
    for name in names():
        assert mapping.checked(find(name)).columns
