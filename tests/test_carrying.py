"""Notices leave the house for real: over HTTP and SMTP, signed, retried, gathered, one by one."""

import base64
import hashlib
import hmac
import json
import logging
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest

import clockwork
import settings
from db import engine
from db import notice_targets as targets_db
from db import notices as notices_db
from db.engine import reading, writing
from desk import notices, parcels
from domain.notices import PATIENCE, TOLD, Channel, NoticeKind
from domain.tickets import Severity, Step
from tests.builders import (
    DAY,
    HOUR,
    LET_DOWN,
    MINUTE,
    MONDAY_MORNING,
    WEDNESDAY_MORNING,
    a_code,
    a_filled_form,
    a_project,
    a_resolved_ticket,
    a_ticket,
    an_actor,
    receive,
    take,
)
from tests.receivers import Mailbox, Webhook, a_mailbox, a_webhook

SEND = """
import sys
from datetime import datetime
import clockwork
now = datetime.fromisoformat(sys.argv[1])
clockwork.clock = lambda: now
print("ready", flush=True)
sys.stdin.readline()
while clockwork.send_due(now):
    pass
"""


@pytest.fixture(autouse=True)
def _receivers_are_on_this_machine(monkeypatch):
    monkeypatch.setenv(settings.WEBHOOKS.name, "inside")


@pytest.fixture
def hook():
    with a_webhook() as receiver:
        yield receiver


@pytest.fixture
def mailbox():
    with a_mailbox() as receiver:
        yield receiver


@pytest.fixture
def at(monkeypatch):
    """The clockwork's own clock shows this; gives what was taken at that moment."""

    def turn(now) -> int:
        monkeypatch.setattr(clockwork, "clock", lambda: now)
        return clockwork.send_due(now)

    return turn


def a_target(project: int, channel: Channel, address: str, kinds=TOLD) -> tuple[int, str]:
    with writing() as session:
        lead = an_actor(project_id=project)
        return notices.add_target(session, lead, project, "值班群", channel, address, kinds)


def a_hooked_project(hook: Webhook, kinds=TOLD, **project) -> tuple[int, str]:
    project_id = a_project("翠湖花园", **project)
    return project_id, a_target(project_id, Channel.WEBHOOK, hook.url, kinds)[1]


