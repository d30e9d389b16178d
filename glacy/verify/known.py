"""What stands behind seals beside the directory: the reader's own seals, made on this account."""

from __future__ import annotations

from dataclasses import dataclass, field

from glacy.exchange import Directory
from glacy.journal import VerifierKey
from glacy.sayings import say
from glacy.signing import Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Roots under which the reader has sealed, the keys of journals in which those seals stand, and whom else
    the reader has accepted."""

    trust: Trust = field(default_factory=Trust.none)
    keys: tuple[VerifierKey, ...] = ()
    operators: frozenset[str] = frozenset()
    """Fingerprints of operators of directories that the reader has compared, and accepted."""


def trust_of(directory: Directory | None, known: Known) -> Trust:
    """Whose seals count: those of the directory's nodes, and the reader's own."""
    own = known.trust
    if directory is None:
        return own
    named = directory.trust()
    return Trust(
        anchors=tuple(dict.fromkeys((*named.anchors, *own.anchors))),
        stamp_anchors=tuple(dict.fromkeys((*named.stamp_anchors, *own.stamp_anchors))),
        names={
            **{
                root: say("{name}, known to this account and not to the directory", name=name)
                for root, name in own.names.items()
            },
            **named.names,
        },
        windows=named.windows,
        independent=named.independent | own.independent,
    )


def keys_of(directory: Directory | None, known: Known) -> tuple[VerifierKey, ...]:
    """Whose journals count."""
    if directory is None:
        return known.keys
    named = tuple(
        key for entry in directory.nodes for key in (*entry.journal_history, *entry.witness_history)
    )
    return tuple(dict.fromkeys((*named, *known.keys)))
