"""Consents to another use: recorded where they were got, signed where we give them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from django.db import transaction

from glacy.canon import Digest, digest_of
from glacy.container import examine_container
from glacy.evidence import Consent, OtherUse, open_consent, seal_consent
from glacy.node.errors import SecondPersonError, SectionError, UseNotAllowedError, WrongStateError
from glacy.node.keeping_apart import demand_ordinary, keep_ordinary
from glacy.node.opened import Node
from glacy.node.rules import demand_confirmed, demand_open
from glacy.node.using import whom_to_ask
from glacy.sayings import say
from glacy.store import access, copies, journal
from glacy.store.models import ConsentRow, ExhibitRow
from glacy.store.people import Officer


def record_consent(node: Node, by: Officer, exhibit_id: str, data: bytes, *, name: str) -> None:
    """Records a consent that another State's node has sealed; it must be theirs, whole, and cover this."""
    row = _conditioned(by, exhibit_id)
    consent = open_consent(data)
    peer = node.find_peer(consent.from_)
    country = "" if row.message is None else row.message.country
    if peer is None or consent.from_ != country:
        raise UseNotAllowedError(
            say("{country} set the conditions, and {found} consents.", country=country, found=consent.from_),
            remedy=say("Ask for a consent of who set them: {whom}.", whom=whom_to_ask(node, row)),
        )
    reading = examine_container(data, trust=peer.trust(), at=node.clock(), about="consent")
    if reading.holds is not True:
        why = next((one.says for one in reading.checks if one.holds is not True), "")
        raise UseNotAllowedError(
            say("The seal of this consent does not hold: {why}", why=why),
            remedy=say("Ask for the file again; do not rely on it."),
        )
    if consent.to != node.country:
        raise UseNotAllowedError(
            say("This consent is given to {country}, and covers nothing here.", country=consent.to),
            remedy=say("Ask for one that names this State."),
        )
    if row.digest not in consent.evidence:
        raise UseNotAllowedError(
            say("This consent is about other evidence."),
            remedy=say("Ask for one that names the digest of this exhibit."),
        )
    if consent.exercise != node.exercise:
        raise UseNotAllowedError(
            say("One of the two is an exercise, and the other is not."), remedy=say("Use the right file.")
        )
    _put(node, by, row, consent, direction="got", how="sealed", data=data, name=name)


def record_paper_consent(
    node: Node,
    by: Officer,
    exhibit_id: str,
    *,
    use: OtherUse,
    what: str,
    given_by: str,
    given_on: date,
    reference: str,
    scan: bytes,
    scan_name: str,
    to: str = "",
    basis: str = "",
    until: date | None = None,
) -> int:
    """The number of a consent that came on paper, recorded with its scan; it counts once a second agrees."""
    row = _conditioned(by, exhibit_id)
    if not scan:
        raise SectionError(
            say("The scan of the signed consent is missing."), remedy=say("Attach it."), field="scan"
        )
    at = node.clock()
    if given_on > at.date():
        raise SectionError(
            say("A consent cannot be given after today."), remedy=say("Correct the day."), field="given_on"
        )
    consent = Consent(
        evidence=(Digest(row.digest),),
        from_="unknown" if row.message is None else row.message.country,
        to=to or node.country,
        use=use,
        what=" ".join(what.split()),
        given_by=" ".join(given_by.split()),
        given_at=datetime.combine(given_on, time.min, tzinfo=UTC),
        reference=" ".join(reference.split()),
        basis=" ".join(basis.split()) or None,
        until=until,
        exercise=node.exercise,
    )
    _put(node, by, row, consent, direction="got", how="paper", data=scan, name=scan_name)
    return len(copies.all_consents(row))


def confirm_consent(node: Node, by: Officer, exhibit_id: str, number: int, *, confirmed_at: datetime) -> None:
    """A second person has compared what was keyed in of a consent on paper with its scan: it counts now."""
    access.demand_role(by, *access.KEEPERS, *access.APPROVERS)
    row = access.consent_for(by, exhibit_id, number)
    demand_confirmed(node, confirmed_at)
    demand_open(row.exhibit.case)
    if row.how != "paper" or row.direction != "got":
        raise WrongStateError(
            say("This consent bears its seal: nobody needs to confirm it."), remedy=say("Use it.")
        )
    if str(row.recorded_by_id) == by.id:
        raise SecondPersonError(
            say("Who keyed a consent in does not confirm it."),
            remedy=say("Ask another person on the case to compare it with its scan."),
        )
    at = node.clock()
    with transaction.atomic():
        if not copies.confirm_consent(row, by=by, at=at):
            raise WrongStateError(
                say("A colleague has confirmed it."), remedy=say("See the page of the exhibit.")
            )
        what = {"exhibit": row.exhibit_id, "use": row.use, "file": row.file}
        journal.put_entry(
            "evidence.consent_confirmed", by=by, what=dict(what), at=at, case=row.exhibit.case_id
        )


