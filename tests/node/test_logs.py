"""A log names faults and places, and nothing that a case says."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from glacy.errors import GlacyError
from glacy.node.logs import JsonLines, Plain
from glacy.sayings import say
from tests.node.filled import PRESERVATION
from tests.node.pair import acting, make_pair, served, wait_for

CANARY = "Canary-7f3a"


class CanaryError(Exception):
    """What another library raises, quoting what it was given."""


def record_of(fault: Exception) -> logging.LogRecord:
    try:
        try:
            raise CanaryError(f"duplicate key: (title)=({CANARY})")
        except CanaryError as cause:
            raise fault from cause
    except Exception:
        made = logging.getLogger("glacy.test").makeRecord(
            "glacy.test", logging.ERROR, __file__, 1, "a page of %s broke", (CANARY,), sys.exc_info()
        )
    made.status_code = 500  # type: ignore[attr-defined]  # as Django does
    return made


@pytest.mark.parametrize("form", [Plain(), JsonLines()], ids=["plain", "json"])
@pytest.mark.parametrize(
    "fault",
    [
        ValueError(CANARY),
        GlacyError(say("The exhibit {name} is damaged.", name=CANARY), remedy=CANARY),
        GlacyError(f"not a saying: {CANARY}"),
        OSError(28, "No space left", f"/x/{CANARY}"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_fault_is_told_without_its_words(form: logging.Formatter, fault: Exception) -> None:
    line = form.format(record_of(fault))
    assert CANARY not in line
    assert "a page of %s broke" in line
    assert "CanaryError" in line
    assert "test_logs.py" in line
    assert isinstance(form, Plain) or json.loads(line)["status"] == 500


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_night_of_work_leaves_no_word_of_it_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two served nodes carry a request full of canaries; pages, the gate and the tables are made to fail."""
    monkeypatch.setenv("GLACY_LOG", "json")
    ghana, chile = make_pair(tmp_path)
    log = (tmp_path / "log").open("wb")
    real = subprocess.Popen

    def logged(command: list[str], **more: object) -> subprocess.Popen[bytes]:
        return real(command, **{"stderr": log, **more})  # type: ignore[call-overload,no-any-return]  # as it was called

    monkeypatch.setattr("tests.node.pair.subprocess.Popen", logged)
    with served(ghana), served(chile), acting(ghana) as gh, acting(chile) as cl:
        case = gh.call("cases.open_case", "ama", title=f"Case {CANARY}", victims=[CANARY])
        draft = gh.call("requests.start_draft", "ama", case, country="CL", measure="ETS185-29")
        for section, values in PRESERVATION.items():
            gh.call("requests.save_section", "ama", draft, section, values)
        gh.call(
            "requests.save_section",
            "ama",
            draft,
            "facts",
            {"text": f"{CANARY} lost money.", "language": "en"},
        )
        request = gh.call("requests.send", "ama", draft, confirmed_at="now")
        wait_for(lambda: gh.call("requests.view_request", "ama", request).state == "received")
        waiting = cl.call("inbox.waiting", "elena")
        cl.call("inbox.open_request", "elena", waiting[0].pk)
        with httpx.Client(base_url=chile.url, trust_env=False) as line:
            line.get(f"/cases/{CANARY}/?q={CANARY}", headers={"Referer": CANARY, "User-Agent": CANARY})
            line.get("/", headers={"Host": f"{CANARY}.example"})
            line.post("/exchange/envelopes", content=CANARY.encode())
            line.post("/exchange/held", content=CANARY.encode())
            line.post("/people/sign-in", data={"username": CANARY, "password": CANARY})
            (chile.path / "journal").rename(chile.path / "journal-away")
            try:
                assert line.post("/exchange/envelopes", content=b"x" * 100).status_code in (200, 503)
                assert line.get("/journal/checkpoint").status_code == 404
            finally:
                (chile.path / "journal-away").rename(chile.path / "journal")
    log.close()
    text = (tmp_path / "log").read_text("utf-8")
    assert CANARY not in text
    lines = [json.loads(one) for one in text.splitlines() if one.startswith("{")]
    assert any(one["level"] == "ERROR" for one in lines)  # the gate could not take the envelope


def test_a_finished_text_of_another_library_is_not_repeated() -> None:
    made = logging.getLogger("django.security.DisallowedHost").makeRecord(
        "django.security.DisallowedHost", logging.ERROR, __file__, 1, f"Invalid host: {CANARY}", (), None
    )
    assert CANARY not in JsonLines().format(made)
    assert "django.security.DisallowedHost" in JsonLines().format(made)
