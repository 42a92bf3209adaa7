"""Reports (报表): each period as it was kept, the running one so far; to read, to print."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import streamlit as st

from db import campaigns, previews
from db import reports as reports_db
from db.engine import reading
from db.reports import EditionLine
from desk import reports
from desk.reports import CAMPAIGN, Wanted
from domain.access import Action
from domain.reports import CYCLES, Cycle, Document, Period, ReportKind, before, holding
from pages.parts import address, editions, fee_rates, plan_review
from pages.parts.live import changes
from pages.parts.session import _, actor, language, may, now, project
from reports import figure_files, printed, workbooks
from reports.worded import Standing, Worded, in_words, period_named

KIND, PERIOD, EDITION = "report", "period", "edition"


@dataclass(frozen=True, slots=True)
class Choice:
    """One period that can be read, with its editions, the newest first; none: not kept yet."""

    period: Period
    kept: tuple[EditionLine, ...] = ()


def page() -> None:
    actor().must(Action.SEE_RESULTS, project().id)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        st.header(_("Reports"), anchor=False, width="content")
        kind = _choose_kind()
    choices = _choices(kind)
    if not (may(Action.ADMINISTER)):
        _report(kind, choices)
        return
    paper, beside = st.columns([13, 5], gap="large")
    with paper:
        chosen = _report(kind, choices)
    with beside:
        _beside(kind, chosen)


def _choose_kind() -> ReportKind:
    words = {kind.value: _short()[kind] for kind in ReportKind}
    # Another report has other periods, so that none of them stays chosen.
    return ReportKind(address.choose(KIND, _("Report"), words, outdates=(PERIOD, EDITION)))


def _short() -> dict[str, str]:
    return {
        ReportKind.COMPLAINTS: _("Complaints"),
        ReportKind.OWNERS: _("Owners' committee"),
        ReportKind.CALLBACKS: _("Callbacks"),
        ReportKind.SURVEY: _("Annual survey"),
        ReportKind.BLUEPRINT: _("Blueprint"),
        ReportKind.KEY_FIGURES: _("Key figures"),
        ReportKind.PLAN: _("Plan review"),
    }


def _choices(kind: ReportKind) -> list[Choice]:
    """What can be read, the latest first."""
    with reading() as session:
        lines = reports_db.editions(session, project().id, kind)
    found: dict[str, list[EditionLine]] = {}
    for line in lines:
        found.setdefault(line.code, []).append(line)
    every = {one.code: Choice(one) for one in _open_periods(kind)}
    every |= {code: Choice(some[0].period, tuple(some)) for code, some in found.items()}
    return sorted(every.values(), key=lambda one: (one.period.last, one.period.code), reverse=True)


def _open_periods(kind: ReportKind) -> Iterator[Period]:
    """The running month or quarter and the one before it; every annual survey that has begun."""
    today = now().astimezone(project().zone).date()
    if kind is ReportKind.SURVEY:
        with reading() as session:
            cards = campaigns.every(session, project().id)
        for card in cards:
            if card.opens_at <= now():
                days = card.window.days(project().zone)
                yield Period(f"{CAMPAIGN}{card.id}", *days, card.name)
    elif CYCLES[kind] is not Cycle.PLAN:
        running = holding(CYCLES[kind], today)
        yield running
        yield before(running)


def _report(kind: ReportKind, choices: list[Choice]) -> Choice | None:
    if not choices:
        st.info(_nothing_yet(kind), title=_("No report yet"))
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choice = _choose_period(kind, choices)
        line = editions.choose(choice.kept, EDITION)
        told = _told(kind, choice, line)
        _downloads(kind, choice, told)
    st.html(printed.as_part(told))
    return choice


def _nothing_yet(kind: ReportKind) -> str:
    if kind is ReportKind.SURVEY:
        return _(
            "The report appears once an annual survey has begun; plan one on the page “Codes”."
        )
    return _("A service plan is given points here, 100 in all, and the sheet is kept.")


def _choose_period(kind: ReportKind, choices: list[Choice]) -> Choice:
    by_code = {one.period.code: one for one in choices}
    codes, names = list(by_code), {code: _name(one) for code, one in by_code.items()}
    newest = next((one.period.code for one in choices if one.kept), codes[0])
    label = {ReportKind.PLAN: _("Service plan"), ReportKind.SURVEY: _("Annual survey")}
    chosen = st.selectbox(
        label.get(kind, _("Period")),
        codes,
        index=codes.index(address.asked(PERIOD, codes) or newest),
        format_func=names.__getitem__,
        key=address.widget_key(f"{PERIOD}_{kind}"),
        on_change=_keep_period,
        args=(kind,),
        width=300,
    )
    return by_code[chosen]


def _keep_period(kind: ReportKind) -> None:
    st.query_params[PERIOD] = st.session_state[address.widget_key(f"{PERIOD}_{kind}")]
    st.query_params.pop(EDITION, None)


def _name(choice: Choice) -> str:
    name = period_named(language(), choice.period)
    if choice.kept:
        return name
    today = now().astimezone(project().zone).date()
    return f"{name} · {_('not kept yet') if choice.period.is_over(today) else _('so far')}"


def _told(kind: ReportKind, choice: Choice, line: EditionLine | None) -> Worded:
    if line is None:
        document, made_at = _running(kind, choice.period)
        standing = Standing(kind, choice.period, made_at)
    else:
        document = _kept(project().id, kind, line.code, line.edition)
        made = (line.made_at, line.edition, line.made_by, line.note)
        standing = Standing(kind, choice.period, *made)
    return in_words(standing, document, language(), project().zone)


def _running(kind: ReportKind, period: Period) -> tuple[Document, datetime]:
    """As it was counted last where that takes long, else as it is now."""
    today = now().astimezone(project().zone).date()
    kept = _preview(project().id, changes(), kind, period)
    here = f"count {project().id} {kind} {period.code}"
    if kept is not None:
        st.button(_("Count now"), icon=":material/refresh:", on_click=_count_anew, args=(here,))
    # Counted once more when somebody asks for it, and not at every change.
    asked_at = st.session_state.get(here)
    if kept is None:
        asked_at = changes()
    elif asked_at is None or asked_at < kept[1]:
        return kept
    with st.spinner(_("Counting …")):
        return _so_far(project().id, asked_at, today, kind, period)


def _count_anew(here: str) -> None:
    st.session_state[here] = now()


@st.cache_data(max_entries=32, show_spinner=False)
def _preview(
    project_id: int, version: int, kind: ReportKind, period: Period
) -> tuple[Document, datetime] | None:
    with reading() as session:
        return previews.preview(session, project_id, kind, period)


# What is kept never changes, so it is read once.
@st.cache_data(max_entries=64, show_spinner=False)
def _kept(project_id: int, kind: ReportKind, code: str, edition: int) -> Document:
    with reading() as session:
        return reports_db.document(session, project_id, kind, code, edition)


@st.cache_data(max_entries=32, show_spinner=False)
def _so_far(
    project_id: int, version: int | datetime, today: date, kind: ReportKind, period: Period
) -> tuple[Document, datetime]:
    at = now()
    with reading() as session:
        wanted = Wanted(project_id, kind, period)
        return reports.figures(session, actor(), wanted, at), at


def _downloads(kind: ReportKind, choice: Choice, told: Worded) -> None:
    name = f"{kind}-{choice.period.code}"
    for label, icon, lay_out, ending in (
        (_("Print"), ":material/print:", printed.as_page, "html"),
        (_("XLSX"), ":material/table_view:", workbooks.as_xlsx, "xlsx"),
        (_("CSV"), ":material/download:", figure_files.as_csv, "csv"),
    ):
        st.download_button(
            label, partial(lay_out, told), f"{name}.{ending}", icon=icon, on_click="ignore"
        )


def _beside(kind: ReportKind, choice: Choice | None) -> None:
    if kind is ReportKind.PLAN:
        plan_review.form(choice.kept[0] if choice else None)
        return
    if choice is not None:
        editions.keep(kind, choice.period, choice.kept)
    if kind is ReportKind.KEY_FIGURES:
        fee_rates.panel()
