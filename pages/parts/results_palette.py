"""Colours (配色) of the results' charts: those of the theme, by what they mean."""

from dataclasses import dataclass

import streamlit as st

from domain.groups import GroupVerdict
from domain.satisfaction import Verdict


@dataclass(frozen=True, slots=True)
class Palette:
    """`worse` and `better` only ever stand for a verdict; the rest is ink, earth and paper."""

    ink: str
    quiet: str
    rule: str
    band: str
    expected: str
    delivered: str
    worse: str
    better: str

    def of_group(self, verdict: GroupVerdict) -> str:
        return {
            GroupVerdict.BELOW: self.worse,
            GroupVerdict.LEAN_BELOW: self.worse,
            GroupVerdict.ABOVE: self.better,
            GroupVerdict.LEAN_ABOVE: self.better,
            GroupVerdict.MET: self.ink,
        }.get(verdict, self.quiet)

    def of_verdict(self, verdict: Verdict) -> str:
        return {
            Verdict.DISSATISFIED: self.worse,
            Verdict.VERY_SATISFIED: self.better,
        }.get(verdict, self.quiet)


def ground() -> str:
    """Which of the theme's two grounds the viewer has: "light" or "dark"."""
    return "dark" if st.context.theme.type == "dark" else "light"


def palette(ground: str) -> Palette:
    delivered, expected, *_ = st.get_option(f"theme.{ground}.chartCategoricalColors")
    return Palette(
        ink=_colour(ground, "textColor"),
        quiet=_colour(ground, "grayColor"),
        rule=_colour(ground, "borderColor"),
        band=_colour(ground, "grayBackgroundColor"),
        expected=expected,
        delivered=delivered,
        worse=_colour(ground, "redColor"),
        better=_colour(ground, "greenColor"),
    )


def _colour(ground: str, name: str) -> str:
    return str(st.get_option(f"theme.{ground}.{name}"))
