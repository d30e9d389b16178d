"""A bundle comes back as it was sealed, and whatever was changed in it is named."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glacy.canon import digest_of
from glacy.container import write_container
from glacy.errors import GlacyError
from glacy.evidence import (
    Bundle,
    ChangedItemError,
    Condition,
    CustodyError,
    CustodyEvent,
    CustodyRecord,
    EvidenceError,
    ItemSource,
    MalformedBundleError,
    MissingItemError,
    chain_of,
    custody_gaps,
    examine_bundle,
    read_acquisition,
    read_bundle,
    read_conditions,
    read_custody,
    read_found,
    read_item,
    read_manifest,
    read_seal,
    seal_items,
    verify_item,
    write_bundle,
    write_conditions,
    write_custody,
    write_items,
    write_seal,
    write_tags,
)
from glacy.signing import Trust
from tests.evidence.bundles import FILES, KEYS, bundle, event, manifest, recorded, sealed
from tests.journal.journals import KEY
from tests.signing.keys import NOW, make_keys

TRUST = {"trust": KEYS.trust, "at": NOW, "keys": (KEY.verifier,)}
lines = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=30)


def repacked(changes: dict[str, bytes | None]) -> bytes:
    """The bundle sealed anew by its own node, with files changed, added or (None) left out."""
    with zipfile.ZipFile(io.BytesIO(sealed())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    kept = {name: data for name, data in files.items() if name != "mimetype" and "META-INF" not in name}
    merged = {name: data for name, data in (kept | changes).items() if data is not None}
    return write_container(list(merged.items()), by=KEYS.signer, at=NOW, stamper=KEYS.stamper, kind="bundle")


def test_a_bundle_comes_back_as_it_was_sealed() -> None:
    opened = read_bundle(sealed())
    assert opened.bundle == bundle()
    assert {item.original: opened.payload[item.name] for item in opened.bundle.manifest.items} == FILES


def test_the_same_bundle_is_the_same_bytes() -> None:
    assert sealed() == sealed()


def test_a_bundle_holds_for_who_trusts_its_sealer_and_its_journal() -> None:
    reading = examine_bundle(sealed(), **TRUST)
    assert reading.holds is True
    assert reading.head is not None
    assert reading.seal is not None
    assert reading.seal.signer == "Contact point of CL"
    assert [check.about for check in reading.checks if check.name == "custody.journal"] == [
        "proofs/0001.tlog-proof",
        "proofs/0002.tlog-proof",
        "proofs/0003.tlog-proof",
    ]


def test_for_a_stranger_it_is_whole_and_whose_it_is_cannot_be_told() -> None:
    reading = examine_bundle(sealed(), trust=Trust.none(), at=NOW)
    assert reading.holds is None
    assert not [check for check in reading.checks if check.holds is False]


def test_another_nodes_seal_is_not_the_one_that_is_trusted() -> None:
    assert examine_bundle(sealed(), trust=make_keys("GH", seed=80).trust, at=NOW).holds is None


def test_every_flipped_byte_of_a_bundle_is_caught() -> None:
    data = sealed()
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        reading = examine_bundle(bytes(changed), **TRUST)
        assert reading.holds is not True, place
        assert any(check.holds is not True and check.says for check in reading.checks)


@pytest.mark.parametrize(
    "path", ["data/subscriber.json", "seal.json", "custody.json", "proofs/0002.tlog-proof"]
)
def test_the_file_that_was_changed_is_named(path: str) -> None:
    data = sealed()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(path)
    changed = data.replace(content, content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    reading = examine_bundle(changed, **TRUST)
    assert reading.holds is False
    assert path in " ".join(check.says + check.about for check in reading.checks if check.holds is False)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"data/subscriber.json": b"other"}, "data/subscriber.json"),
        ({"data/subscriber.json": None}, "data/subscriber.json"),
        ({"data/added.txt": b"added"}, "data/added.txt"),
        ({"added.txt": b"added"}, "added.txt"),
        ({"bag-info.txt": b"Contact-Name: Somebody\n"}, "bag-info.txt"),
        ({"manifest-sha256.txt": b""}, "manifest-sha256.txt"),
        ({"description.jsonld": None}, "description.jsonld"),
        ({"custody.json": None}, "custody.json"),
        ({"proofs/0001.tlog-proof": None}, "proofs/0001.tlog-proof"),
        ({"proofs/0001.tlog-proof": b"no proof"}, "proofs/0001.tlog-proof"),
        ({"conditions.json": write_conditions(())}, "tagmanifest-sha256.txt"),
        ({"seal.json": b"{}"}, "seal.json"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_even_its_own_sealer_cannot_contradict_himself(changes: dict[str, bytes | None], named: str) -> None:
    data = repacked(changes)
    with pytest.raises(EvidenceError, match=named):
        read_bundle(data)
    reading = examine_bundle(data, **TRUST)
    assert reading.holds is False
    assert named in " ".join(check.says for check in reading.checks if check.holds is False)


def test_a_bundle_is_a_bag() -> None:
    with zipfile.ZipFile(io.BytesIO(sealed())) as archive:
        assert archive.read("bagit.txt") == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
        rows = archive.read("manifest-sha256.txt").decode().splitlines()
        listed = {path: digest for digest, path in (row.split("  ", 1) for row in rows)}
        found = {name: digest_of(archive.read(name)) for name in archive.namelist() if name[:5] == "data/"}
        assert listed == found
        tags = archive.read("tagmanifest-sha256.txt").decode().splitlines()
        assert [row.split("  ")[1] for row in tags][:3] == ["bag-info.txt", "bagit.txt", "conditions.json"]
        assert b"Payload-Oxum: " in archive.read("bag-info.txt")
        assert b"Invented evidence" in archive.read("bag-info.txt")


def test_the_description_is_case_and_points_at_the_listing() -> None:
    tags = write_tags(bundle())
    graph = json.loads(tags["description.jsonld"])["@graph"]
    assert graph[0]["@type"] == "case-investigation:ProvenanceRecord"
    digest = graph[1]["uco-core:hasFacet"][1]["uco-observable:hash"][0]["uco-types:hashValue"]["@value"]
    assert digest == digest_of(tags["manifest-sha256.txt"])
    assert [one["uco-core:name"] for one in graph if "uco-action:performer" in one] == [
        "received",
        "sealed",
        "handed_over",
    ]


def test_an_event_without_proof_is_only_the_sealers_word() -> None:
    made = bundle(custody=recorded(event("sealed", "Red Austral SpA"), without=frozenset({0})))
    reading = examine_bundle(sealed(made), **TRUST)
    assert reading.holds is True
    assert next(check for check in reading.checks if check.name == "custody.journal").holds is None


def test_the_proof_of_another_event_proves_nothing() -> None:
    one, two = recorded(event("received", "A"), event("sealed", "A", minutes=1))
    swapped = (replace(one, proof=two.proof), replace(two, proof=one.proof))
    reading = examine_bundle(sealed(bundle(custody=swapped)), **TRUST)
    assert reading.holds is False
    assert "not about the event received of all files" in " ".join(check.says for check in reading.checks)


def test_an_unknown_journal_cannot_be_told() -> None:
    reading = examine_bundle(sealed(), trust=KEYS.trust, at=NOW, keys=())
    assert reading.holds is None


def test_a_gap_in_the_chain_is_shown_as_a_gap() -> None:
    made = bundle(custody=recorded(event("sealed", "A"), event("examined", "B", minutes=5)))
    reading = examine_bundle(sealed(made), **TRUST)
    gap = next(check for check in reading.checks if check.name == "custody.chain")
    assert gap.holds is None
    assert "A had the evidence, and B acts on it" in gap.says
    assert reading.holds is True


def test_each_file_has_its_own_chain() -> None:
    first, second, _ = (item.digest for item in manifest().items)
    seal = bundle().seal
    events = (event("received", "A", over=first), event("received", "B", minutes=1, over=second))
    assert custody_gaps(chain_of(first, events, seal=seal)) == ()
    both = (*events, event("handed_over", "A", "C", minutes=2, over=seal))
    assert len(custody_gaps(chain_of(second, both, seal=seal))) == 1


def test_the_conditions_of_use_are_told() -> None:
    checks = examine_bundle(sealed(), **TRUST).checks
    told = next(check for check in checks if check.name == "conditions")
    assert told.says == "For the case GH-2026-0007 only. (Article 28(2)(b) ETS 185)"
    assert told.who == "Chile"


def test_a_file_that_changes_while_it_is_read_is_refused() -> None:
    with pytest.raises(ChangedItemError, match="changed while it was read"):
        seal_items([ItemSource(name="log", chunks=(b"abc",), size=2)], reference="R", by="B", at=NOW)
    with pytest.raises(ChangedItemError):
        write_bundle(bundle(), lambda _: (b"other",), by=KEYS.signer, at=NOW, stamper=KEYS.stamper)
    with pytest.raises(ChangedItemError):
        verify_item(manifest().items[0], b"other")


def test_nothing_is_not_sealed() -> None:
    with pytest.raises(EvidenceError):
        seal_items([], reference="R", by="B", at=NOW)


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "lost"},
        {"by": ""},
        {"by": "two\nlines"},
        {"why": " "},
        {"kind": "handed_over", "to": None},
        {"kind": "returned", "to": None},
    ],
)
def test_an_incomplete_event_is_refused(values: dict[str, object]) -> None:
    good = {"kind": "copied", "at": NOW, "by": "A", "why": "copy", "over": bundle().seal}
    with pytest.raises(CustodyError):
        CustodyEvent(**(good | values))  # type: ignore[arg-type]  # wrong on purpose


def test_events_stand_in_their_order_and_are_about_this_bundle() -> None:
    with pytest.raises(CustodyError, match="stands after"):
        bundle(
            custody=(
                CustodyRecord(event=event("sealed", "A", minutes=1)),
                CustodyRecord(event=event("copied", "A")),
            )
        )
    with pytest.raises(CustodyError, match="neither a file"):
        bundle(custody=(CustodyRecord(event=event("sealed", "A", over="0" * 64)),))


@given(
    st.dictionaries(
        st.from_regex(r"[a-zA-Z.]{1,6}", fullmatch=True), st.binary(max_size=20), min_size=1, max_size=5
    ),
    lines,
    lines,
)
@settings(max_examples=50)
def test_seals_come_back_as_they_were_written(files: dict[str, bytes], reference: str, by: str) -> None:
    sources = [ItemSource(name=f"f{name}", chunks=(data,), size=len(data)) for name, data in files.items()]
    made = seal_items(sources, reference=reference, by=by, at=NOW)
    assert read_manifest(write_seal(made.seal), write_items(made)) == made


@given(st.lists(st.builds(Condition, text=lines, set_by=lines, basis=st.none() | lines), max_size=3))
def test_conditions_come_back_as_they_were_written(made: list[Condition]) -> None:
    assert read_conditions(write_conditions(made)) == tuple(made)


@given(
    st.sampled_from(["received", "sealed", "copied", "examined", "handed_over", "returned"]),
    lines,
    lines,
    lines,
    st.none() | lines,
)
def test_custody_comes_back_as_it_was_written(
    kind: str, by: str, to: str, why: str, request: str | None
) -> None:
    made = CustodyEvent(kind=kind, at=NOW, by=by, to=to, why=why, request=request, over=bundle().seal)  # type: ignore[arg-type]  # one of the kinds
    assert read_custody(write_custody([CustodyRecord(event=made)])) == ((made, None),)


@given(
    st.binary()
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda one: st.lists(one) | st.dictionaries(st.text(), one),
        max_leaves=5,
    ).map(lambda value: json.dumps(value).encode())
)
def test_reading_any_bytes_gives_a_value_or_our_error(data: bytes) -> None:
    for read in (
        read_seal,
        read_item,
        read_found,
        read_acquisition,
        read_custody,
        read_conditions,
        read_bundle,
    ):
        try:
            read(data)
        except GlacyError:
            continue
    assert examine_bundle(data, **TRUST).holds is not True


def test_errors_of_a_container_are_those_of_a_bundle() -> None:
    with pytest.raises(MalformedBundleError):
        read_bundle(sealed()[:-1])
    with pytest.raises(MissingItemError):
        read_bundle(
            write_container([("bagit.txt", b"")], by=KEYS.signer, at=NOW, stamper=KEYS.stamper, kind="bundle")
        )


def test_a_bundle_is_a_value() -> None:
    assert Bundle(manifest=manifest()) == Bundle(manifest=manifest())


def test_a_bundle_of_many_files_is_judged_in_seconds() -> None:
    many = {f"folder {number // 50}/file {number}": b"%d" % number for number in range(2_000)}
    made = seal_items(
        (ItemSource(name=name, chunks=(data,)) for name, data in many.items()),
        reference="R",
        by="B",
        at=NOW,
    )
    data = write_bundle(
        Bundle(manifest=made),
        lambda item: (many[item.original],),
        by=KEYS.signer,
        at=NOW,
        stamper=KEYS.stamper,
    )
    started = process_time()
    assert examine_bundle(data, **TRUST).holds is True
    assert process_time() - started < 10
