"""The main job between two served nodes: asked, receipted, opened, answered, followed up, delivered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any  # views of many kinds

import pytest

from glacy.node.errors import SecondPersonError
from glacy.store.errors import NoAccessError, NotAllowedError
from tests.node.acting import Acting
from tests.node.filled import ASSISTANCE, PRESERVATION, PRESERVED
from tests.node.pair import acting, make_pair, served, wait_for


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Acting, Acting]]:
    folder: Path = tmp_path_factory.mktemp("pair")
    ghana, chile = make_pair(folder)
    with served(ghana), served(chile), acting(ghana) as gh, acting(chile) as cl:
        yield gh, cl


def state(node: Acting, who: str, request: str) -> str:
    return str(node.call("requests.view_request", who, request).state)


def replies(node: Acting, who: str, request: str, kind: str) -> list[Any]:
    view = node.call("requests.view_request", who, request)
    return [one for one in view.replies if one.row.kind == kind]


def test_the_main_job(nodes: tuple[Acting, Acting]) -> None:
    gh, cl = nodes
    case = gh.call("cases.open_case", "ama", title="Diverted payment (invented)", victims=["V-1"])
    draft = gh.call("requests.start_draft", "ama", case, country="CL", measure="ETS185-29")
    for section, values in PRESERVATION.items():
        view = gh.call("requests.save_section", "ama", draft, section, values)
    assert [one.says for one in view.missing] == []
    assert {one.key for one in view.warnings} >= {"documentation", "clock_offset"}
    assert gh.call("requests.preview", "ama", draft).startswith(b"%PDF")
    request = gh.call("requests.send", "ama", draft, confirmed_at="now")

    wait_for(lambda: state(gh, "ama", request) == "received")
    assert gh.call("requests.receipt", "ama", request)
    waiting = wait_for(lambda: cl.call("inbox.waiting", "elena"))
    assert [row.measure for row in waiting] == ["ETS185-29"]
    theirs = cl.call("inbox.open_request", "elena", waiting[0].pk)
    with pytest.raises(NoAccessError):
        cl.call("cases.view_case", "pablo", theirs)
    numbers = cl.call("inbox.numbers_to_call", "elena", request)
    cl.call(
        "inbox.record_call_back",
        "elena",
        request,
        number=numbers[0][1],
        spoke_to="Ama Duty",
        result="confirmed",
    )
    wait_for(lambda: state(gh, "ama", request) == "opened")
    cl.call("inbox.accept", "elena", request, confirmed_at="now")
    answer = cl.call("inbox.prepare_answer", "elena", request, outcomes=[PRESERVED])
    cl.call("inbox.release_answer", "elena", answer, confirmed_at="now")
    wait_for(lambda: state(gh, "ama", request) == "answered")
    days = gh.call("requests.view_request", "ama", request).deadlines
    assert ("preservation_ends", "2027-01-31") in [(one.kind, str(one.due_on)) for one in days]
    assert cl.call("reviews.night_acts", "elena") == ()
    acts = cl.call("reviews.night_acts", "pablo")
    assert cl.call("reviews.open_review", "pablo", acts[0].pk) == theirs
    cl.call("reviews.review", "pablo", acts[0].pk, verdict="in_order")

    disclosure(gh, cl, request)
    follow_up(gh, cl, case, theirs, request)
    table = gh.call(
        "glacy.node.acts.statistics.table", None, since=_day("2026-11-01"), until=_day("2026-12-31")
    )
    assert (table.preservations, table.followed_up, table.lapsed) == (2, 1, 0)


def disclosure(gh: Acting, cl: Acting, request: str) -> None:
    """Executing 29, Chile finds a provider in Brazil; a draft to Brazil comes out as a sealed document."""
    prepared = cl.call(
        "inbox.prepare_disclosure",
        "elena",
        request,
        provider="Rede Tropical Ltda (invented)",
        provider_country="BR",
        path="The connection came from 198.51.100.23.",
    )
    with pytest.raises(SecondPersonError):
        cl.call("inbox.disclose_traffic", "elena", prepared, confirmed_at="now")
    cl.call("inbox.disclose_traffic", "pablo", prepared, confirmed_at="now")
    found = wait_for(lambda: replies(gh, "ama", request, "disclosure"))
    draft = gh.call("inbox.draft_to_third_state", "ama", found[0].row.pk)
    gh.call("requests.save_section", "ama", draft, "urgency", PRESERVATION["urgency"])
    brazil = gh.call("requests.send", "ama", draft, confirmed_at="now")
    assert state(gh, "ama", brazil) == "approved"
    assert gh.call("requests.sealed_document", "ama", brazil).startswith(b"%PDF")
    gh.call("paper.record_dispatch", "ama", brazil, how="courier", on=_day("2026-11-21"))
    gh.call(
        "paper.record_paper_answer",
        "ama",
        brazil,
        outcomes=[PRESERVED],
        received_on=_day("2026-11-21"),
        scan=b"%PDF-1.4 a scan",
        scan_name="answer.pdf",
    )
    assert state(gh, "ama", brazil) == "answered"


def follow_up(gh: Acting, cl: Acting, case: str, theirs: str, request: str) -> str:
    """Article 31 by two people; answered in part, with evidence sealed in; content postponed."""
    gh.call("cases.add_member", "ama", case, "kwame", "prepares the assistance request")
    draft = gh.call("requests.start_draft", "kwame", case, country="CL", measure="ETS185-31", like=request)
    for section, values in ASSISTANCE.items():
        view = gh.call("requests.save_section", "kwame", draft, section, values)
    assert view.draft.get("earlier", "preserved_until_on") == "2027-01-31"
    assert [one.says for one in view.missing] == []
    with pytest.raises(SecondPersonError):
        gh.call("requests.send", "kwame", draft, confirmed_at="now")
    gh.call("requests.propose", "kwame", draft, to="abena")
    with pytest.raises(NotAllowedError):
        gh.call("requests.approve", "kwame", draft, confirmed_at="now")
    gh.call("requests.approve", "abena", draft, confirmed_at="now")
    asked = str(gh.call("requests.send", "abena", draft, confirmed_at="now"))
    wait_for(lambda: [row.pk for row in cl.call("inbox.waiting", "elena")] == [asked])
    assert cl.call("inbox.open_request", "elena", asked) == theirs

    cl.call("cases.add_member", "elena", theirs, "rosa", "seals the evidence")
    log = cl.call("evidence.put_exhibit", "rosa", theirs, "log.csv", [b"22:41:07,203.0.113.77\n"])
    box = cl.call("evidence.put_exhibit", "rosa", theirs, "mail/subscriber.txt", [b"invented\n"])
    outcomes = [
        {"kind": "delivered", "what": "Subscriber and log", "conditions": ["This case only."]},
        {"kind": "postponed", "why": "A court decides on the content.", "until_on": "2026-12-15"},
    ]
    answer = cl.call(
        "inbox.prepare_answer",
        "rosa",
        asked,
        outcomes=outcomes,
        exhibits=[log, box],
        conditions="To be used in this case only.",
    )
    with pytest.raises(SecondPersonError):
        cl.call("inbox.release_answer", "rosa", answer, confirmed_at="now")
    sent = cl.call("inbox.release_answer", "pablo", answer, confirmed_at="now")
    wait_for(lambda: state(gh, "ama", asked) == "answered")
    exhibits = gh.call("evidence.exhibits_of", "ama", case)
    assert [one.name for one in exhibits] == ["log.csv", "mail/subscriber.txt"]
    for exhibit in exhibits:
        report = gh.call("evidence.verify_received", "ama", exhibit.pk)
        assert report.holds, [one for one in report.checks if not one.holds]
    assert gh.call("evidence.bundle_received", "ama", sent)
    return asked


def _day(text: str) -> Any:
    from glacy.times import read_day

    return read_day(text)
