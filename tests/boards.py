"""Boards without a database: a project just set up, a calm day, one on fire, and a region."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from db.board import (
    DAYS,
    Board,
    CallbackFigures,
    QueueFigures,
    StageCount,
)
from db.live import Sighting
from db.month import SurveyFigures
from db.projects import ProjectCard
from db.urgent import UrgentLine
from domain.callbacks import Rates
from domain.groups import Group, GroupVerdict, Interval
from domain.policy import CallbackRow
from domain.satisfaction import Verdict
from domain.tickets import Category, Kind, Rung, Severity, Stage, Step

NOW = datetime(2026, 3, 3, 6, 42, 18, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TARGETS = {
    CallbackRow.COMPLAINT_MAJOR: 1.0,
    CallbackRow.COMPLAINT: 1.0,
    CallbackRow.REPAIR: 0.9,
    CallbackRow.SPECIAL_SERVICE: 0.9,
    CallbackRow.HELP: 0.9,
    CallbackRow.OTHER_SERVICE: None,
}


def a_line(number: int, due_in: timedelta | None, **facts: Any) -> UrgentLine:
    usual = UrgentLine(
        number,
        Kind.REPAIR,
        None,
        Severity.MINOR,
        "",
        "3栋",
        None if due_in is None else NOW + due_in,
        Step.RESOLVED,
        NOW - DAY,
    )
    return replace(usual, **facts)


def empty(project_id: int = 1, name: str = "翠湖花园") -> Board:
    return Board(
        ProjectCard(project_id, name, "Asia/Shanghai", "zh_CN", "", is_sample=False),
        NOW,
        QueueFigures((), 0, 0, 0, (), 0, 0),
        (),
        (),
        CallbackFigures((), 0, 0, 0, 0, _days([(0, 0)] * DAYS)),
        SurveyFigures(
            Group(None, GroupVerdict.TOO_FEW), None, 5, _split(0), _split(0), (), 0, 0, 0
        ),
    )


def calm(project_id: int = 1, name: str = "翠湖花园") -> Board:
    return replace(
        empty(project_id, name),
        queue=QueueFigures(
            (
                StageCount(Stage.RECEIVED, 2, NOW - 40 * MINUTE),
                StageCount(Stage.DISPATCHED, 3, NOW - 3 * HOUR),
                StageCount(Stage.ON_SITE, 1, NOW - 25 * MINUTE),
                StageCount(Stage.RESOLVED, 4, NOW - 20 * HOUR),
            ),
            open=10,
            late=0,
            due_soon=1,
            escalated=(),
            received_today=6,
            resolved_today=5,
        ),
        urgent=(
            a_line(231, 41 * MINUTE, due_step=Step.ARRIVED, place="3栋 北门", topic="水管"),
            a_line(228, 5 * HOUR, kind=Kind.COMPLAINT, category=Category.ENGINEERING_QUALITY),
            a_line(226, 7 * HOUR, kind=Kind.HELP, place="大堂"),
            a_line(225, 1 * DAY, place="7栋 2号电梯", topic="电梯异响"),
            a_line(230, 2 * DAY, kind=Kind.LETTER, place="业委会", due_step=Step.REPLIED),
            a_line(229, None, kind=Kind.SPECIAL_SERVICE, place="5栋", due_step=None),
        ),
        callbacks=CallbackFigures(
            _rates((1, 1, 0), (6, 6, 1), (38, 41, 12), (4, 4, 0), (9, 9, 3), (3, 4, 2)),
            open_now=14,
            close_today=2,
            late=0,
            long_late=0,
            days=_days([(3, 3), (5, 5), (4, 4), (0, 0), (6, 6), (5, 5), (2, 2)] * 2),
        ),
        surveys=SurveyFigures(
            Group(43, GroupVerdict.ABOVE, 9.4, Interval(5.6, 13.2), 12.3, 12.3),
            expectation=68.2,
            band=5,
            verdicts=dict(zip(Verdict, (4, 21, 22), strict=True)),
            verdicts_today=dict(zip(Verdict, (1, 5, 6), strict=True)),
            chips=(("speed", 5), ("promise", 3), ("attitude", 1)),
            answered=47,
            asked=61,
            excluded=1,
        ),
    )


MAJOR = {"kind": Kind.COMPLAINT, "severity": Severity.MAJOR, "due_step": Step.ESCALATED}
FLOOD = a_line(
    11873, 9 * HOUR, **MAJOR, place="12栋 地下车库", topic="水淹车库", received_at=NOW - MINUTE
)
LONG_NAME = "深圳市南山区蛇口半岛城邦花园三期二标段商住小区物业服务中心"


def on_fire(project_id: int = 1, name: str = LONG_NAME) -> Board:
    """More than anybody can read, and everything wrong at once."""
    worst = (
        a_line(11204, -12 * DAY, kind=Kind.LETTER, place="业主委员会", due_step=Step.REPLIED),
        a_line(11869, -3 * DAY, **MAJOR, place="28栋", category=Category.PROPERTY_MANAGEMENT),
        a_line(11870, -2 * HOUR, **MAJOR, place="7栋 2号电梯", topic="电梯困人，物业迟迟不到"),
        a_line(
            11871,
            -58 * MINUTE,
            kind=Kind.OTHER_SERVICE,
            place="半岛城邦三期商业街西侧下沉广场入口",
            topic="夜间施工噪声持续扰民，多次劝阻仍未停工，要求当天答复",
            due_step=Step.ARRIVED,
        ),
        a_line(11868, -9 * MINUTE - 41 * SECOND, kind=Kind.HELP, place="3栋", topic="燃气味"),
        a_line(11840, 12 * MINUTE, kind=Kind.SPECIAL_SERVICE, due_step=Step.DISPATCHED),
        a_line(11842, 38 * MINUTE, place="15栋", topic="水管爆裂", due_step=Step.ARRIVED),
        a_line(11845, 2 * HOUR, kind=Kind.ENQUIRY, topic="停车收费"),
    )
    return replace(
        empty(project_id, name),
        queue=QueueFigures(
            (
                StageCount(Stage.RECEIVED, 118, NOW - 26 * HOUR),
                StageCount(Stage.DISPATCHED, 240, NOW - 9 * DAY),
                StageCount(Stage.ON_SITE, 37, NOW - 7 * HOUR),
                StageCount(Stage.RESOLVED, 165, NOW - 12 * DAY),
            ),
            open=560,
            late=40,
            due_soon=112,
            escalated=(
                (Rung.SUPERVISOR, 31),
                (Rung.REGION_LEAD, 12),
                (Rung.BRANCH_LEADER, 3),
                (Rung.COMPANY_LEADER, 1),
            ),
            received_today=208,
            resolved_today=119,
        ),
        urgent=worst,
        majors=(FLOOD, *worst[1:3]),
        callbacks=CallbackFigures(
            _rates(
                (2, 5, 3), (41, 66, 18), (503, 731, 240), (10, 12, 9), (77, 101, 30), (8, 31, 5)
            ),
            open_now=305,
            close_today=48,
            late=116,
            long_late=29,
            days=_days([(70, 101), (64, 80), (22, 119), (31, 40), (0, 12), (58, 58), (9, 77)] * 2),
        ),
        surveys=SurveyFigures(
            Group(318, GroupVerdict.BELOW, -23.6, Interval(-26.9, -20.3), 30.1, 30.1),
            expectation=74.8,
            band=5,
            verdicts=dict(zip(Verdict, (201, 88, 29), strict=True)),
            verdicts_today=dict(zip(Verdict, (19, 3, 1), strict=True)),
            chips=(("professionalism", 143), ("not_fixed", 121), ("speed", 97), ("attitude", 40)),
            answered=318,
            asked=1204,
            excluded=17,
        ),
    )


def a_region(count: int = 9) -> list[Board]:
    """Projects of one region: two burn, one is new, the others are calm."""
    return [_PLACES[place % len(_PLACES)](place + 1) for place in range(count)]


def _named(make: Callable[..., Board], name: str) -> Callable[[int], Board]:
    return lambda project_id: make(project_id, name)


_PLACES = [
    _named(calm, "翠湖花园"),
    _named(on_fire, "半岛城邦"),
    _named(calm, "云栖花园"),
    _named(empty, "新城一号"),
    _named(on_fire, LONG_NAME),
    _named(calm, "锦绣江南"),
]


def sightings(*boards: Board) -> dict[int, Sighting]:
    return {board.project.id: Sighting(board, 1, NOW) for board in boards}


def _rates(*counts: tuple[int, int, int]) -> tuple[tuple[CallbackRow, Rates, float | None], ...]:
    return tuple(
        (row, Rates(done, done, counted, pending), TARGETS[row])
        for row, (done, counted, pending) in zip(CallbackRow, counts, strict=True)
    )


def _days(counts: list[tuple[int, int]]) -> tuple[tuple[date, Rates], ...]:
    first = NOW.date() - (DAYS - 1) * DAY
    return tuple(
        (first + place * DAY, Rates(done, done, counted, 0))
        for place, (done, counted) in enumerate(counts)
    )


def _split(count: int) -> dict[Verdict, int]:
    return dict.fromkeys(Verdict, count)
