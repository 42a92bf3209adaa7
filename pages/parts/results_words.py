"""What the results say in words: verdicts with their signs, figures with their doubt."""

import re
from collections.abc import Iterable, Iterator, Sequence

from db.recoveries import MOST_VOICES, Recovery, Voice
from db.results import Results
from domain.groups import (
    HIDDEN_UNDER,
    SHOWN_FROM,
    DirectGroup,
    Group,
    GroupVerdict,
    Interval,
    Share,
)
from domain.periods import Period
from domain.satisfaction import Verdict
from domain.terms import Promise
from domain.tickets import Kind
from pages.parts.results_charts import signed
from pages.parts.session import _, term

# Sign, and the theme's name for the colour.
OF_GROUP = {
    GroupVerdict.BELOW: ("▼", "red"),
    GroupVerdict.LEAN_BELOW: ("▼", "red"),
    GroupVerdict.MET: ("●", "primary"),
    GroupVerdict.LEAN_ABOVE: ("▲", "green"),
    GroupVerdict.ABOVE: ("▲", "green"),
    GroupVerdict.UNCLEAR: ("?", "gray"),
    GroupVerdict.TOO_FEW: ("?", "gray"),
}
OF_RESPONSE = {
    Verdict.DISSATISFIED: ("▼", "red"),
    Verdict.BASICALLY_SATISFIED: ("●", "gray"),
    Verdict.VERY_SATISFIED: ("▲", "green"),
}
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+.!|~$:<>-]")


def period(choice: Period) -> str:
    return {
        Period.THIS_MONTH: _("This month"),
        Period.LAST_30_DAYS: _("Last 30 days"),
        Period.LAST_90_DAYS: _("Last 90 days"),
        Period.THIS_YEAR: _("This year"),
        Period.ALL: _("All"),
    }[choice]


def group_verdict(verdict: GroupVerdict) -> str:
    sign, _colour = OF_GROUP[verdict]
    return f"{sign} {term('group_verdict', verdict)}"


def verdict(of: Verdict) -> str:
    sign, _colour = OF_RESPONSE[of]
    return f"{sign} {term('verdict', of)}"


def points(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def signed_or_none(value: float | None) -> str:
    return "–" if value is None else signed(value)


def between(interval: Interval) -> str:
    return _("{low} to {high}", low=signed(interval.low), high=signed(interval.high))


def badge(colour: str, words: str) -> str:
    return f":{colour}-badge[{words}]"


def strong(words: str) -> str:
    return f"**{words}**"


def plain(words: str) -> str:
    """Words that people typed, safe where Markdown is read."""
    return _MARKDOWN.sub(r"\\\g<0>", words)


def percent(fraction: float) -> str:
    return f"{fraction:.0%}"


def share(of: Share) -> str:
    low, high = (f"{100 * end:.0f}" for end in of.interval)
    return f"{percent(of.fraction)} ({low}–{high})"


def count(n: int | None) -> str:
    return f"< {HIDDEN_UNDER}" if n is None else str(n)


def too_few(n: int | None) -> str:
    """What may be said of a group that is not shown."""
    if n is None:
        return _("fewer than {count} households", count=HIDDEN_UNDER)
    return _("{n} households, under {count}", n=n, count=SHOWN_FROM)


def kind(of: Kind | None) -> str:
    return term("kind", of) if of else _("Places and cards")


def gap_in_words(found: Results) -> str:
    """The score in one sentence, also for those who cannot see the drawing."""
    if found.gap.mean is None or found.gap.interval is None:
        return too_few(found.gap.n)
    return _(
        "Expected {expected}, delivered {delivered}: a gap of {gap} points "
        "(95% interval {interval}).",
        expected=points(found.expectation),
        delivered=points(found.delivered),
        gap=signed(found.gap.mean),
        interval=between(found.gap.interval),
    )


def left_out(found: Results) -> Iterator[str]:
    """Exclusions and doubts, in a line each; nothing where there are none."""
    uncut = found.uncut
    if uncut.excluded:
        yield _(
            "Not counted: {count}, clicked through too fast, the same throughout, or left out by "
            "a reviewer. "
            "With them: {gap}; by direct comparison {direct}.",
            count=uncut.excluded,
            gap=_in_short(uncut.gap),
            direct=_satisfied(uncut.direct),
        )
    if uncut.doubts:
        told = (f"{term('doubt', doubt)} {count}" for doubt, count in uncut.doubts.items())
        yield _("Doubts raised: {doubts}", doubts=" · ".join(told))


def _in_short(group: Group) -> str:
    if group.mean is None or group.interval is None:
        return too_few(group.n)
    told = _("gap {gap}", gap=signed(group.mean))
    return f"{told} ({between(group.interval)}), n {group.n}"


def _satisfied(group: DirectGroup) -> str:
    if group.satisfaction is None:
        return too_few(group.n)
    return _("{share} satisfied", share=share(group.satisfaction))


def doubts(found: Iterable[str], *, excluded: bool) -> str:
    """Beside one answer: that it is not counted, and why, or what is to be looked at."""
    told = ", ".join(term("doubt", doubt) for doubt in found)
    return _("not counted: {doubts}", doubts=told) if excluded else _("look: {doubts}", doubts=told)


def headline(voices: Sequence[Voice], recoveries: dict[int, Recovery], late: int) -> str:
    """Who is let down at this moment, in one line."""
    if not voices:
        return _("Nobody was let down in this period")
    open_now = sum(recovery.is_at_work for recovery in recoveries.values())
    told = [
        _("Let down: {count}", count=_or_more(len(voices))),
        _("complaints still open: {count}", count=open_now),
    ]
    if open_now:
        told.append(_(":red[▲ late: {count}]", count=late) if late else _("all in time"))
    return " · ".join(told)


def _or_more(voices: int) -> str:
    """The newest are listed, and no more than so many."""
    return f"{voices}+" if voices >= MOST_VOICES else str(voices)


def promise(found: Promise) -> str:
    """Whether what is promised runs ahead of what is kept."""
    if found.gap.verdict in {GroupVerdict.BELOW, GroupVerdict.LEAN_BELOW}:
        return _("Promises run ahead of what is kept: promise less, or keep more.")
    if found.gap.verdict in {GroupVerdict.ABOVE, GroupVerdict.LEAN_ABOVE}:
        return _("More is kept than was promised.")
    return _("No clear difference between what is promised and what is kept.")
