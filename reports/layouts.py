"""Layouts (报表版式): which tables each report has, in which words, and what its figures mean."""

from domain.reports import ReportKind
from reports.columns import Layout
from reports.layouts_answers import KEY_FIGURES, PLAN, SURVEY
from reports.layouts_tickets import BLUEPRINT, CALLBACKS, COMPLAINTS, OWNERS

LAYOUTS: dict[ReportKind, Layout] = {
    ReportKind.COMPLAINTS: COMPLAINTS,
    ReportKind.OWNERS: OWNERS,
    ReportKind.CALLBACKS: CALLBACKS,
    ReportKind.SURVEY: SURVEY,
    ReportKind.BLUEPRINT: BLUEPRINT,
    ReportKind.KEY_FIGURES: KEY_FIGURES,
    ReportKind.PLAN: PLAN,
}