def give_consent(
    node: Node,
    by: Officer,
    exhibits: Sequence[str],
    *,
    to: str,
    use: OtherUse,
    what: str,
    reference: str,
    confirmed_at: datetime,
    basis: str = "",
    until: date | None = None,
) -> bytes:
    """The sealed consent of this node to another use of exhibits that it gave to another State.

    It binds the State: two persons make it, who took the evidence in or gave it, and one who may approve.
    """
    access.demand_role(by, *access.APPROVERS)
    demand_confirmed(node, confirmed_at)
    rows = tuple(access.exhibit_for(by, one) for one in exhibits)
    for row in rows:
        _demand_ours(node, by, row, to=to)
    if not rows:
        raise WrongStateError(say("No exhibit is named."), remedy=say("Name what the consent is about."))
    at = node.clock()
    consent = Consent(
        evidence=tuple(sorted({Digest(one.digest) for one in rows})),
        from_=node.country,
        to=to,
        use=use,
        what=" ".join(what.split()),
        given_by=f"{by.name}, {by.authority}" if by.authority else by.name,
        given_at=at,
        reference=" ".join(reference.split()),
        basis=" ".join(basis.split()) or None,
        until=until,
        exercise=node.exercise,
    )
    data = seal_consent(consent, by=node.signer, at=at, stamper=node.stamper)
    for row in rows:
        _put(node, by, row, consent, direction="given", how="sealed", data=data, name="consent.asice")
    return data


def view_consent(node: Node, by: Officer, exhibit_id: str, number: int) -> ConsentRow:
    """A consent about an exhibit, by its number from 1."""
    return access.consent_for(by, exhibit_id, number)


def consent_file(node: Node, by: Officer, exhibit_id: str, number: int) -> tuple[ConsentRow, bytes]:
    """A consent about an exhibit, by its number from 1, and its file."""
    row = access.consent_for(by, exhibit_id, number)
    demand_ordinary(row.file)
    return row, node.vault.get(row.file)


def _demand_ours(node: Node, by: Officer, row: ExhibitRow, *, to: str) -> None:
    """Returns if this State gave the exhibit to that one, and another officer than this one released it."""
    given = [one for one in copies.all_copies(row) if one.kind in ("answer", "apart") and one.to == to]
    if row.origin != "own" or not given:
        raise WrongStateError(
            say(
                "Exhibit {number} was never given by this State to {country}.", number=row.number, country=to
            ),
            remedy=say("Consents are given by who gave the evidence; ask that State."),
            exhibit=row.pk,
        )
    hands = {str(row.put_by_id), *(str(one.by_id) for one in given)}
    if hands <= {by.id, "None"}:
        raise SecondPersonError(
            say("One person alone took this evidence in, gave it, and consents to another use of it."),
            remedy=say("Ask another person on the case who may approve."),
        )


def _conditioned(by: Officer, exhibit_id: str) -> ExhibitRow:
    row = access.exhibit_for(by, exhibit_id)
    access.demand_role(by, *access.KEEPERS, *access.APPROVERS)
    demand_open(row.case)
    if not row.conditions:
        raise WrongStateError(
            say("No conditions are set on this exhibit: another use takes no consent."),
            remedy=say("Use it."),
        )
    return row


def _put(
    node: Node,
    by: Officer,
    row: ExhibitRow,
    consent: Consent,
    *,
    direction: str,
    how: str,
    data: bytes,
    name: str,
) -> None:
    kept = keep_ordinary(node, data, of=row.case_id)
    at = node.clock()
    with transaction.atomic():
        copies.put_consent(
            row, consent, direction=direction, how=how, file=kept.digest, file_name=name, by=by, at=at
        )
        what = {"exhibit": row.pk, "use": consent.use, "to": consent.to, "file": digest_of(data)}
        journal.put_entry(f"evidence.consent_{direction}", by=by, what=dict(what), at=at, case=row.case_id)
