"""The score (得分) of a period: the gap and its doubt, shares, terms, promise, kinds, chips."""

from collections.abc import Iterable, Iterator

import streamlit as st

from db.behind import What
from db.results import Chosen, Results
from db.tallies import By
from domain.groups import DirectGroup, Group, Share, visible_count
from domain.satisfaction import DELIVERED_ITEMS, EXPECTATION_ITEMS, Method, Verdict
from domain.terms import KEPT, MADE
from pages.parts import results_charts as charts
from pages.parts import results_names as names
from pages.parts import results_opening as opening
from pages.parts import results_words as say
from pages.parts.results_charts import BarRow, GapRow, Part, ShareRow, Step, signed
from pages.parts.results_opening import FORMULA, show
from pages.parts.results_palette import Palette
from pages.parts.session import _, term


def draw(found: Results, palette: Palette) -> None:
    st.subheader(_("The score"), anchor=False, divider="gray")
    gap, beside = st.columns([11, 9], gap="large")
    with gap:
        _gap(found, palette)
    with beside:
        _rates(found.gap, found, _("by the formula"))
        _shares(found.gap, Method.FORMULA, palette)
    _left_out(found)
    if found.terms is not None:
        _explained(found, palette)
    if found.gap.is_shown or found.chips:
        _broken_down(found, palette)
    if found.direct.n is not None:
        _direct(found, palette)


def _gap(found: Results, palette: Palette) -> None:
    _sign, colour = say.OF_GROUP[found.gap.verdict]
    st.markdown(f"### :{colour}[{say.group_verdict(found.gap.verdict)}]")
    st.markdown(say.gap_in_words(found))
    if found.expectation is None or found.delivered is None:
        return
    row = gap_row(_("Gap"), found.gap, palette, FORMULA)
    rows = (
        _bar(_("Expected"), found.expectation, palette.expected, FORMULA),
        _bar(_("Delivered"), found.delivered, palette.delivered, FORMULA),
    )
    told = say.gap_in_words(found)
    show("sides", told, charts.bars, rows, 100, palette)
    show("gap", told, charts.gaps, (row,), found.tolerance, palette)
    st.caption(
        _(
            "Shaded: within {points} points counts as equal. Intervals show random variation "
            "only, not self-selection.",
            points=f"±{found.tolerance:g}",
        )
    )


def _bar(name: str, points: float, colour: str, opens: str) -> BarRow:
    return BarRow(name, say.points(points), colour, points, opens)


def _left_out(found: Results) -> None:
    """What was not counted, what it would have changed, and what is to be looked at."""
    told = list(say.left_out(found))
    if told:
        st.caption("  \n".join(told))


def gap_row(name: str, group: Group, palette: Palette, opens: str) -> GapRow:
    """A group that is too small opens nothing."""
    if group.mean is None or group.interval is None:
        return GapRow(name, say.too_few(group.n), palette.quiet)
    sign, _colour = say.OF_GROUP[group.verdict]
    told = f"{sign} {signed(group.mean)}  ({say.between(group.interval)})  n {group.n}"
    colour = palette.of_group(group.verdict)
    return GapRow(name, told, colour, group.mean, *group.interval, opens)


def _rates(group: Group | DirectGroup, found: Results, method: str) -> None:
    households, answered, satisfied = st.columns([3, 6, 4])
    with households:
        _figure(_("Households"), say.count(group.n), method)
    with answered:
        _figure(_("Response rate"), *_response_rate(group, found))
    with satisfied:
        if group.satisfaction is not None:
            low, high = group.satisfaction.interval
            interval = f"{say.percent(low)} – {say.percent(high)}"
            _figure(_("Satisfaction rate"), say.percent(group.satisfaction.fraction), interval)


def _response_rate(group: Group | DirectGroup, found: Results) -> tuple[str, str]:
    """Beside every score; as hidden as the number of answers that it would give away."""
    if not found.asked or visible_count(found.answered) is None or group.n is None:
        return "–", _("too few to tell")
    told = _("{answered} of {asked} codes", answered=found.answered, asked=found.asked)
    return say.percent(found.answered / found.asked), told


def _figure(label: str, value: str, beside: str) -> None:
    st.metric(label, value, beside, delta_color="off", delta_arrow="off", width="content")


def _shares(group: Group | DirectGroup, method: Method, palette: Palette) -> None:
    if not group.shares:
        return
    rows = tuple(
        _share_row(verdict, share, method, palette) for verdict, share in group.shares.items()
    )
    show(f"shares_{method}", in_words(rows), charts.shares, rows, palette)


