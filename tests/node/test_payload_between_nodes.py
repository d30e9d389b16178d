"""Large evidence between two served nodes: released by two, fetched over a line that breaks, let go."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from tests.node.acting import Acting
from tests.node.cutting import CutLine, cut_line
from tests.node.filled import ASSISTANCE, PRESERVATION
from tests.node.pair import Place, acting, free_port, make_pair, served, wait_for

LARGE = 36 << 20
"""A little more than what travels within an envelope."""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Place]:
    """Ghana, which asks, and Chile, which has the evidence."""
    return make_pair(tmp_path_factory.mktemp("large"))


@pytest.fixture(scope="module")
def nodes(places: tuple[Place, Place]) -> Iterator[tuple[Acting, Acting, CutLine]]:
    """Both are up; what comes from Chile comes over a line that breaks after 300 KB."""
    ghana, chile = places
    behind = replace(chile, port=free_port())
    line = CutLine(behind=behind.port, after=300_000)
    with (
        served(ghana),
        served(behind),
        cut_line(chile.port, line),
        acting(ghana) as gh,
        acting(chile) as cl,
    ):
        yield gh, cl, line


def test_large_evidence_arrives_over_a_line_that_is_cut_a_hundred_times(
    places: tuple[Place, Place], nodes: tuple[Acting, Acting, CutLine]
) -> None:
    gh, cl, line = nodes
    case = gh.call("cases.open_case", "ama", title="Diverted payment (invented)")
    gh.call("cases.add_member", "ama", case, "abena", "approves")
    draft = gh.call("requests.start_draft", "ama", case, country="CL", measure="ETS185-31")
    for section, values in {**PRESERVATION, **ASSISTANCE}.items():
        gh.call("requests.save_section", "ama", draft, section, values)
    gh.call("requests.propose", "ama", draft, to="abena")
    gh.call("requests.approve", "abena", draft, confirmed_at="now")
    asked = str(gh.call("requests.send", "abena", draft, confirmed_at="now"))
    wait_for(lambda: [row.pk for row in cl.call("inbox.waiting", "elena")] == [asked])
    theirs = cl.call("inbox.open_request", "elena", asked)
    cl.call("cases.add_member", "elena", theirs, "rosa", "seals the evidence")
    cl.call("cases.add_member", "elena", theirs, "pablo", "releases it")
    content = Random(7).randbytes(LARGE)
    exhibit = cl.call("evidence.put_exhibit", "rosa", theirs, "mailbox.mbox", [content])
    outcomes = [{"kind": "delivered", "what": "The mailbox", "conditions": ["This case only."]}]
    answer = cl.call("inbox.prepare_answer", "rosa", asked, outcomes=outcomes, exhibits=[exhibit])
    sent = cl.call("inbox.release_answer", "pablo", answer, confirmed_at="now")

    (offered,) = cl.call("payloads.all_payloads", "pablo")
    assert offered.direction == "sent"
    wait_for(lambda: gh.call("evidence.exhibits_of", "ama", case))
    (found,) = gh.call("evidence.exhibits_of", "ama", case)
    assert (found.name, found.size) == ("mailbox.mbox", LARGE)
    assert found.digest == hashlib.sha256(content).hexdigest()
    assert line.cuts >= 100
    wait_for(lambda: cl.call("payloads.view_payload", "pablo", sent).state == "gathered")
    (came,) = gh.call("payloads.all_payloads", "ama")
    assert (came.state, came.had) == ("gathered", came.count)
    for place in places:
        assert not [*(place.path / "payloads").glob("*/*")]
    assert gh.call("payloads.all_payloads", "kwame") == (), "who is not on the case does not see it"
    report = gh.call("evidence.verify_received", "ama", found.pk)
    assert not [one for one in report.checks if one.holds is False]
