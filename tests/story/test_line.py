"""A poor line, an impatient thumb, a phone that was put away: whatever happens, one answer."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select

from db.engine import reading
from db.schema import Ticket
from domain.tickets import Channel, Kind
from tests.builders import CONTENT, LET_DOWN
from tests.photos import a_photo
from tests.story.doors import Door, answers_by, box, count_by, door_in, program_in, project_in

pytestmark = pytest.mark.story

WORDS = "来晚了 50%\n“两个小时”👍"
PHONE = "139 0000 0000"
NOT_SENT = "还没有发出去"
DRAFTS = "Object.keys(localStorage).filter(name => name.startsWith('draft '))"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new Error() }})"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with door_in(tmp_path_factory.mktemp("door")) as opened:
        yield opened


@pytest.fixture
def pocket(browser: Browser) -> Iterator[BrowserContext]:
    """One phone, whatever pages are opened on it."""
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, has_touch=True, locale="zh-CN"
    )
    yield context
    context.close()


def opened(pocket: BrowserContext, address: str) -> Page:
    page = pocket.new_page()
    page.goto(address)
    return page


def fill(page: Page) -> None:
    for item, mark in LET_DOWN.items():
        box(page, item, mark).click()
    box(page, "d3", "na").click()
    box(page, "chip", "speed").click()
    page.locator("#words").fill(WORDS)
    box(page, "call_me", 1).click()
    page.locator("#phone").fill(PHONE)


def must_be_filled(page: Page) -> None:
    marks = {(item, str(mark)) for item, mark in (LET_DOWN | {"d3": "na"}).items()}
    wanted = marks | {("chip", "speed"), ("call_me", "1")}
    expect(page.locator(":checked")).to_have_count(len(wanted))
    ticked = {
        (one.get_attribute("name"), one.input_value()) for one in page.locator(":checked").all()
    }
    assert ticked == wanted
    expect(page.locator("#words")).to_have_value(WORDS)
    expect(page.locator("#phone")).to_have_value(PHONE)


def send(page: Page) -> None:
    page.locator("main form button").click()


def must_be_thanked(page: Page) -> None:
    expect(page.locator("h1")).to_contain_text("谢谢您")


def must_be_one_answer(code: str) -> None:
    [stored] = answers_by(code)
    assert (stored.d1, stored.d3, stored.words) == (1, None, WORDS)
    assert (stored.chips, stored.call_me, stored.not_applicable) == (["speed"], True, ["d3"])


def misfortune(*deeds: Callable[[Route], None]) -> Callable[[Route], None]:
    """What meets the first sendings, one after the other; later ones get through."""
    coming = iter(deeds)

    def meet(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        next(coming, Route.continue_)(route)

    return meet


def lost_on_the_way(route: Route) -> None:
    route.abort("connectionreset")


def lost_on_the_way_back(route: Route) -> None:
    assert route.fetch().status == 200
    route.abort("connectionreset")


def busy(route: Route) -> None:
    route.fulfill(status=503, body="<main id=huifang>busy")


def too_many(route: Route) -> None:
    route.fulfill(status=429, body="<main id=huifang>too many")


def sign_in_of_the_network(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="<h1>Free wifi, sign in</h1>")


@pytest.mark.parametrize(
    "deed", [lost_on_the_way, lost_on_the_way_back, busy, too_many, sign_in_of_the_network]
)
def test_a_sending_that_failed_is_tried_again_and_is_one_answer(door, pocket, deed):
    code = door.job()
    pocket.route("**/s/*", misfortune(deed))
    phone = opened(pocket, door.to(code))
    fill(phone)

    send(phone)

    expect(phone.locator("form [role=status]")).to_contain_text(NOT_SENT)
    must_be_thanked(phone)
    must_be_one_answer(code)


def test_a_line_that_comes_back_sends_at_once(door, pocket):
    code = door.job()
    phone = opened(pocket, door.to(code))
    fill(phone)
    pocket.set_offline(True)
    send(phone)
    expect(phone.locator("form [role=status]")).to_contain_text(NOT_SENT)
    must_be_filled(phone)

    pocket.set_offline(False)

    must_be_thanked(phone)
    must_be_one_answer(code)


def test_what_is_changed_while_waiting_is_what_counts(door, pocket):
    code = door.job()
    phone = opened(pocket, door.to(code))
    fill(phone)
    pocket.set_offline(True)
    send(phone)
    box(phone, "d1", 3).click()

    pocket.set_offline(False)

    must_be_thanked(phone)
    assert [answer.d1 for answer in answers_by(code)] == [3]


def test_a_door_that_is_killed_and_comes_back_gets_the_answer(browser, tmp_path):
    with project_in(tmp_path) as project:
        code = _sent_while_the_door_was_away(browser, tmp_path, project)

        must_be_one_answer(code)


def _sent_while_the_door_was_away(browser: Browser, folder: Path, project: int) -> str:
    context = browser.new_context(locale="zh-CN")
    with program_in(folder) as program:
        door = Door(program.address, project)
        code = door.job()
        phone = opened(context, door.to(code))
        fill(phone)
        program.process.kill()
        program.process.wait()
        send(phone)
        expect(phone.locator("form [role=status]")).to_contain_text(NOT_SENT)
    with program_in(folder, program.port):
        must_be_thanked(phone)
    context.close()
    return code


def test_a_closed_page_is_found_as_it_was_left(door, pocket):
    code = door.job()
    phone = opened(pocket, door.to(code))
    fill(phone)
    phone.close()

    again = opened(pocket, door.to(code))

    must_be_filled(again)
    expect(again.locator("#kept")).to_be_visible()
    send(again)
    must_be_thanked(again)
    must_be_one_answer(code)


@pytest.mark.parametrize("meanwhile", ["reload", "English", "rotation"])
def test_nothing_is_lost_by(door, pocket, meanwhile):
    phone = opened(pocket, door.to(door.job()))
    fill(phone)

    if meanwhile == "reload":
        phone.reload()
    elif meanwhile == "rotation":
        phone.set_viewport_size({"width": 640, "height": 360})
        phone.reload()
    else:
        phone.get_by_role("link", name="English").click()
        expect(phone.locator("h1")).to_have_text("How was our service?")

    must_be_filled(phone)


def test_a_draft_is_for_its_own_code_only(door, pocket):
    fill(opened(pocket, door.to(door.job())))

    other = opened(pocket, door.to(door.job()))

    assert other.locator(":checked").count() == 0
    expect(other.locator("#kept")).to_be_hidden()


@pytest.mark.parametrize(("seconds", "left"), [(-5, 1), (0, 0)])
def test_a_draft_is_kept_for_a_day(door, pocket, seconds, left):
    code = door.job()
    phone = opened(pocket, door.to(code))
    fill(phone)
    phone.evaluate(
        f"""seconds => {{ const name = {DRAFTS}[0]
        const draft = localStorage.getItem(name).split(" ")
        localStorage.setItem(name, draft[0] - 864e5 - seconds * 1000 + " " + draft[1]) }}""",
        seconds,
    )

    phone.goto(f"{door.address}/s")

    assert len(phone.evaluate(DRAFTS)) == left


def test_nothing_is_kept_after_sending(door, pocket):
    code = door.job()
    phone = opened(pocket, door.to(code))
    fill(phone)
    assert len(phone.evaluate(DRAFTS)) == 1

    send(phone)
    must_be_thanked(phone)
    assert phone.evaluate(DRAFTS) == []

    phone.goto(door.to(code))
    box(phone, "d1", 5).click()
    phone.locator("#words").fill("不是给别人看的")
    assert phone.evaluate(DRAFTS) == []


def test_an_answer_given_elsewhere_takes_the_draft_away(door, pocket, browser):
    code = door.job()
    fill(opened(pocket, door.to(code)))
    other = browser.new_context(locale="zh-CN")
    elsewhere = opened(other, door.to(code))
    fill(elsewhere)
    send(elsewhere)
    must_be_thanked(elsewhere)
    other.close()

    phone = opened(pocket, door.to(code))

    assert phone.evaluate(DRAFTS) == []


def test_a_phone_that_keeps_nothing_can_answer(door, pocket):
    pocket.add_init_script(NO_STORAGE)
    code = door.job()
    phone = opened(pocket, door.to(code))
    expect(phone.locator(".fresh")).to_be_visible()
    fill(phone)
    phone.get_by_role("link", name="大字").click()

    send(phone)

    must_be_thanked(phone)
    must_be_one_answer(code)


def test_a_poster_sent_from_a_reopened_page_is_the_same_answer(door, pocket):
    """Nobody has a household there; the blank that was kept says who it is."""
    code = door.poster()
    pocket.route("**/s/*/rate*", misfortune(lost_on_the_way_back))
    phone = opened(pocket, door.to(f"{code}/rate"))
    box(phone, "d1", 2).click()
    send(phone)
    expect(phone.locator("form [role=status]")).to_contain_text(NOT_SENT)
    phone.close()

    again = opened(pocket, door.to(f"{code}/rate"))
    send(again)

    must_be_thanked(again)
    assert count_by(code) == 1


def test_a_report_with_its_photo_arrives_once_over_a_line_that_failed(door, pocket):
    code = door.poster()
    begun = opened(pocket, door.to(f"{code}/report"))
    begun.locator('[name="kind"][value="repair"]').check()
    begun.locator("#words").fill(WORDS)
    begun.close()

    phone = opened(pocket, door.to(f"{code}/report"))
    expect(phone.locator("#kept")).to_be_visible()
    expect(phone.locator("#words")).to_have_value(WORDS)
    phone.locator("#photo").set_input_files(
        {"name": "leak.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    )
    pocket.route("**/s/*/report", misfortune(lost_on_the_way_back))
    send(phone)

    expect(phone.locator("form [role=status]")).to_contain_text(NOT_SENT)
    expect(phone.locator("h1")).to_have_text("我们已收到")
    expect(phone.locator("main")).to_contain_text("照片")
    assert _reports(door.project) == [WORDS]
    assert phone.evaluate(DRAFTS) == []


def _reports(project: int) -> list[str]:
    """The words of every repair that was reported by a code."""
    with reading() as session:
        wanted = select(Ticket.words).where(
            Ticket.project_id == project, Ticket.channel == Channel.QR, Ticket.kind == Kind.REPAIR
        )
        return list(session.scalars(wanted))


def test_two_taps_send_once(door, pocket):
    code = door.job()
    phone = opened(pocket, door.to(code))
    fill(phone)
    sendings = []
    phone.on("request", lambda request: sendings.append(request.method))

    phone.locator("main form button").dblclick()

    must_be_thanked(phone)
    assert sendings == ["POST"]
    must_be_one_answer(code)


def test_send_go_back_send(door, pocket):
    code = door.job()
    phone = opened(pocket, door.to(code))
    fill(phone)
    send(phone)
    must_be_thanked(phone)
    expect(phone).to_have_title("谢谢您告诉我们")
    expect(phone.locator(".figure").first).to_have_css("font-size", "24px")

    phone.go_back()
    expect(phone).to_have_title("请您评价这次服务")
    must_be_filled(phone)
    send(phone)

    must_be_thanked(phone)
    must_be_one_answer(code)


def test_thanks_can_be_gone_back_from_after_a_reload(door, pocket):
    phone = opened(pocket, door.to(door.job()))
    fill(phone)
    send(phone)
    must_be_thanked(phone)
    phone.reload()

    phone.go_back()

    expect(phone.locator("h1")).to_have_text("修改您的评价")
    expect(phone.locator("input[name=d1]:checked")).to_have_value("1")


def test_a_form_that_comes_back_says_why_and_is_read_out(door, pocket):
    code = door.job()
    phone = opened(pocket, door.to(code))

    send(phone)

    expect(phone.get_by_role("alert")).to_be_focused()
    fill(phone)
    send(phone)
    must_be_thanked(phone)
    expect(phone.locator("h1")).to_be_focused()
    must_be_one_answer(code)


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A phone with scripts off."""
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(("link", "arrived"), [("English", "html[lang=en]"), ("大字", "html.big")])
def test_without_scripts_the_back_button_brings_everything_back(door, plain, link, arrived):
    plain.goto(door.to(door.job()))
    expect(plain.locator(".fresh")).to_be_visible()
    fill(plain)

    plain.get_by_role("link", name=link).click()
    expect(plain.locator(arrived)).to_have_count(1)
    plain.go_back()
    expect(plain.locator(arrived)).to_have_count(0)

    must_be_filled(plain)


