"""What goes with the evidence: papers, what was withheld, and consents to another use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glacy.canon import Digest, digest_of
from glacy.container import examine_container
from glacy.evidence import (
    Bundle,
    Consent,
    ConsentError,
    EvidenceError,
    MalformedBundleError,
    Paper,
    Redaction,
    commit_withheld,
    examine_bundle,
    open_consent,
    read_bundle,
    read_consent,
    read_papers,
    read_redactions,
    seal_consent,
    write_consent,
    write_papers,
    write_redactions,
)
from glacy.evidence.consent import OTHER_USES
from glacy.evidence.papers import PAPER_KINDS
from tests.evidence.bundles import KEYS, bundle, manifest, sealed
from tests.journal.journals import KEY
from tests.signing.keys import NOW

TRUST = {"trust": KEYS.trust, "at": NOW, "keys": (KEY.verifier,)}
lines = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=30)
digests = st.binary(min_size=32, max_size=32).map(lambda raw: Digest(raw.hex()))
moments = st.integers(0, 10**8).map(lambda seconds: NOW + timedelta(seconds=seconds))
papers = st.builds(
    Paper,
    kind=st.sampled_from(PAPER_KINDS),
    title=lines,
    content=st.binary(max_size=40),
    suffix=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
)
redactions = st.builds(
    Redaction,
    commitment=digests,
    ground=lines,
    decided_by=lines,
    decided_at=moments,
    instead=st.none() | st.binary(max_size=4).map(digest_of),
)
consents = st.builds(
    Consent,
    evidence=st.lists(digests, min_size=1, max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
    from_=lines,
    to=lines,
    use=st.sampled_from(OTHER_USES),
    what=lines,
    given_by=lines,
    given_at=moments,
    reference=lines,
    basis=st.none() | lines,
    until=st.none() | st.dates(min_value=date(2000, 1, 1)),
    exercise=st.booleans(),
)
PAPERS = (
    Paper(kind="request", title="Request GH-2026-0007/2", content=b'{"a":1}', suffix="json"),
    Paper(kind="order", title="Order of the 7th court (invented)", content=b"%PDF-"),
    Paper(kind="execution", title="Record of execution", content=b"done", suffix="txt"),
    Paper(kind="certificate", title="Certificate of the custodian", content=b"%PDF-1"),
)
WITHHELD = Redaction(
    commitment=commit_withheld(digest_of(b"a name of an informer"), salt=bytes(32)),
    ground="Protection of a witness (invented act, s. 4)",
    decided_by="Judge of the 7th court (invented)",
    decided_at=NOW,
)


@given(st.lists(papers, max_size=3))
def test_papers_come_back_as_they_were_written(made: list[Paper]) -> None:
    assert read_papers(write_papers(made)) == tuple(made)


@given(st.lists(redactions, max_size=3))
def test_what_is_withheld_comes_back_as_it_was_written(made: list[Redaction]) -> None:
    assert read_redactions(write_redactions(made)) == tuple(made)


@given(consents)
def test_consents_come_back_as_they_were_written(made: Consent) -> None:
    assert read_consent(write_consent(made)) == made


@given(st.binary(max_size=60))
def test_any_other_bytes_are_refused(data: bytes) -> None:
    for read in (read_redactions, read_consent, lambda data: read_papers({"papers.json": data})):
        with pytest.raises(EvidenceError):
            read(data)


def test_a_bundle_holds_the_request_the_order_the_execution_and_the_certificate() -> None:
    data = sealed(bundle(papers=PAPERS))
    reading = examine_bundle(data, **TRUST)
    assert reading.holds is True
    assert [one.kind for one in read_bundle(data).bundle.papers] == [one.kind for one in PAPERS]
    told = [check.says for check in reading.checks if check.name == "paper"]
    assert told[1] == "The order goes with the evidence, unchanged: Order of the 7th court (invented)"


def test_a_copy_says_what_was_withheld_and_why_and_verifies() -> None:
    reading = examine_bundle(sealed(bundle(redactions=(WITHHELD,))), **TRUST)
    assert reading.holds is True
    told = next(check for check in reading.checks if check.name == "withheld")
    assert told.says == (
        "A file with this salted commitment was withheld: Protection of a witness (invented act, s. 4); "
        "nothing stands for it."
    )
    assert told.who == "Judge of the 7th court (invented)"


def test_what_stands_for_a_withheld_file_is_named() -> None:
    there = manifest().items[2]
    one = replace(WITHHELD, instead=there.digest)
    checks = examine_bundle(sealed(bundle(redactions=(one,))), **TRUST).checks
    assert f"{there.path} stands for it" in " ".join(check.says for check in checks)


@pytest.mark.parametrize(
    ("commitment", "instead", "says"),
    [
        (WITHHELD.commitment, digest_of(b"elsewhere"), "it is not in the copy"),
    ],
)
def test_a_list_of_what_is_withheld_that_cannot_be_true_is_refused(
    commitment: Digest, instead: Digest | None, says: str
) -> None:
    with pytest.raises(EvidenceError, match=says):
        bundle(redactions=(replace(WITHHELD, commitment=commitment, instead=instead),))


def test_the_list_is_in_order_and_names_each_once() -> None:
    with pytest.raises(EvidenceError, match="once"):
        Bundle(manifest=manifest(), redactions=(WITHHELD, WITHHELD))


def test_a_bundle_without_papers_and_redactions_has_no_file_of_them() -> None:
    assert write_papers(()) == {}
    assert b"papers.json" not in sealed()
    assert b"redactions.json" not in sealed()
    with pytest.raises(MalformedBundleError, match="at least one paper"):
        read_papers({"papers.json": b'{"format":"glacy.papers/1","papers":[]}'})


CONSENT = Consent(
    evidence=(digest_of(b"x"),),
    from_="Chile",
    to="Ghana",
    use="other_case",
    what="Use in the case GH-2026-0099",
    given_by="Central authority of Chile (invented)",
    given_at=NOW,
    reference="CL-2026-1",
    until=date(2027, 1, 31),
)


def test_a_consent_is_sealed_by_who_gives_it() -> None:
    data = seal_consent(CONSENT, by=KEYS.signer, at=NOW, stamper=KEYS.stamper)
    assert open_consent(data) == CONSENT
    reading = examine_container(data, trust=KEYS.trust, at=NOW, about="consent")
    assert reading.holds is True
    assert reading.seal is not None
    assert reading.seal.signer == "Contact point of CL"


@pytest.mark.parametrize(
    ("digest", "use", "to", "on", "covers"),
    [
        (digest_of(b"x"), "other_case", "Ghana", date(2026, 12, 1), True),
        (digest_of(b"y"), "other_case", "Ghana", date(2026, 12, 1), False),
        (digest_of(b"x"), "publication", "Ghana", date(2026, 12, 1), False),
        (digest_of(b"x"), "other_case", "Peru", date(2026, 12, 1), False),
        (digest_of(b"x"), "other_case", "Ghana", date(2027, 2, 1), False),
    ],
)
def test_a_consent_covers_what_it_names_and_nothing_else(
    digest: str, use: str, to: str, on: date, covers: bool
) -> None:
    assert CONSENT.covers(digest, use, to=to, on=on) is covers


@pytest.mark.parametrize("values", [{"evidence": ()}, {"use": "any"}, {"what": ""}, {"to": "two\nlines"}])
def test_an_incomplete_consent_is_refused(values: dict[str, object]) -> None:
    good = {
        "evidence": (digest_of(b"x"),), "from_": "A", "to": "B", "use": "other", "what": "w",
        "given_by": "g", "given_at": NOW, "reference": "r",
    }  # fmt: skip
    with pytest.raises(ConsentError):
        Consent(**(good | values))  # type: ignore[arg-type]  # wrong on purpose


def test_another_container_is_no_consent() -> None:
    with pytest.raises(ConsentError, match="alone"):
        open_consent(sealed())
    with pytest.raises(ConsentError, match="no sealed consent"):
        open_consent(b"PK")
