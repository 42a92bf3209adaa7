"""The formula under audit (公式审核): the direct item beside it, an offer of weights, versions."""

from collections.abc import Iterator, Mapping

import streamlit as st

from db.behind import Mark, What
from db.results_audit import Audit, Offer, TermStanding
from domain.agreement import ENOUGH_FORMS, ENOUGH_PAIRS, Pair
from domain.satisfaction import DELIVERED_ITEMS, Verdict
from pages.parts import results_names as names
from pages.parts import results_opening as opening
from pages.parts import results_plots as plots
from pages.parts import results_words as say
from pages.parts.results_charts import signed
from pages.parts.results_opening import MARK, VERDICT, lead, show
from pages.parts.results_palette import Palette
from pages.parts.results_plots import UnitRow
from pages.parts.session import _, term

PAIRS = "pairs"


def draw(found: Audit, palette: Palette) -> None:
    agreed, matters = st.columns([11, 9], gap="large")
    with agreed:
        _agreement(found)
    with matters:
        _matters(found, palette)
    _offer(found)


def _agreement(found: Audit) -> None:
    st.subheader(_("The formula and residents' own comparison"), anchor=False, divider="gray")
    if found.agreement is None:
        told = _(
            "Compared once {count} answers have both verdicts; there are {pairs} so far.",
            count=ENOUGH_PAIRS,
            pairs=found.compared,
        )
        st.caption(told)
        return
    kappa = f"{found.agreement.kappa:.2f}"
    if found.agreement.is_direct_better:
        st.markdown(
            _("**κ {kappa}**: they agree poorly. The direct item is the better guide.", kappa=kappa)
        )
    else:
        st.markdown(_("**κ {kappa}**: they agree well enough.", kappa=kappa))
    st.dataframe(
        _table(found.pairs, _("By the formula")),
        hide_index=True,
        key=PAIRS,
        on_select=_picked,
        selection_mode="single-cell",
    )
    st.caption(
        _(
            "Down: by the formula. Across: by direct comparison. Of {count} answers.",
            count=found.compared,
        )
    )


def _picked() -> None:
    """One cell: answers with the verdict of its line and of its column."""
    for row, column in st.session_state[PAIRS].selection.cells:
        said = {say.verdict(verdict): verdict for verdict in Verdict}
        if column in said:
            compared = names.written_mark(Mark(What.COMPARED, said[column]))
            lead({VERDICT: list(Verdict)[row].value, MARK: compared})


def _table(pairs: Mapping[Pair, int], corner: str) -> list[dict[str, object]]:
    return [
        {corner: say.verdict(row)} | {say.verdict(c): pairs.get((row, c), 0) for c in Verdict}
        for row in Verdict
    ]


def _matters(found: Audit, palette: Palette) -> None:
    st.subheader(_("What matters, and how it is done"), anchor=False, divider="gray")
    if not found.standing:
        _not_yet(found)
        return
    rows = tuple(_standing(one, palette) for one in found.standing)
    count = len(rows)
    middle = sum(row.n for row in rows) / count, sum(row.mean for row in rows) / count
    axes = (_("How well it is done, 0–100"), _("How much it matters, in %"))
    told = "; ".join(row.told for row in rows)
    show("standing", told, plots.quadrant, rows, middle, axes, palette)
    st.caption(
        _(
            "Importance is derived from what residents' own comparison follows; nobody was asked "
            "for it. Above and left of the lines is what to do first."
        )
    )


def _standing(one: TermStanding, palette: Palette) -> UnitRow:
    name = term("term", names.DELIVERED_TERMS[one.place])
    told = f"{name} · {one.importance:.0%} · {one.performance:.0f}"
    opens = opening.answers(What.TERM, DELIVERED_ITEMS[one.place])
    across, up = one.performance, 100 * one.importance
    return UnitRow(across, up, name, name, palette.delivered, told, opens)


def _not_yet(found: Audit) -> None:
    st.caption(
        _(
            "Told once {count} forms answer everything; there are {forms} so far.",
            count=ENOUGH_FORMS,
            forms=found.forms,
        )
    )


def _offer(found: Audit) -> None:
    st.subheader(_("Learned weights, an offer"), anchor=False, divider="gray")
    if found.offer is None:
        _not_yet(found)
        return
    weights, change = st.columns([11, 9], gap="large")
    with weights:
        st.dataframe(list(_weights(found.offer)), hide_index=True)
    with change:
        st.markdown("  \n".join(_would_change(found.offer)))
        st.caption(
            _(
                "Nothing changes by itself: whoever administers the project decides, and that "
                "makes a new version of the formula."
            )
        )


def _weights(offer: Offer) -> Iterator[dict[str, str]]:
    now = offer.weights_now
    terms = (*names.EXPECTATION_TERMS, *names.DELIVERED_TERMS)
    learned = (*offer.weights.expectation, *offer.weights.delivered)
    for name, before, after in zip(terms, now, learned, strict=True):
        yield {
            _("Term"): term("term", name),
            _("Now"): f"{before:.0%}",
            _("Learned"): f"{after:.0%}",
        }


def _would_change(offer: Offer) -> Iterator[str]:
    stays = sum(count for (one, other), count in offer.moved.items() if one is other)
    yield _(
        "Of {count} complete forms, {moved} would get another verdict; "
        "their mean gap would go from {before} to {after}.",
        count=offer.weights.n,
        moved=offer.weights.n - stays,
        before=signed(offer.before),
        after=signed(offer.after),
    )
    for (one, other), count in sorted(offer.moved.items(), key=lambda item: -item[1]):
        if one is not other:
            yield f"{say.verdict(one)} → {say.verdict(other)}: {count}"