def _share_row(verdict: Verdict, share: Share, method: Method, palette: Palette) -> ShareRow:
    name, told, colour = say.verdict(verdict), say.share(share), palette.of_verdict(verdict)
    opens = opening.answers(What.METHOD, method, verdict) if share.count else ""
    return ShareRow(name, told, colour, share.fraction, *share.interval, opens)


def in_words(rows: Iterable[BarRow | GapRow | ShareRow | Step]) -> str:
    return "; ".join(f"{row.name} {row.told}" for row in rows)


def _explained(found: Results, palette: Palette) -> None:
    st.subheader(_("Where the gap comes from"), anchor=False, divider="gray")
    terms, promise = st.columns([11, 9], gap="large")
    with terms:
        _waterfall(found, palette)
    with promise:
        _promise(found, palette)


def _waterfall(found: Results, palette: Palette) -> None:
    colour = palette.of_group(found.gap.verdict)
    rows = tuple(charts.steps(list(_parts(found, palette)), _("Gap"), colour, FORMULA))
    show("terms", in_words(rows), charts.waterfall, rows, palette)
    st.caption(
        _(
            "Points that each term adds to the gap, measured from “fair”. High expectation "
            "pulls the gap down, good delivery lifts it up."
        )
    )


def _parts(found: Results, palette: Palette) -> Iterator[Part]:
    """The promise made and the promise kept stand one below the other."""
    assert found.terms is not None
    for place in (0, 1, 3, MADE):
        item, points = EXPECTATION_ITEMS[place], -found.terms.expectation[place]
        yield Part(names.term_name(item), points, palette.expected, _to_term(item))
    for place in (KEPT, 0, 2):
        item, points = DELIVERED_ITEMS[place], found.terms.delivered[place]
        yield Part(names.term_name(item), points, palette.delivered, _to_term(item))


def _to_term(item: str) -> str:
    return opening.answers(What.TERM, item)


def _promise(found: Results, palette: Palette) -> None:
    promise = found.promise
    st.markdown(say.strong(_("Promise made, promise kept")))
    if promise.made is None or promise.kept is None:
        st.caption(say.too_few(promise.gap.n))
        return
    made, kept = _to_term(EXPECTATION_ITEMS[MADE]), _to_term(DELIVERED_ITEMS[KEPT])
    rows = (
        _bar(_("Promise made"), promise.made, palette.expected, made),
        _bar(_("Promise kept"), promise.kept, palette.delivered, kept),
    )
    show("promise", in_words(rows), charts.bars, rows, 100, palette)
    apart = (gap_row(_("Difference"), promise.gap, palette, kept),)
    show("promise_gap", in_words(apart), charts.gaps, apart, found.tolerance, palette)
    st.caption(say.promise(promise))


def _broken_down(found: Results, palette: Palette) -> None:
    kinds, chips = st.columns([11, 9], gap="large")
    with kinds:
        st.subheader(_("By kind of ticket"), anchor=False, divider="gray")
        rows = tuple(
            gap_row(say.kind(one.kind), one.gap, palette, opening.group((By.KIND, one.kind)))
            for one in found.kinds
        )
        show("kinds", in_words(rows), charts.gaps, rows, found.tolerance, palette)
        st.caption(_("In the order of the kinds; no ranking. Small groups stay hidden."))
    with chips:
        st.subheader(_("Fix first"), anchor=False, divider="gray")
        _fix_first(found, palette)


def _fix_first(found: Results, palette: Palette) -> None:
    if not found.chips:
        st.caption(_("What residents want improved first appears here."))
        return
    rows = tuple(_chip(one, palette) for one in found.chips)
    show("chips", in_words(rows), charts.bars, rows, found.households, palette)
    st.caption(_("Of {count} households that answered.", count=found.households))


def _chip(one: Chosen, palette: Palette) -> BarRow:
    name, told = term("chip", one.chip), str(one.households)
    opens = opening.answers(What.CHIP, one.chip)
    return BarRow(name, told, palette.delivered, one.households, opens)


def _direct(found: Results, palette: Palette) -> None:
    st.subheader(_("Short forms, by direct comparison"), anchor=False, divider="gray")
    st.caption(_("Kept apart: a short form asks for no expectation, so it has no gap."))
    shares, beside = st.columns([11, 9], gap="large")
    with shares:
        if found.direct.shares:
            _shares(found.direct, Method.DIRECT, palette)
        else:
            st.markdown(say.too_few(found.direct.n))
    with beside:
        _rates(found.direct, found, _("by direct comparison"))
