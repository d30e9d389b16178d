"""One thread between two real nodes: asked over HTTPS, questioned by mail, answered on a stick, once each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.courier.mail_town import SECRET, MailTown
from tests.node.acting import Acting
from tests.node.filled import PRESERVATION, PRESERVED
from tests.node.pair import Place, acting, glacy, make_pair, served, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass(frozen=True, kw_only=True)
class Both:
    """The two nodes, a stick that goes to and fro, and the mail between them."""

    town: MailTown
    ghana: Place
    chile: Place
    gh: Acting
    cl: Acting
    stick: Path

    def mail(self, *places: Place) -> None:
        """A round of mail at each node in turn; what one sent has arrived when the next looks."""
        for place in places:
            glacy("courier", "post", str(place.path))
            self.town.settle()

    def carry(self, stick: Path, from_: Acting, to: Acting) -> tuple[int, int]:
        """The stick goes there and back: what was taken in there, and what was settled here."""
        from_.call("glacy.node.posting_stick.put_on_stick", None, stick)
        there = to.call("glacy.node.posting_stick.take_from_stick", None, stick)
        back = from_.call("glacy.node.posting_stick.take_from_stick", None, stick)
        return there.parcels, back.settled

    def kinds(self, node: Acting, who: str, request: str) -> list[str]:
        """The messages that followed on a request, in the order in which they were taken."""
        return [one.row.kind for one in node.call("requests.view_request", who, request).replies]

    def carried(self, node: Acting, who: str, request: str) -> set[str]:
        """How our own messages of the thread stand."""
        view = node.call("requests.view_request", who, request)
        return {one.carried for one in (view.message, *view.replies) if one.outgoing}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, servers: MailTown) -> Iterator[Both]:
    """Ghana and Chile with a mailbox each."""
    folder: Path = tmp_path_factory.mktemp("both")

    def furnish(place: Place) -> None:
        user, secret = place.country.lower(), place.path / "mail.secret"
        secret.write_text(f"{SECRET}\n")
        secret.chmod(0o600)
        line = ["--smtp", f"starttls://localhost:{servers.smtp}", "--imap", f"tls://localhost:{servers.imap}"]
        account = ["--address", servers.address(user), "--user", user, "--secret-file", str(secret)]
        glacy(
            "courier", "mail", str(place.path), *line, *account, "--ca-file", str(servers.ca_file), "--check"
        )

    ghana, chile = make_pair(folder, furnish=furnish)
    (folder / "stick").mkdir()
    with acting(ghana) as gh, acting(chile) as cl:
        yield Both(town=servers, ghana=ghana, chile=chile, gh=gh, cl=cl, stick=folder / "stick")


def test_a_thread_changes_its_carrier_half_way(both: Both, tmp_path: Path) -> None:
    gh, cl = both.gh, both.cl
    request = _ask_over_https(both)

    for place, other in ((both.ghana, "CL"), (both.chile, "GH")):
        glacy("courier", "choose", str(place.path), other, "mail")
    cl.call("inbox.ask", "elena", request, "Which time zone is the log in?", confirmed_at="now")
    both.mail(both.chile, both.ghana, both.chile)
    assert both.kinds(gh, "ama", request)[-1] == "question"
    assert both.carried(cl, "elena", request) == {"receipted"}

    question = gh.call("requests.view_request", "ama", request).replies[-1].row.pk
    gh.call("requests.answer_question", "ama", request, question, "UTC.", confirmed_at="now")
    assert both.carry(both.stick, gh, cl) == (1, 1)
    both.mail(both.ghana, both.chile, both.ghana)
    assert both.kinds(cl, "elena", request).count("supplement") == 1

    _questions_in_the_wrong_order(both, request, tmp_path)
    _answer_on_a_stick(both, request)

    for node, who in ((gh, "ama"), (cl, "elena")):
        view = node.call("requests.view_request", who, request)
        assert view.state == "answered"
        assert both.carried(node, who, request) == {"receipted"}
        assert len({one.row.pk for one in view.replies}) == len(view.replies)
    assert both.kinds(gh, "ama", request) == both.kinds(cl, "elena", request)
    assert not list((both.stick / "GLACY").glob("*.a*"))


def _ask_over_https(both: Both) -> str:
    with served(both.ghana), served(both.chile):
        case = both.gh.call("cases.open_case", "ama", title="Diverted payment (invented)")
        draft = both.gh.call("requests.start_draft", "ama", case, country="CL", measure="ETS185-29")
        for section, values in PRESERVATION.items():
            both.gh.call("requests.save_section", "ama", draft, section, values)
        request = str(both.gh.call("requests.send", "ama", draft, confirmed_at="now"))
        wait_for(lambda: both.cl.call("inbox.waiting", "elena"))
        both.cl.call("inbox.open_request", "elena", request)
        wait_for(lambda: both.gh.call("requests.view_request", "ama", request).state == "opened")
    return request


def _questions_in_the_wrong_order(both: Both, request: str, tmp_path: Path) -> None:
    """The second question comes before the first one, and then each of them once more."""
    early, late = tmp_path / "early", tmp_path / "late"
    early.mkdir()
    late.mkdir()
    put, take = "glacy.node.posting_stick.put_on_stick", "glacy.node.posting_stick.take_from_stick"
    both.cl.call("inbox.ask", "elena", request, "Which host?", confirmed_at="now")
    both.cl.call(put, None, late)
    first = {one.name for one in (late / "GLACY").glob("*.age")}
    both.cl.call("inbox.ask", "elena", request, "Which user?", confirmed_at="now")
    both.cl.call(put, None, early)
    for name in first:
        (early / "GLACY" / name).unlink()
    before = both.kinds(both.gh, "ama", request).count("question")
    assert both.gh.call(take, None, early).missing == tuple(first)
    assert both.kinds(both.gh, "ama", request).count("question") == before, "it waits for the one before it"
    for stick in (late, early, late):
        both.gh.call(take, None, stick)
    texts = [
        one.message.text.text
        for one in both.gh.call("requests.view_request", "ama", request).replies
        if one.row.kind == "question"
    ]
    assert texts == ["Which time zone is the log in?", "Which host?", "Which user?"]
    both.mail(both.chile, both.ghana, both.chile)
    assert both.cl.call(take, None, late).cleaned + both.cl.call(take, None, early).cleaned > 0
    for question in both.gh.call("requests.view_request", "ama", request).replies[-2:]:
        pk = question.row.pk
        both.gh.call("requests.answer_question", "ama", request, pk, "The same.", confirmed_at="now")
    both.carry(both.stick, both.gh, both.cl)


def _answer_on_a_stick(both: Both, request: str) -> None:
    for number in both.cl.call("inbox.numbers_to_call", "elena", request)[:1]:
        both.cl.call(
            "inbox.record_call_back", "elena", request, number=number[1], spoke_to="Ama", result="confirmed"
        )
    both.cl.call("inbox.accept", "elena", request, confirmed_at="now")
    answer = both.cl.call("inbox.prepare_answer", "elena", request, outcomes=[PRESERVED])
    both.cl.call("inbox.release_answer", "elena", answer, confirmed_at="now")
    told = glacy("courier", "export", str(both.chile.path), str(both.stick), "--country", "gh")
    parcels = int(told.split()[0])
    assert parcels > 0
    assert told == f"{parcels} parcels and 3 replies lie on the stick, for GH.\n"
    assert f"Parcels taken in: {parcels}." in glacy(
        "courier", "import", str(both.ghana.path), str(both.stick)
    )
    assert "settled: " in glacy("courier", "import", str(both.chile.path), str(both.stick))