def must_be_signed(headers: dict[str, str], body: bytes, secret: str) -> str:
    """As a receiver checks it by the published rules, without a line of ours; the id."""
    id, stamp = headers["webhook-id"], headers["webhook-timestamp"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{id}.{stamp}.".encode() + body, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(signed).decode()
    return id


def ids(hook: Webhook) -> list[str]:
    return [headers["webhook-id"] for headers, _body in hook.got]


def outbox(project: int) -> list[notices_db.NoticeLine]:
    with reading() as session:
        return notices_db.latest(session, project)


def test_a_webhook_gets_the_facts_signed_and_with_a_key_to_know_it_by(database, hook, at):
    project, secret = a_hooked_project(hook, Channel.WEBHOOK.kinds)
    a_ticket(project, severity=Severity.MAJOR, kind="complaint")

    at(MONDAY_MORNING)

    ((headers, body), _registered) = hook.got
    told = json.loads(body)
    assert must_be_signed(headers, body, secret) == f"{project}-major-1-1-1"
    assert headers["webhook-timestamp"] == str(int(MONDAY_MORNING.timestamp()))
    assert told == {
        "type": "ticket.major",
        "timestamp": "2026-03-02T01:00:00.000000Z",
        "data": {
            "project": project,
            "ticket": 1,
            "kind": "complaint",
            "severity": "major",
            "link": f"{settings.PUBLIC_URL()}/queue?project={project}&ticket=1",
        },
    }
    assert outbox(project)[0].sent_at == MONDAY_MORNING


def test_a_letter_reaches_the_mailbox_in_the_projects_language(database, mailbox: Mailbox, at):
    project = a_project("Willow Court", language="en")
    a_target(project, Channel.MAIL, mailbox.url)
    a_ticket(project, severity=Severity.MAJOR, kind="complaint")

    at(MONDAY_MORNING)

    (letter,) = mailbox.letters
    assert letter["Subject"] == "Willow Court: Major: Complaint #1 has been registered"
    assert "lead@cuihu.example" in letter["To"]
    assert "/queue?project=" in letter.get_body().get_content()


def test_what_was_refused_is_sent_again_and_arrives_under_the_same_key(database, hook, at):
    project, _secret = a_hooked_project(hook)
    a_ticket(project, severity=Severity.MAJOR)
    hook.answers = [500, 503]

    taken = [at(MONDAY_MORNING + minutes * MINUTE) for minutes in (0, 0, 1, 3, 4)]

    assert taken == [1, 0, 1, 1, 0]
    assert len(set(ids(hook))) == 1
    (line,) = outbox(project)
    assert (line.attempts, line.last_error) == (3, "")
    assert line.sent_at is not None


def test_a_mail_server_that_refuses_is_asked_again(database, mailbox: Mailbox, at):
    project = a_project()
    a_target(project, Channel.MAIL, mailbox.url)
    a_ticket(project, severity=Severity.MAJOR)
    mailbox.answers = ["451 try later"]

    at(MONDAY_MORNING)
    (refused,) = outbox(project)
    at(MONDAY_MORNING + MINUTE)

    assert refused.last_error
    assert len(mailbox.letters) == 1


def test_a_receiver_that_is_not_there_says_why_and_no_secret(database, at, caplog, capfd):
    project = a_project()
    a_target(project, Channel.WEBHOOK, "http://127.0.0.1:9/hook?key=geheim-8472")
    a_target(
        project,
        Channel.MAIL,
        "mailto://desk:geheim-8472@127.0.0.1:9?from=a@b.example&to=x@y.example",
    )
    a_ticket(project, severity=Severity.MAJOR)

    with caplog.at_level(logging.DEBUG):
        at(MONDAY_MORNING)

    lines = outbox(project)
    assert all(line.last_error and line.try_at for line in lines)
    heard = caplog.text + "".join(capfd.readouterr()) + "".join(line.last_error for line in lines)
    assert "geheim-8472" not in heard


def test_a_receiver_that_sends_us_elsewhere_is_not_followed(database, hook, at):
    project, _secret = a_hooked_project(hook)
    a_ticket(project, severity=Severity.MAJOR)
    hook.answers = [302, 307]

    at(MONDAY_MORNING)

    assert len(hook.got) == 1
    assert outbox(project)[0].last_error == "HTTP 302"


def test_a_night_of_small_news_arrives_as_one_digest_in_the_morning(database, mailbox: Mailbox, at):
    policy = {"notices": {"digest": ["dispatched"], "digest_at": "08:30"}}
    project = a_project("翠湖花园", policy=policy)
    a_target(project, Channel.MAIL, mailbox.url)
    for _ in range(3):
        take(project, a_ticket(project), Step.DISPATCHED, MONDAY_MORNING + HOUR)
    morning = MONDAY_MORNING + DAY - timedelta(minutes=30)

    early, late = at(morning - MINUTE), at(morning)

    (letter,) = mailbox.letters
    assert (early, late) == (0, 3)
    assert letter["Subject"] == "【翠湖花园】3 条通知"
    assert all(f"#{number}" in letter.get_body().get_content() for number in (1, 2, 3))
    assert {line.sent_at for line in outbox(project)} == {morning}


def test_what_is_urgent_goes_out_at_night_and_the_rest_in_the_morning(
    database, mailbox: Mailbox, at
):
    project = a_project("Willow Court", language="en")
    a_target(project, Channel.MAIL, mailbox.url)
    night = MONDAY_MORNING + 15 * HOUR
    take(project, a_ticket(project, now=night), Step.DISPATCHED, night)
    a_ticket(project, severity=Severity.MAJOR, now=night)

    at(night)
    at(night + 7 * HOUR)

    urgent, rest = [letter["Subject"] for letter in mailbox.letters]
    assert urgent.startswith("Willow Court: Major")
    assert rest.endswith("has been dispatched")


def test_a_program_is_told_at_night_too_and_of_one_thing_at_a_time(database, hook, at):
    policy = {"notices": {"digest": ["dispatched"], "digest_at": "08:30"}}
    project, _secret = a_hooked_project(hook, [NoticeKind.DISPATCHED], policy=policy)
    night = MONDAY_MORNING + 15 * HOUR
    for _ in range(2):
        take(project, a_ticket(project, now=night), Step.DISPATCHED, night)

    at(night)

    assert [told["data"]["ticket"] for told in hook.told()] == [1, 2]


def test_a_test_notice_goes_to_the_target_asked_for(database, hook, at):
    project, _secret = a_hooked_project(hook)
    other, _ = a_target(project, Channel.WEBHOOK, hook.url, [])
    night = MONDAY_MORNING + 15 * HOUR

    with writing() as session:
        notices.try_out(session, an_actor(project_id=project), project, other, night)
    at(night)

    (told,) = hook.told()
    assert told["type"] == "test"
    assert told["data"]["link"].endswith(f"/queue?project={project}")


def test_a_target_removed_meanwhile_gets_nothing(database, hook, at):
    project, _secret = a_hooked_project(hook)
    a_ticket(project, severity=Severity.MAJOR)
    with writing() as session:
        notices.remove_target(session, an_actor(project_id=project), project, 1, MONDAY_MORNING)

    at(MONDAY_MORNING)

    assert hook.got == []
    assert outbox(project)[0].last_error == "removed"


def test_a_slow_receiver_holds_up_no_ticket(database, hook, at, monkeypatch):
    project, _secret = a_hooked_project(hook)
    a_ticket(project, severity=Severity.MAJOR)
    seen = []
    deliver = parcels.deliver

    def while_sending(target, parcel):
        seen.append(a_ticket(project))
        deliver(target, parcel)

    monkeypatch.setattr(parcels, "deliver", while_sending)

    at(MONDAY_MORNING)

    assert seen == [2]


def its_environment(url: str) -> dict[str, str]:
    return {
        settings.DATABASE_URL.name: url,
        settings.WEBHOOKS.name: "inside",
        "PYTHONPATH": str(settings.ROOT),
    }


def a_carrier(database: engine.Database, now) -> subprocess.Popen[str]:
    url = database.writer.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-c", SEND, now.isoformat()],
        cwd=settings.ROOT,
        env=its_environment(url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_carriers_deliver_each_notice_once(database, hook):
    project, _secret = a_hooked_project(hook)
    for _ in range(60):
        a_ticket(project, severity=Severity.MAJOR)
    carriers = [a_carrier(database, MONDAY_MORNING) for _ in range(2)]
    for carrier in carriers:
        carrier.stdout.readline()

    answers = [carrier.communicate("go\n", timeout=120) for carrier in carriers]

    assert [carrier.returncode for carrier in carriers] == [0, 0], answers
    assert Counter(Counter(ids(hook)).values()) == {1: 60}


def test_a_carrier_killed_in_the_middle_leaves_nothing_unsent(database, hook, at):
    project, _secret = a_hooked_project(hook)
    a_ticket(project, severity=Severity.MAJOR)
    # It never gets its answer: killed after the receiver has it, before anybody wrote that down.
    hook.answers = [200]
    code = SEND.replace(
        "while",
        "import os, desk.notices\nos_exit = os._exit\n"
        "desk.notices.settle = lambda *a: os_exit(9)\nwhile",
        1,
    )
    url = database.writer.url.render_as_string(hide_password=False)
    killed = subprocess.run(
        [sys.executable, "-c", code, MONDAY_MORNING.isoformat()],
        cwd=settings.ROOT,
        env=its_environment(url),
        input="go\n",
        text=True,
        capture_output=True,
        check=False,
    )

    again = [at(MONDAY_MORNING + MINUTE), at(MONDAY_MORNING + notices.LEASE)]

    assert killed.returncode == 9, killed.stderr
    assert again == [0, 1]
    assert ids(hook) == [f"{project}-major-1-1-1"] * 2
    assert outbox(project)[0].sent_at is not None


def test_who_does_not_answer_is_asked_once_in_a_turn_and_holds_up_nobody_else(database, hook, at):
    project, _secret = a_hooked_project(hook)
    a_target(project, Channel.WEBHOOK, hook.url.replace("/hook", "/other"), [NoticeKind.MAJOR])
    for _ in range(3):
        a_ticket(project, severity=Severity.MAJOR)
    hook.answers = [500]

    at(MONDAY_MORNING)

    # The first target's other two notices lost no attempt and are due again soon.
    assert len(hook.got) == 1 + 3
    waiting = sorted(line.attempts for line in outbox(project) if line.sent_at is None)
    assert waiting == [0, 0, 1]
    assert at(MONDAY_MORNING + MINUTE) == 3
    assert len(set(ids(hook))) == 6


def test_a_target_that_takes_nothing_for_days_is_switched_off_and_the_others_are_told(
    database, hook, mailbox: Mailbox, at
):
    project, _secret = a_hooked_project(hook, [NoticeKind.MAJOR])
    a_target(project, Channel.MAIL, mailbox.url, [])
    hook.answers = [500] * 9
    for now in (MONDAY_MORNING, MONDAY_MORNING + PATIENCE - MINUTE):
        a_ticket(project, severity=Severity.MAJOR, now=now)
        at(now)
    before = card_of(project)
    a_ticket(project, severity=Severity.MAJOR, now=MONDAY_MORNING + PATIENCE)

    at(MONDAY_MORNING + PATIENCE)
    at(MONDAY_MORNING + PATIENCE)

    after = card_of(project)
    assert (before.failing_since, before.switched_off_at) == (MONDAY_MORNING, None)
    assert after.switched_off_at == MONDAY_MORNING + PATIENCE
    assert [letter["Subject"] for letter in mailbox.letters] == [
        "【翠湖花园】▲ “值班群”已三天没有接收任何通知，不再向它发送"
    ]
    assert {line.last_error for line in outbox(project) if line.failed_at} == {"switched_off"}
    a_ticket(project, severity=Severity.MAJOR, now=MONDAY_MORNING + PATIENCE)
    assert at(MONDAY_MORNING + 9 * DAY) == 0


def card_of(project: int) -> targets_db.TargetCard:
    with reading() as session:
        return targets_db.cards(session, project)[0]


def test_a_trial_that_is_taken_switches_a_target_on_again(database, hook, at):
    project, _secret = a_hooked_project(hook)
    with writing() as session:
        targets_db.change_target(
            session, project, 1, failing_since=MONDAY_MORNING, switched_off_at=MONDAY_MORNING
        )
    later = MONDAY_MORNING + DAY

    with writing() as session:
        notices.try_out(session, an_actor(project_id=project), project, 1, later)
    at(later)

    found = card_of(project)
    assert (found.failing_since, found.switched_off_at) == (None, None)
    assert found.accepted_at == later


def test_an_answer_is_told_of_by_numbers_alone(database, hook, at):
    project, _secret = a_hooked_project(hook, [NoticeKind.ANSWERED])
    code = a_code(project, a_resolved_ticket(project))

    receive(code, a_filled_form(LET_DOWN, words="态度差 13800000000"), WEDNESDAY_MORNING)
    at(WEDNESDAY_MORNING)

    ((headers, body),) = hook.got
    told = json.loads(body)
    assert told["type"] == "response.received"
    link = f"{settings.PUBLIC_URL()}/queue?project={project}&ticket=1"
    facts = {"ticket": 1, "source": "ticket", "version": 1, "complaint": 2}
    assert told["data"] == {"project": project, **facts, "link": link}
    assert code not in body.decode() + headers["webhook-id"]
