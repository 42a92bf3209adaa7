"""A report on paper (打印报表): one page of HTML that prints on A4; the desk shows the same."""

from lang import N_, say
from reports import drawings
from reports.paper import part, sheet
from reports.worded import Worded

MEANING = N_("What the figures mean")
# Paper stays paper, also where the page around it is dark.
ON_SCREEN = ".report{background:#fff;padding:9mm;border:1px solid #dcd5c6;max-width:222mm}"


def as_page(told: Worded) -> str:
    """To be saved and printed: everything is inside."""
    return sheet("report.html", [told.language], **_facts(told))


def as_part(told: Worded) -> str:
    """The same as part of another page, with its style."""
    style, body = part("report_css.html"), part("report_body.html", **_facts(told))
    return f"<style>{style}\n{ON_SCREEN}</style>{body}"


def _facts(told: Worded) -> dict[str, object]:
    drawn = [(one, drawings.of_rows(one), drawings.lines(one)) for one in told.tables]
    return {"told": told, "tables": drawn, "meaning": say(told.language, MEANING)}
