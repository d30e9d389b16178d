"""Evidence that arrives before anybody opened the thread becomes exhibits when it is opened."""

from __future__ import annotations

import pytest

from glacy.canon import digest_of
from glacy.container import read_container
from glacy.cooperation import Languages, Offer, OfferContent
from glacy.exchange import Rejection
from glacy.node.acts import apart, cases, evidence, inbox, showing
from glacy.node.errors import BorderError
from glacy.node.keeping_apart import sweep_apart
from glacy.node.opened import Node
from glacy.store.models import ExhibitRow, MessageRow, QuarantineRow
from tests import nodes
from tests.cooperation import story
from tests.evidence.bundles import FILES, sealed
from tests.node.neighbour import Neighbour, from_chile
from tests.node.people import hire

BUNDLE = sealed()
OFFER = Offer(
    id=nodes.id_of("offer"),
    thread=nodes.id_of("offered"),
    dated_at=story.PRESERVED.dated_at,
    exercise=True,
    reference="CL-2026-9",
    authority=story.CHILE,
    addressee=from_chile().addressee,
    language=Languages(documents=("en",), original="en"),
    subject=story.english("Logs of a mailbox."),
)
CONTENT = OfferContent(
    id=nodes.id_of("content"),
    thread=OFFER.thread,
    dated_at=OFFER.dated_at,
    exercise=True,
    in_reply_to=OFFER.id,
    authority=story.CHILE,
    language=OFFER.language,
    text=story.english("The logs."),
    bundle=digest_of(BUNDLE),
)


def test_evidence_waits_for_the_case_of_its_thread(home: Node, chile: Neighbour) -> None:
    elena = hire(home, "elena", "duty_officer")
    chile.say(OFFER)
    chile.say(CONTENT, {"bundle.asice": BUNDLE})
    assert not ExhibitRow.objects.exists()
    case = inbox.open_request(home, elena, MessageRow.objects.get(kind="offer").pk)
    found = cases.view_case(home, elena, case).exhibits
    assert len(found) == len(FILES)
    assert {one.conditions for one in found} == {"For the case GH-2026-0007 only."}
    assert {one.origin for one in found} == {"received"}
    assert found[0].custody.get().kind == "received"
    assert evidence.verify_received(home, elena, found[0].pk)
    inbox.open_request(home, elena, MessageRow.objects.get(kind="offer").pk)
    assert ExhibitRow.objects.count() == len(FILES)


def put_apart_here(home: Node, content: bytes) -> None:
    """The content is child-abuse material of a case of ours."""
    esi = hire(home, "esi", "case_officer", "custodian")
    apart.put_apart(
        home, esi, cases.open_case(home, esi, title="Another case (invented)"), "image", [content]
    )


def test_what_lies_apart_here_does_not_arrive_in_the_ordinary_way(home: Node, chile: Neighbour) -> None:
    content = next(iter(FILES.values()))
    put_apart_here(home, content)
    chile.say(OFFER)
    reply = chile.say(CONTENT, {"bundle.asice": BUNDLE})
    assert isinstance(reply, Rejection)
    assert "does not come with a message" in reply.says
    assert not home.vault.has(digest_of(content))
    refused = QuarantineRow.objects.get().digest
    assert not home.vault.has(refused)
    assert home.vault_apart.has(refused)


def test_a_case_opens_though_its_evidence_was_put_apart_meanwhile(home: Node, chile: Neighbour) -> None:
    elena = hire(home, "elena", "duty_officer")
    chile.say(OFFER)
    chile.say(CONTENT, {"bundle.asice": BUNDLE})
    content = next(iter(FILES.values()))
    put_apart_here(home, content)
    case = inbox.open_request(home, elena, MessageRow.objects.get(kind="offer").pk)
    found = cases.view_case(home, elena, case)
    assert not found.exhibits
    assert "evidence.border_refused" in {one.kind for one in found.timeline}
    message = MessageRow.objects.get(kind="offer_content")
    assert not home.vault.has(message.envelope_digest)
    for way in (showing.envelope, evidence.bundle_received):
        with pytest.raises(BorderError, match="openers alone"):
            way(home, elena, message.pk)
    assert showing.own_render(home, elena, message.pk)


def test_the_envelope_of_what_is_put_apart_later_lies_apart_too(home: Node, chile: Neighbour) -> None:
    elena, noor = (hire(home, name, "duty_officer", "custodian") for name in ("elena", "noor"))
    chile.say(OFFER)
    chile.say(CONTENT, {"bundle.asice": BUNDLE})
    case = inbox.open_request(home, elena, MessageRow.objects.get(kind="offer").pk)
    cases.add_member(home, elena, case, "noor", "helps")
    content = next(iter(FILES.values()))
    message = MessageRow.objects.get(kind="offer_content")
    assert content in whole(showing.envelope(home, noor, message.pk))
    exhibit = next(one for one in evidence.exhibits_of(home, elena, case) if one.digest == digest_of(content))
    apart.move_apart(home, elena, exhibit.pk, "image", confirmed_at=home.clock())
    assert not home.vault.has(message.envelope_digest)
    assert home.vault_apart.has(message.envelope_digest)
    with pytest.raises(BorderError, match="openers alone"):
        showing.envelope(home, noor, message.pk)
    assert content in whole(showing.envelope(home, elena, message.pk))
    assert b"".join(evidence.bundle_received(home, elena, message.pk)) == BUNDLE
    assert evidence.verify_received(home, noor, exhibit.pk).holds is not False
    assert sweep_apart(home) == 0


def whole(envelope: bytes) -> bytes:
    """All the files of an envelope and of the bundle in it, one behind the other."""
    files = read_container(envelope).files
    inner = read_container(files["bundle.asice"]).files
    return b"".join((*files.values(), *inner.values()))
