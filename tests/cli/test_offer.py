"""Article 26 from the command line: information is offered, its conditions accepted, and only then sent."""

from __future__ import annotations

import pytest

from glacy.cooperation import Acceptance, Addressee, FreeText, Languages, Offer, write_message
from tests.cli.conftest import NIGHT, Line
from tests.cooperation.story import CHILE
from tests.nodes import id_of

SUBJECT = "Accounts at a bank of yours that received the money"


@pytest.fixture
def offered(line: Line) -> tuple[str, str]:
    """The case and the offer that Ghana made to Chile."""
    case = line.say("case", "new", "--title", "Diverted payment (invented)")
    line.say("case", "people", case, "--add", "abena", "--why", "second person")
    words = ("--subject", SUBJECT, "--data", "subscriber", "--condition", "Not as evidence")
    return case, line.act("request", "offer", case, "--to", "cl", *words)


def test_an_offer_says_what_it_is_about_and_its_conditions(line: Line, offered: tuple[str, str]) -> None:
    status = line.ask("request", "status", offered[1])
    assert (status["kind"], status["state"]) == ("offer", "sent")
    assert status["body"]["conditions"] == ["Not as evidence"]


def test_the_content_waits_for_the_conditions_and_for_a_second_person(
    line: Line, offered: tuple[str, str]
) -> None:
    _, offer = offered
    more = ("--text", "Account 0093", "--password-file", line.password_file)
    assert "not accepted yet" in line.fail("request", "content", offer, *more)
    thread = line.ask("request", "status", offer)["body"]["thread"]
    accepted = Acceptance(
        id=id_of("accepted"), thread=thread, dated_at=NIGHT, exercise=True, in_reply_to=offer, what="offer"
    )
    line.arrive(write_message(accepted))
    assert "cannot release it alone" in line.fail("request", "content", offer, *more)
    sent = line.act("request", "content", offer, "--text", "-", who="abena", stdin="Account 0093\n")
    assert line.ask("request", "status", offer, who="abena")["replies"][-1]["id"] == sent


@pytest.mark.parametrize(("word", "state"), [("--agree", "accepted"), ("--not-agree", "refused")])
def test_the_conditions_of_an_offer_to_us_are_settled(line: Line, word: str, state: str) -> None:
    offer = Offer(
        id=id_of("offer"),
        thread=id_of("thread"),
        dated_at=NIGHT,
        exercise=True,
        reference="CL-2026-1",
        authority=CHILE,
        addressee=Addressee(country="GH"),
        language=Languages(documents=("es", "en"), original="es"),
        subject=FreeText(text="Cuentas en un banco suyo", language="es"),
        conditions=("No como prueba",),
    )
    arrived = line.arrive(write_message(offer))
    line.say("inbox", "open", arrived)
    line.act("inbox", "settle", arrived, word)
    assert line.ask("request", "status", arrived)["state"] == state
    told = line.fail("inbox", "settle", arrived, word, "--password-file", line.password_file)
    assert "not sent again" in told
