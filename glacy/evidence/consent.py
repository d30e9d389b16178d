"""A consent to another use of the evidence than its conditions allow: the value, and its wire form.

Who set the conditions signs `consent.json` in a sealed container (docs/specs/evidence.md, section 9). Without
one that covers the evidence and the use, the other use is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from glacy.canon import Digest, read_digest, write_canonical
from glacy.container import read_container, write_container
from glacy.errors import GlacyError
from glacy.evidence.errors import ConsentError
from glacy.evidence.forms import Fields, has_one_line, malformed, read_form
from glacy.sayings import say
from glacy.signing import Signer, Stamper
from glacy.times import TimeFormError, read_day, write_instant

CONSENT = "consent.json"
CONSENT_FORMAT = "glacy.consent/1"
OtherUse = Literal["other_case", "other_state", "publication", "other"]
OTHER_USES: tuple[OtherUse, ...] = get_args(OtherUse)
_FIELDS = frozenset(
    {
        "basis",
        "evidence",
        "exercise",
        "from",
        "given_at",
        "given_by",
        "reference",
        "to",
        "until",
        "use",
        "what",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who allows whom which other use of which evidence, on what basis, and until when."""

    evidence: tuple[Digest, ...]
    from_: str
    to: str
    use: OtherUse
    what: str
    given_by: str
    given_at: datetime
    reference: str
    basis: str | None = None
    until: date | None = None
    exercise: bool = False

    def __post_init__(self) -> None:
        write_instant(self.given_at)
        if self.use not in OTHER_USES:
            raise ConsentError(
                say("{use!r} is no other use.", use=self.use),
                remedy=say("Use one of {other_uses}.", other_uses=", ".join(OTHER_USES)),
            )
        if not self.evidence or list(self.evidence) != sorted(set(self.evidence)):
            raise ConsentError(
                say("A consent names at least one file by its digest, each once, in order."),
                remedy=say("Sort the digests."),
            )
        for name in ("from_", "to", "what", "given_by", "reference", "basis"):
            value = getattr(self, name)
            if value is not None and not has_one_line(value):
                raise ConsentError(
                    say(
                        "{name} of a consent is one line of text, found {found!r}.",
                        name=name.rstrip("_"),
                        found=value,
                    ),
                    remedy=say("Say it in one line."),
                )

    def covers(self, digest: str, use: str, *, to: str, on: date) -> bool:
        """Whether it allows this use of this file by them on that day."""
        is_current = self.until is None or on <= self.until
        return digest in self.evidence and use == self.use and to == self.to and is_current


def write_consent(consent: Consent) -> bytes:
    """The canonical bytes of `consent.json`."""
    return write_canonical(
        {
            "basis": consent.basis,
            "evidence": list(consent.evidence),
            "exercise": consent.exercise,
            "format": CONSENT_FORMAT,
            "from": consent.from_,
            "given_at": write_instant(consent.given_at),
            "given_by": consent.given_by,
            "reference": consent.reference,
            "to": consent.to,
            "until": None if consent.until is None else consent.until.isoformat(),
            "use": consent.use,
            "what": consent.what,
        }
    )


def read_consent(data: bytes) -> Consent:
    """The consent in these bytes. Whose it is, the seal of its container tells."""
    fields = read_form(data, place=CONSENT, format_=CONSENT_FORMAT, names=_FIELDS)
    use = next((known for known in OTHER_USES if known == fields.text("use")), None)
    if use is None:
        raise malformed(f"{CONSENT}, use", say("one of {other_uses}", other_uses=", ".join(OTHER_USES)))
    try:
        return Consent(
            evidence=tuple(_digests(fields)),
            from_=fields.text("from"),
            to=fields.text("to"),
            use=use,
            what=fields.text("what"),
            given_by=fields.text("given_by"),
            given_at=fields.instant("given_at"),
            reference=fields.text("reference"),
            basis=fields.optional("basis"),
            until=_day(fields),
            exercise=fields.flag("exercise"),
        )
    except ConsentError as fault:
        raise malformed(CONSENT, say("a whole consent ({why})", why=fault.says)) from fault


def seal_consent(consent: Consent, *, by: Signer, at: datetime, stamper: Stamper) -> bytes:
    """The container with a consent, sealed by the node of who gives it."""
    return write_container([(CONSENT, write_consent(consent))], by=by, at=at, stamper=stamper, kind="other")


def open_consent(data: bytes) -> Consent:
    """The consent in a container; whose seal is on it is asked with `examine_container`."""
    try:
        files = read_container(data).files
    except GlacyError as fault:
        raise ConsentError(
            say("This is no sealed consent: {why}", why=fault.says),
            remedy=say("Ask the other State for the file again."),
        ) from fault
    if set(files) - {"mimetype"} != {CONSENT}:
        raise ConsentError(
            say("A sealed consent holds {consent} alone.", consent=CONSENT),
            remedy=say("Ask the other State for the file again."),
        )
    return read_consent(files[CONSENT])


def _digests(fields: Fields) -> Iterable[Digest]:
    for text in fields.texts("evidence"):
        try:
            yield read_digest(text)
        except GlacyError as fault:
            raise malformed(f"{CONSENT}, evidence", "SHA-256 digests") from fault


def _day(fields: Fields) -> date | None:
    text = fields.optional("until")
    try:
        return None if text is None else read_day(text)
    except TimeFormError as fault:
        raise malformed(f"{CONSENT}, until", "a day") from fault
