"""One standard for everybody (同一标准): how long the segments waited, side by side."""

from dataclasses import asdict, dataclass
from datetime import date

import altair as alt
import streamlit as st

from db.engine import reading
from db.fairness import Asked, waits
from domain.access import Action
from domain.fairness import Measure, Segment, Wait, are_apart
from domain.groups import SHOWN_FROM
from domain.periods import Period, limits
from domain.tickets import Kind
from pages.parts import address
from pages.parts import results_marks as marks
from pages.parts.results_palette import Palette, ground, palette
from pages.parts.session import _, actor, now, project, term

# To the right of the scale, as a share of it, the figures stand in one column.
FIGURES = 1.1


def draw() -> None:
    actor().must(Action.SEE_RESULTS, project().id)
    segment, measure, kind = _choose()
    today = now().astimezone(project().zone).date()
    found = _waits(project().id, segment, measure, kind, today)
    if not found:
        st.info(
            _(
                "Nothing to compare yet. The waits of households appear here once residents with "
                "a segment have had tickets, from {count} households in a group.",
                count=SHOWN_FROM,
            )
        )
        return
    st.markdown(_headline(found))
    shown = [one for one in found if one.is_shown]
    if shown:
        st.altair_chart(_chart(found, segment, palette(ground())), alt=_told_all(shown, segment))
    _hidden(found, segment)
    _what_it_says()


def _choose() -> tuple[Segment, Measure, Kind | None]:
    left, right = st.columns([5, 2])
    segment = left.segmented_control(
        _("Segment"),
        [one.value for one in Segment],
        default=Segment.TENURE.value,
        required=True,
        format_func=lambda code: term("segment", code),
        key=address.widget_key("segment"),
    )
    measure = left.segmented_control(
        _("Wait"),
        [one.value for one in Measure],
        default=Measure.DISPATCH.value,
        required=True,
        format_func=lambda code: term("measure", code),
        key=address.widget_key("measure"),
    )
    kind = right.selectbox(
        _("Kind"),
        [one.value for one in Kind],
        index=None,
        format_func=lambda code: term("kind", code),
        placeholder=_("All kinds"),
    )
    return Segment(segment), Measure(measure), Kind(kind) if kind else None


# Of ninety days nothing changes with a single step: a minute old is new enough.
@st.cache_data(ttl=60, max_entries=64, show_spinner=False)
def _waits(
    project_id: int,
    segment: Segment,
    measure: Measure,
    kind: Kind | None,
    today: date,
) -> list[Wait]:
    since, until = limits(Period.LAST_90_DAYS, today, project().zone)
    with reading() as session:
        return waits(session, project_id, Asked(segment, measure, since, until, kind))


def _headline(found: list[Wait]) -> str:
    shown = [one for one in found if one.is_shown]
    if len(shown) < 2:
        return _("**Too few households to compare.**")
    if any(are_apart(one, other) for one in shown for other in shown):
        return _("**Some waits differ by more than chance.** Look into why before judging.")
    return _("**No difference beyond chance.**")


@dataclass(frozen=True, slots=True)
class Row:
    """One group drawn: median, its interval, the 90th percentile, all in hours."""

    name: str
    told: str
    median: float
    low: float
    high: float
    ninetieth: float


def _group(segment: Segment, group: str) -> str:
    return term(segment.value, group) if group else _("Not known")


def _row(one: Wait, segment: Segment) -> Row:
    assert one.median is not None
    assert one.low is not None
    assert one.high is not None
    assert one.ninetieth is not None
    told = _(
        "{median:.1f} h ({low:.1f}–{high:.1f}) · 90 % within {ninetieth:.1f} h · n = {n}",
        median=one.median,
        low=one.low,
        high=one.high,
        ninetieth=one.ninetieth,
        n=one.n,
    )
    name = _group(segment, one.group)
    return Row(name, told, one.median, one.low, one.high, one.ninetieth)


def _chart(found: list[Wait], segment: Segment, colours: Palette) -> alt.LayerChart:
    rows = [_row(one, segment) for one in found if one.is_shown]
    most = max(row.ninetieth for row in rows) or 1.0
    ticks = (0, round(most / 2, 1), round(most, 1))
    x = marks.scale("median", 0, most * (1 + FIGURES), ticks, style=".1f")
    y = marks.names([row.name for row in rows], colours)
    base = marks.chart(map(asdict, rows))
    told = base.mark_text(**marks.figures(colours))
    interval = base.mark_rule(strokeWidth=4, strokeCap="round", color=colours.ink)
    tail = base.mark_rule(strokeDash=[2, 3], color=colours.quiet)
    end = base.mark_tick(thickness=2, size=14, color=colours.quiet)
    return marks.framed(
        (
            tail.encode(x="high:Q", x2="ninetieth:Q", y=y),
            end.encode(x="ninetieth:Q", y=y),
            interval.encode(x="low:Q", x2="high:Q", y=y),
            base.mark_point(filled=True, size=130, opacity=1, color=colours.ink).encode(x=x, y=y),
            told.encode(x=alt.datum(most), y=y, text="told:N"),
        ),
        len(rows),
        has_scale=True,
    )


def _told_all(shown: list[Wait], segment: Segment) -> str:
    rows = [_row(one, segment) for one in shown]
    return "; ".join(f"{row.name}: {row.told}" for row in rows)


def _hidden(found: list[Wait], segment: Segment) -> None:
    for one in found:
        name = _group(segment, one.group)
        if one.unfinished:
            st.caption(_("{group}: {count} tickets still wait.", group=name, count=one.unfinished))
        if one.is_shown:
            continue
        if one.n is None:
            st.caption(_("{group}: too few households to say anything.", group=name))
        else:
            st.caption(_("{group}: {n} households, too few for figures.", group=name, n=one.n))


def _what_it_says() -> None:
    with st.expander(_("What may be concluded, and what may not"), icon=":material/balance:"):
        st.markdown(
            _(
                "Dot: the median of the households, each counted once by its average over 90 days. "
                "Bar: where the true median lies with at least 95 % certainty. "
                "Tick: nine households in ten waited no longer.\n\n"
                "**May be concluded:** where two bars do not overlap, chance alone hardly explains "
                "the difference, and it deserves a look.\n\n"
                "**May not be concluded:** that the segment is the reason (kinds of ticket, "
                "buildings and hours differ too; choose one kind to compare like with like), that "
                "overlapping bars prove equality, or anything about a single household. With many "
                "comparisons one in twenty differs by chance.\n\n"
                "Segments decide about no order and no time limit."
            )
        )
