"""The wall's picture in a browser without Streamlit around, and what does not fit into it."""

from collections.abc import Sequence
from dataclasses import replace

from playwright.sync_api import Page

from db.board import Board
from domain.screens import Layout, ScreenPlan
from pages.parts.wall import view
from tests import boards

# Topics and typed places may be longer than any line; everything else has to fit into its part.
CUT_OFF = """() => {
  const drawn = [...document.querySelectorAll('.wall *')]
    .filter(e => e.checkVisibility({visibilityProperty: true}))
    .filter(e => !e.matches('.what, .topic, .bar *, .scale *, .day'))
  const parts = [...document.querySelectorAll('.wall, .wall > *, .board > *')]
  const told = e => e.className + ' ' + e.textContent.trim().replace(/\\s+/g, ' ').slice(0, 40)
  const runsOut = (e, part) => {
    const [inner, outer] = [e.getBoundingClientRect(), part.getBoundingClientRect()]
    return part.contains(e) && (inner.right > outer.right + 1 || inner.bottom > outer.bottom + 1)
  }
  return drawn.filter(e => parts.some(part => runsOut(e, part))
    || e.clientWidth && e.scrollWidth > e.clientWidth + 1).map(told)
}"""


def starting_with(first: Layout) -> tuple[Layout, ...]:
    return (first, *(layout for layout in Layout if layout is not first))


def html(plan: ScreenPlan, shown: Sequence[Board]) -> str:
    """The first stop of a plan, as of the moment of the boards."""
    picture = view.picture(plan, {board.project.id: board for board in shown}, boards.NOW)
    projects, layout = plan.stops[0]
    first = replace(picture, turn=replace(picture.turn, projects=projects, layout=layout), stop=0)
    return view.wall(first, boards.sightings(*shown), boards.NOW)


def show(page: Page, size: tuple[int, int], plan: ScreenPlan, shown: Sequence[Board]) -> list[str]:
    """Draws it at a size in pixels; what is cut off or runs over, none where all is well."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    style = view.STYLE.read_text("utf-8")
    page.set_content(f"<!doctype html><style>{style}</style><body>{html(plan, shown)}")
    return list(page.evaluate(CUT_OFF))