def test_without_scripts_send_go_back_send_is_one_answer(door, plain):
    code = door.job()
    plain.goto(door.to(code))
    fill(plain)
    send(plain)
    must_be_thanked(plain)

    plain.go_back()
    must_be_filled(plain)
    send(plain)

    must_be_thanked(plain)
    must_be_one_answer(code)


def test_without_scripts_going_back_and_changing_is_a_correction(door, plain):
    code = door.job()
    plain.goto(door.to(code))
    fill(plain)
    send(plain)
    must_be_thanked(plain)
    plain.go_back()
    must_be_filled(plain)

    box(plain, "d1", 5).click()
    send(plain)

    must_be_thanked(plain)
    assert [(answer.version, answer.d1) for answer in answers_by(code)] == [(1, 1), (2, 5)]


def test_without_scripts_a_form_that_came_back_can_be_gone_back_to(door, plain):
    code = door.poster()
    plain.goto(door.to(f"{code}/rate"))
    send(plain)
    expect(plain.get_by_role("alert")).to_be_visible()
    box(plain, "d1", CONTENT["d1"]).click()
    send(plain)
    must_be_thanked(plain)

    plain.go_back()
    expect(plain.locator("input[name=d1]:checked")).to_have_value(str(CONTENT["d1"]))
    send(plain)

    must_be_thanked(plain)
    assert count_by(code) == 1


def test_without_scripts_two_taps_are_one_answer(door, plain):
    code = door.job()
    plain.goto(door.to(code))
    fill(plain)

    plain.locator("main form button").dblclick()

    must_be_thanked(plain)
    must_be_one_answer(code)


def test_large_type_comes_at_once_and_is_remembered(door, pocket):
    phone = opened(pocket, door.to(door.job()))
    fill(phone)
    before = _letters(phone)

    phone.get_by_role("link", name="大字").click()
    assert _letters(phone) > 1.3 * before
    must_be_filled(phone)

    other = opened(pocket, door.to(door.job()))
    assert _letters(other) > 1.3 * before
    other.get_by_role("link", name="标准字").click()
    assert _letters(other) == before


def test_large_type_needs_no_script(door, plain):
    plain.goto(door.to(door.job()))
    plain.get_by_role("link", name="大字").click()
    plain.get_by_role("link", name="English").click()

    expect(plain.locator("html.big h1")).to_have_text("How was our service?")
    plain.get_by_role("link", name="Normal type").click()
    expect(plain.locator("html.big")).to_have_count(0)


def _letters(page: Page) -> float:
    """The size of ordinary text, in pixels."""
    return float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)"))
