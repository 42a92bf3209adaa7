"""Walks: buildings and units in the order in which one meets them."""

from domain.walks import on_the_way


def test_the_second_building_comes_before_the_tenth():
    doors = [("10栋", "101"), ("2栋", "1201"), ("2栋", "201"), ("", "9"), ("A座", "1")]

    walked = sorted(doors, key=lambda door: on_the_way(*door))

    assert walked == [("", "9"), ("2栋", "201"), ("2栋", "1201"), ("10栋", "101"), ("A座", "1")]


def test_figures_of_any_script_and_signs_like_them_can_be_sorted():
    assert sorted(["²", "٣", "3", "栋²"], key=on_the_way)
