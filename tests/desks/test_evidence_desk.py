"""The evidence desk: what an officer sees and does with an exhibit, without JavaScript."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any  # answers of the test client

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from glacy.canon import digest_of
from glacy.container import write_container
from glacy.evidence import examine_bundle, open_consent, read_bundle
from glacy.node.acts import apart, cases, custody, evidence
from glacy.node.opened import Node
from glacy.node.rechecking import recheck
from glacy.store.copies import put_copy
from glacy.store.models import ConsentRow, EntryRow, ExhibitRow
from glacy.store.people import Officer, get_officer
from tests.desks.conftest import Held

Sit = Callable[[str], Client]
LOG = b"at,ip\n2026-11-20T22:41:07Z,203.0.113.77\n"
MATERIAL = b"stands for what nobody should see"


@pytest.fixture
def exhibit(node: Node, people: dict[str, Officer], held: Held) -> str:
    cases.add_member(node, people["ama"], held.case, "esi", "keeps the evidence")
    return evidence.put_exhibit(node, people["esi"], held.case, "mailbox.csv", [LOG])


@pytest.fixture
def apart_id(node: Node, people: dict[str, Officer], held: Held, exhibit: str) -> str:  # noqa: ARG001  Esi is on it
    return apart.put_apart(node, people["esi"], held.case, "image", [MATERIAL])


def fresh(seat: Sit, who: str) -> Client:
    """A browser whose person gave the password just now."""
    return seat(who)


def words(answer: object) -> str:
    page = answer.content.decode()  # type: ignore[attr-defined]  # a response
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.usefixtures("exhibit")
def test_the_list_says_how_each_stands_and_who_has_it(held: Held, seat: Sit) -> None:
    told = words(seat("ama").get(f"/cases/{held.case}/evidence"))
    for says in (
        "1: mailbox.csv",
        "Sealed",
        "Esi (invented)",
        "Record of custody (PDF, sealed)",
        "Labels with codes",
    ):
        assert says in told


def test_the_page_of_an_exhibit_shows_its_chain(held: Held, exhibit: str, seat: Sit) -> None:
    told = words(seat("kofi").get(f"/cases/{held.case}/evidence/{exhibit}"))
    for says in ("Received", "sealed into the vault", digest_of(LOG), "Held by", "Copies"):
        assert says in told


def test_two_people_sign_a_hand_over_in_their_browsers(held: Held, exhibit: str, seat: Sit) -> None:
    esi, ama = fresh(seat, "esi"), fresh(seat, "ama")
    given = esi.post(
        f"/cases/{held.case}/evidence/{exhibit}/hand-over", {"to": "ama", "to_person": "", "why": "to court"}
    )
    assert given.status_code == 302, words(given)
    way = given.headers["Location"]
    assert "hands it to you" in words(ama.get(f"/cases/{held.case}/evidence/{exhibit}"))
    assert "Esi (invented) has signed; the receiver has not" in words(ama.get(f"/cases/{held.case}/evidence"))
    assert "Confirm: I have it" in words(ama.get(way))
    assert "Confirm: I have it" not in words(esi.get(way))
    assert ama.post(f"{way}/confirm").status_code == 302
    told = words(esi.get(f"/cases/{held.case}/evidence/{exhibit}"))
    assert "Esi (invented) to Ama (invented)" in told
    assert ExhibitRow.objects.get(pk=exhibit).holder == "Ama (invented)"


def test_a_hand_over_takes_the_password_again(held: Held, exhibit: str, seat: Sit, node: Node) -> None:
    client = seat("esi")
    session = client.session
    session["confirmed_at"] = "2026-11-20T00:00:00Z"
    session.save()
    answer = client.post(f"/cases/{held.case}/evidence/{exhibit}/hand-over", {"to": "ama", "why": "x"})
    assert "Confirm that it is you" in answer.content.decode()
    assert custody.waiting_for(node, get_officer("ama")) == ()


def test_a_person_without_an_account_signs_the_printed_form(held: Held, exhibit: str, seat: Sit) -> None:
    esi = fresh(seat, "esi")
    way = esi.post(
        f"/cases/{held.case}/evidence/{exhibit}/hand-over",
        {"to_person": "Clerk (invented)", "why": "x"},
    ).headers["Location"]
    form = esi.get(f"{way}/form")
    assert form.headers["Content-Type"] == "application/pdf"
    assert form.content.startswith(b"%PDF")
    told = esi.post(
        f"{way}/signed", {"signed_on_day": "20", "signed_on_month": "11", "signed_on_year": "2026"}
    )
    assert "There is a problem" in words(told)

    def keyed(by: Client) -> Any:  # Any: the test client's answers are not typed
        return by.post(
            f"{way}/signed",
            {
                "signed_on_day": "20", "signed_on_month": "11", "signed_on_year": "2026",
                "scan": SimpleUploadedFile("signed.pdf", b"%PDF-1"),
            },
        )  # fmt: skip

    assert "Who gives the evidence does not key in" in words(keyed(esi))
    done = keyed(fresh(seat, "ama"))
    assert done.status_code == 302, words(done)
    assert "keyed in by Ama (invented)" in words(esi.get(f"/cases/{held.case}/evidence/{exhibit}"))


def test_both_receivers_or_none_is_wrong(held: Held, exhibit: str, seat: Sit) -> None:
    esi = fresh(seat, "esi")
    for values in ({"why": "x"}, {"why": "x", "to": "ama", "to_person": "Clerk"}):
        told = words(esi.post(f"/cases/{held.case}/evidence/{exhibit}/hand-over", values))
        assert "Name one receiver" in told


def test_a_gap_is_shown_where_it_lies(
    held: Held, exhibit: str, seat: Sit, node: Node, people: dict[str, Officer]
) -> None:
    cases.remove_member(node, people["ama"], held.case, "esi", "another post")
    custody.hand_over(node, people["ama"], exhibit, why="on", confirmed_at=node.clock(), to="kofi")
    told = words(seat("ama").get(f"/cases/{held.case}/evidence/{exhibit}"))
    assert "Gap ? Nobody wrote this down" in told
    assert "Esi (invented) had the evidence, and Ama (invented) acts on it: no hand-over is recorded." in told
    assert "Gap in the chain" in told or "Waits for the receiver" in told


def test_the_copy_for_the_defence_lists_what_it_withholds(
    held: Held, exhibit: str, seat: Sit, node: Node, people: dict[str, Officer]
) -> None:
    evidence.put_exhibit(node, people["esi"], held.case, "informer.txt", [b"a name"])
    esi = fresh(seat, "esi")
    values = {"to": "Counsel (invented)", "given": [exhibit], "decided_by": "Judge (invented)", "ground": ""}
    assert "Give the ground" in words(esi.post(f"/cases/{held.case}/evidence/defence", values))
    answer = esi.post(f"/cases/{held.case}/evidence/defence", {**values, "ground": "A witness"})
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a stream
    assert (
        examine_bundle(data, trust=node.trust, at=node.clock(), keys=node.entry.journal_verifiers).holds
        is True
    )
    (withheld,) = read_bundle(data).bundle.redactions
    assert withheld.ground == "A witness"
    assert digest_of(b"a name").encode() not in data
    assert "Copy for the defence" in words(esi.get(f"/cases/{held.case}/evidence/{exhibit}"))


def test_the_bag_comes_as_a_zip_that_is_written_while_it_is_sent(held: Held, exhibit: str, seat: Sit) -> None:
    values = {"given": [exhibit], "to": "Laboratory", "why": "analysis", "use": "this_case"}
    asked = fresh(seat, "esi").post(f"/cases/{held.case}/evidence/bag", values)
    assert asked.status_code == 302
    answer = fresh(seat, "kofi").post(f"/cases/{held.case}/evidence/bag", values)
    assert answer.streaming
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]  # a stream
        assert archive.read("data/mailbox.csv") == LOG
        assert archive.read("manifest-sha256.txt").decode().startswith(digest_of(LOG))


def test_the_court_gets_its_papers(held: Held, exhibit: str, seat: Sit) -> None:
    client = seat("ama")
    for page in ("record?language=fr", f"record?exhibit={exhibit}"):
        url = f"/cases/{held.case}/evidence/{page}"
        assert "Seal the record" in words(client.get(url)), "a link seals nothing"
        assert client.post(url, {"language": "fr"}).content.startswith(b"%PDF"), page
    assert EntryRow.objects.filter(kind="evidence.record_sealed").count() == 2
    assert client.get(f"/cases/{held.case}/evidence/labels").content.startswith(b"%PDF")
    described = client.get(f"/cases/{held.case}/evidence/description")
    graph = json.loads(b"".join(described.streaming_content))["@graph"]  # type: ignore[attr-defined]  # a stream
    assert any(one["@type"].endswith("ProvenanceRecord") for one in graph)


@pytest.mark.usefixtures("exhibit")
def test_a_paper_goes_with_the_evidence(held: Held, seat: Sit) -> None:
    esi = seat("esi")
    values = {
        "kind": "order",
        "title": "Order of the 7th court",
        "file": SimpleUploadedFile("o.pdf", b"%PDF-1"),
    }
    assert esi.post(f"/cases/{held.case}/evidence/papers/new", values).status_code == 302
    page = esi.get(f"/cases/{held.case}/evidence")
    assert "Order of the 7th court" in words(page)
    link = re.search(r'href="(/cases/[^"]+/evidence/papers/[0-9a-f-]+)"', page.content.decode())
    assert link is not None
    assert b"".join(esi.get(link[1]).streaming_content) == b"%PDF-1"  # type: ignore[attr-defined]  # a stream


def test_another_use_is_refused_until_a_consent_is_recorded(held: Held, exhibit: str, seat: Sit) -> None:
    row = ExhibitRow.objects.get(pk=exhibit)
    row.conditions = "For the case GH-1 only."
    row.save()
    ama = seat("ama")
    url = f"/cases/{held.case}/evidence/{exhibit}"
    refused = ama.post(f"{url}/content", {"why": "another fraud", "use": "other_case"})
    assert refused.status_code == 400
    assert "do not allow this use: For the case GH-1 only." in words(refused)
    assert "Ask for a signed consent" in words(refused)
    scan = {
        "file": SimpleUploadedFile("consent.pdf", b"%PDF-1"), "use": "other_case", "what": "Use in GH-2",
        "given_by": "Central authority", "reference": "R-1",
        "given_on_day": "20", "given_on_month": "11", "given_on_year": "2026",
    }  # fmt: skip
    assert ama.post(f"{url}/consent", scan).status_code == 302
    assert ConsentRow.objects.get().how == "paper"
    assert ama.post(f"{url}/content", {"why": "another fraud", "use": "other_case"}).status_code == 400
    confirm = f"{url}/consents/1/confirm"
    assert "You keyed it in" in words(ama.get(confirm))
    assert "does not confirm it" in words(ama.post(confirm))
    esi = seat("esi")
    assert "20 November 2026" in words(esi.get(confirm))
    assert esi.post(confirm).status_code == 302
    assert "It counts" in words(ama.get(confirm))
    allowed = ama.post(f"{url}/content", {"why": "another fraud", "use": "other_case"})
    assert b"".join(allowed.streaming_content) == LOG  # type: ignore[attr-defined]  # a stream
    assert "R-1" in words(ama.get(url))


def test_destroying_takes_two_browsers(held: Held, exhibit: str, seat: Sit) -> None:
    esi, kofi = fresh(seat, "esi"), fresh(seat, "kofi")
    url = f"/cases/{held.case}/evidence/{exhibit}"
    assert esi.post(f"{url}/destroy", {"why": "order of the court"}).status_code == 302
    link = re.search(r'href="(/cases/[^"]+/destructions/[0-9a-f-]+)"', kofi.get(url).content.decode())
    assert link is not None
    assert esi.post(link[1], {"agree": "1"}).status_code in (403, 400, 409)
    assert "Agree, and destroy the content" in words(kofi.get(link[1]))
    assert kofi.post(link[1], {"agree": "1"}).status_code == 302
    told = words(kofi.get(url))
    assert "Destroyed" in told
    assert "order of the court; asked by Esi (invented), agreed by Kofi (invented)" in told
    assert "Get the content" not in told


@pytest.mark.parametrize("who", ["ama", "kofi"])
def test_child_abuse_material_is_told_by_digest_and_opened_by_nobody_else(
    who: str, held: Held, apart_id: str, seat: Sit
) -> None:
    client = fresh(seat, who)
    url = f"/cases/{held.case}/evidence/{apart_id}"
    told = words(client.get(url))
    assert "child-abuse material (Images)" in told
    assert "opened by named persons alone" in told
    assert client.post(f"{url}/content", {"why": "x"}).status_code in (400, 403, 404)
    for page, values in (
        (f"{url}/redact", {"ground": "g", "decided_by": "d", "file": SimpleUploadedFile("x", b"x")}),
        (f"{url}/hand-over", {"to_person": "Somebody", "why": "x"}),
        (f"{url}/border", {"give": "1", "to": "CL"}),
        (f"/cases/{held.case}/evidence/openers", {"username": who, "why": "x"}),
        (f"/cases/{held.case}/evidence/defence", {"to": "C", "given": [apart_id], "decided_by": "J"}),
        (f"/cases/{held.case}/evidence/bag", {"given": [apart_id], "to": "L", "why": "x"}),
    ):
        answer = client.post(page, values, follow=True)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # either
        assert MATERIAL not in body, page
    assert ExhibitRow.objects.get(pk=apart_id).custody.count() == 2


def test_the_api_tells_no_name_and_no_content_of_it(held: Held, apart_id: str, seat: Sit) -> None:
    told = seat("ama").get(f"/api/cases/{held.case}").content
    assert MATERIAL not in told
    assert apart_id.encode() in told or digest_of(MATERIAL).encode() in told


def test_its_opener_opens_it_and_names_another(held: Held, apart_id: str, seat: Sit) -> None:
    esi = fresh(seat, "esi")
    url = f"/cases/{held.case}/evidence/{apart_id}"
    answer = esi.post(f"{url}/content", {"why": "classification"})
    assert b"".join(answer.streaming_content) == MATERIAL  # type: ignore[attr-defined]  # a stream
    openers = f"/cases/{held.case}/evidence/openers"
    assert esi.post(openers, {"username": "ama", "why": "classifies it"}).status_code == 302
    assert "Named by Esi (invented): classifies it" in words(esi.get(openers))
    assert esi.post(openers, {"remove": "ama"}).status_code == 302
    assert "at least one" in words(esi.post(openers, {"remove": "esi"})).lower()


@pytest.mark.usefixtures("exhibit")
def test_the_checks_of_the_vault_name_my_exhibits_alone(seat: Sit, node: Node) -> None:
    digest = digest_of(LOG)
    node.vault.remove(digest)
    recheck(node)
    assert "It is not what was sealed" in words(seat("ama").get("/evidence/checks"))
    others = words(seat("kwame").get("/evidence/checks"))
    assert "Differing from their seal: 1" in others
    assert "It is not what was sealed" not in others
    assert "Differs from its seal" in words(seat("ama").get("/shift"))
    assert "Differs from its seal" not in words(seat("kwame").get("/shift"))


@pytest.mark.usefixtures("held")
def test_what_waits_for_my_signature_is_on_the_first_page(
    exhibit: str, seat: Sit, node: Node, people: dict[str, Officer]
) -> None:
    custody.hand_over(node, people["esi"], exhibit, why="to court", confirmed_at=node.clock(), to="ama")
    assert "handed over by Esi (invented)" in words(seat("ama").get("/shift"))
    assert "handed over by" not in words(seat("kofi").get("/shift"))


@pytest.mark.usefixtures("exhibit")
def test_a_seal_is_renewed_at_the_desk(node: Node, people: dict[str, Officer], held: Held, seat: Sit) -> None:
    data = write_container([("a", b"a")], by=node.signer, at=node.clock(), stamper=node.stamper, kind="other")
    made = evidence.put_exhibit(node, people["esi"], held.case, "sealed.asice", [data])
    esi, url = seat("esi"), f"/cases/{held.case}/evidence"
    assert "Renew its seal" in words(esi.get(f"{url}/{made}"))
    done = esi.post(f"{url}/{made}/renew")
    assert done.status_code == 302
    assert made not in done["Location"]
    given = esi.post(f"{url}/renew", {"file": SimpleUploadedFile("loose.asice", data)})
    assert b"".join(given.streaming_content)[:4] == b"PK\3\4"  # type: ignore[attr-defined]  # a stream
    assert words(esi.get(f"{url}/{made}")).count("its seal was renewed by") == 2
    refused = esi.post(f"{url}/renew", {"file": SimpleUploadedFile("x.asice", b"no container")})
    assert refused.status_code in (200, 400)
    assert "There is a problem" in words(refused)


def test_a_consent_is_given_at_the_desk(
    node: Node, people: dict[str, Officer], held: Held, exhibit: str, seat: Sit
) -> None:
    kofi, url = seat("kofi"), f"/cases/{held.case}/evidence/consent"
    values = {"given": [exhibit], "to": "CL", "use": "other_case", "what": "Case CL-9", "reference": "GH-7"}
    assert "never given by this State" in words(kofi.post(url, values))
    put_copy(
        ExhibitRow.objects.get(pk=exhibit), kind="answer", to="CL", why="x", by=people["ama"], at=node.clock()
    )
    given = kofi.post(url, values)
    data = b"".join(given.streaming_content)  # type: ignore[attr-defined]  # a stream
    assert open_consent(data).to == "CL"


@pytest.mark.usefixtures("exhibit")
def test_what_was_not_sealed_for_this_node_is_not_taken_in(held: Held, seat: Sit) -> None:
    told = seat("esi").post(
        f"/cases/{held.case}/evidence/apart/take", {"file": SimpleUploadedFile("m.age", b"nothing")}
    )
    assert "was not sealed for this node" in words(told)
