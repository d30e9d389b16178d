"""What can be said of a bundle, check by check, without ever raising."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from glacy.checks import Check, verdict
from glacy.container import ContainerReading, examine_container
from glacy.errors import GlacyError
from glacy.evidence.bundle import Bundle, OpenBundle, open_bundle
from glacy.evidence.custody import CustodyRecord, chain_of, custody_gaps, proof_path
from glacy.journal import VerifierKey, examine_proof, find_opening, read_proof
from glacy.signing import SealReading, Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleReading:
    """The checks of a bundle, what it holds if it could be opened, and what its seal says."""

    checks: tuple[Check, ...]
    opened: OpenBundle | None = None
    seal: SealReading | None = None

    @property
    def holds(self) -> bool | None:
        """The verdict over all checks."""
        return verdict(self.checks)


def examine_bundle(
    data: bytes, *, trust: Trust, at: datetime, keys: Iterable[VerifierKey] = ()
) -> BundleReading:
    """Every check of a bundle, offline: its container and seal, each file, the custody and its proofs.

    `trust` says whose seals count and `keys` whose journals; a file that differs, is missing or was added is
    named. `at` is the reader's instant.
    """
    container = examine_container(data, trust=trust, at=at, about="bundle")
    if container.container is None:
        return BundleReading(checks=(*container.checks, *_unopened(container)), seal=container.seal)
    try:
        opened = open_bundle(container.container.files)
    except GlacyError as fault:
        check = Check(
            name="bundle.files",
            holds=False,
            about=str(fault.fields.get("file") or fault.fields.get("name") or "bundle"),
            says=fault.says,
        )
        return BundleReading(checks=(*container.checks, check), seal=container.seal)
    checks = (
        *container.checks,
        _files_check(opened.bundle),
        *_custody_checks(opened.bundle, tuple(keys)),
        *_condition_checks(opened.bundle),
    )
    return BundleReading(checks=checks, opened=opened, seal=container.seal)


def _unopened(container: ContainerReading) -> tuple[Check, ...]:
    """Another maker's container: what is in it cannot be judged as a bundle of ours."""
    if container.holds is False:
        return ()
    says = "The container was made by other software: its files are as it lists them, custody is not judged."
    return (Check(name="bundle.files", holds=None, about="bundle", says=says),)


def _files_check(bundle: Bundle) -> Check:
    manifest = bundle.manifest
    return Check(
        name="bundle.files",
        holds=True,
        about="bundle",
        says=f"Files under seal: {len(manifest.items)}, together {manifest.size} bytes. Each is as it was "
        "sealed, none is missing and none was added.",
        who=manifest.sealed_by,
        when=manifest.sealed_at,
    )


def _custody_checks(bundle: Bundle, keys: tuple[VerifierKey, ...]) -> Iterator[Check]:
    paths = {item.digest: item.path for item in bundle.manifest.items}
    for number, record in enumerate(bundle.custody, start=1):
        thing = paths.get(record.event.over, "all files")
        yield _recorded(record, number, keys, act=f"{record.event.kind} of {thing}")
    events = tuple(record.event for record in bundle.custody)
    seal = bundle.seal
    chains = dict.fromkeys(chain_of(item.digest, events, seal=seal) for item in bundle.manifest.items)
    gaps = {gap.says: gap for chain in chains for gap in custody_gaps(chain)}
    for gap in gaps.values():
        yield Check(
            name="custody.chain",
            holds=None,
            about="custody",
            says=f"There is a gap: {gap.says}",
            when=gap.before.at,
            decisive=False,
        )
    if events and not gaps:
        says = "Each holder of the evidence got it from the one before, as far as the events say."
        yield Check(name="custody.chain", holds=True, about="custody", says=says, decisive=False)


def _recorded(record: CustodyRecord, number: int, keys: tuple[VerifierKey, ...], *, act: str) -> Check:
    event, path = record.event, proof_path(number)

    def check(holds: bool | None, says: str, *, decisive: bool = True) -> Check:
        return Check(
            name="custody.journal",
            holds=holds,
            about=path,
            says=says,
            who=event.by,
            when=event.at,
            decisive=decisive,
        )

    if record.proof is None:
        says = f"The event {act} comes without a proof of a journal: only the sealer's word says so."
        return check(None, says, decisive=False)
    opening = find_opening(read_proof(record.proof))
    if opening is None or opening.what != event.entry_what or opening.kind != event.entry_kind:
        return check(False, f"The proof is not about the event {act}.")
    if opening.at != event.at:
        return check(False, f"The journal has another time for the event {act} than the bundle.")
    checks = examine_proof(record.proof, keys=keys)
    bad = next((one for one in checks if one.holds is False), None)
    unknown = next((one for one in checks if one.holds is None and one.decisive), None)
    if bad is not None:
        return check(False, f"The event {act} is not proved: {bad.says}")
    if unknown is not None:
        return check(None, f"The event {act} cannot be told: {unknown.says}")
    return check(True, f"The event {act} stands in the journal {read_proof(record.proof).origin}.")


def _condition_checks(bundle: Bundle) -> Iterator[Check]:
    for condition in bundle.conditions:
        basis = f" ({condition.basis})" if condition.basis else ""
        yield Check(
            name="conditions",
            holds=True,
            about="use of the evidence",
            says=f"{condition.text}{basis}",
            who=condition.set_by,
            decisive=False,
        )
