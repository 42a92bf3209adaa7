"""What a browser sends for a form of ours is read as it was typed."""

import pytest

from web.forms import FORM_TYPE, MOST_FIELDS, NotAForm, fields


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"d1=4&d2=na", {"d1": ["4"], "d2": ["na"]}),
        (b"chip=speed&chip=price", {"chip": ["speed", "price"]}),
        (b"words=a+b%26c%E6%B0%B4&%63hip=x%2By", {"words": ["a b&c水"], "chip": ["x+y"]}),
        (b"words=&phone&d1=4&&=5", {"d1": ["4"], "": ["5"]}),
        (b"words=%FF%zz%", {"words": ["\ufffd%zz%"]}),
        (b"words=a=b", {"words": ["a=b"]}),
        (b"", {}),
    ],
)
def test_a_form_is_read_as_it_was_filled_in(body, found):
    assert fields(FORM_TYPE, body) == found


def test_a_form_has_as_many_fields_as_allowed_and_no_more():
    assert fields(FORM_TYPE, b"&".join([b"d1=4"] * MOST_FIELDS)) == {"d1": ["4"] * MOST_FIELDS}

    with pytest.raises(NotAForm):
        fields(FORM_TYPE, b"&".join([b"d1=4"] * (MOST_FIELDS + 1)))
