"""The sealing key in a PKCS#11 token: it never leaves its module, and signs there."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature

from glacy.node.errors import TokenError
from glacy.sayings import Saying, say

if TYPE_CHECKING:
    from collections.abc import Callable

_HALF = 32
_P256 = "secp256r1"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPlace:
    """Where the key lies: the module of the token's maker, the token, the key, and the file with the PIN."""

    module: str
    token: str
    key: str
    pin_file: str

    def to_json(self) -> Mapping[str, str]:
        """As node.toml has it; the PIN is never in it."""
        return {"module": self.module, "token": self.token, "key": self.key, "pin_file": self.pin_file}


def read_token_place(table: object) -> TokenPlace | None:
    """The table `[seal_token]` of node.toml; None where there is none."""
    match table:
        case None:
            return None
        case {"module": str(module), "token": str(token), "key": str(key), "pin_file": str(pin_file)}:
            return TokenPlace(module=module, token=token, key=key, pin_file=pin_file)
    raise TokenError(
        say("The table [seal_token] of node.toml is not whole."),
        remedy=say("It needs module, token, key and pin_file."),
    )


class TokenKey(ec.EllipticCurvePrivateKey):
    """A P-256 key in a token, used like any other; its number cannot be had.

    A session is opened when it is first needed, in each process anew, and again when the token was away.
    """

    def __init__(self, place: TokenPlace) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._session: Any = None  # pkcs11 has no types
        self._process = 0

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half, as the token tells it."""
        public: ec.EllipticCurvePublicKey = self._with_session(_public)
        return public

    def sign(
        self,
        data: bytes | bytearray | memoryview,
        signature_algorithm: ec.EllipticCurveSignatureAlgorithm,
    ) -> bytes:
        """An ECDSA signature in DER; the token takes its own random number for each."""
        if not isinstance(signature_algorithm, ec.ECDSA) or isinstance(
            signature_algorithm.algorithm, Prehashed
        ):
            self._refuse()
        digest = hashes.Hash(signature_algorithm.algorithm)
        digest.update(data)
        value = digest.finalize()
        raw = self._with_session(lambda session, name: _sign(session, name, value))
        return encode_dss_signature(int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big"))

    @property
    def curve(self) -> ec.EllipticCurve:
        """P-256."""
        return ec.SECP256R1()

    @property
    def key_size(self) -> int:
        """256."""
        return self.curve.key_size

    def exchange(
        self,
        algorithm: ec.ECDH,  # noqa: ARG002  # the same signature as any private key
        peer_public_key: ec.EllipticCurvePublicKey,  # noqa: ARG002  # the same
    ) -> bytes:
        """Refused: this key seals, and does nothing else."""
        self._refuse()

    def private_numbers(self) -> ec.EllipticCurvePrivateNumbers:
        """Refused: the number never leaves the token."""
        self._refuse()

    def private_bytes(
        self,
        encoding: serialization.Encoding,  # noqa: ARG002  # the same signature as any private key
        format: serialization.PrivateFormat,  # noqa: ARG002  # the same
        encryption_algorithm: serialization.KeySerializationEncryption,  # noqa: ARG002  # the same
    ) -> bytes:
        """Refused: the number never leaves the token."""
        self._refuse()

    def __copy__(self) -> TokenKey:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> TokenKey:
        return self

    def _refuse(self) -> NoReturn:
        raise TokenError(
            say("The sealing key lies in a token and only signs; it cannot be taken out or used otherwise."),
            remedy=say("Roll to a new key with `glacy node roll` if the token is to be given up."),
        )

    def _with_session(self, act: Callable[[Any, str], Any]) -> Any:
        with self._lock:
            for attempt in (1, 2):
                try:
                    return act(self._open(), self._place.key)
                except TokenError:
                    raise
                except Exception as fault:
                    self._session = None
                    if attempt == 2:
                        raise _away(self._place, fault) from fault
        raise AssertionError("a session was opened or refused")

    def _open(self) -> Any:
        if self._session is None or self._process != os.getpid():
            self._session = open_session(self._place)
            self._process = os.getpid()
        return self._session


def open_session(place: TokenPlace, *, writable: bool = False) -> Any:
    """A session with the token of a place, the PIN taken from its file."""
    try:
        import pkcs11
    except ImportError as fault:
        raise TokenError(
            say("Tokens need the extra `hsm`, which is not installed."),
            remedy=say("Install it with `pip install glacy[hsm]`."),
        ) from fault
    try:
        pin = Path(place.pin_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise TokenError(
            say("The PIN of the token cannot be read from {file}.", file=place.pin_file),
            remedy=say("Put it there, readable by the account of the node alone."),
        ) from fault
    try:
        library = pkcs11.lib(place.module)
        library.reinitialize()
        return library.get_token(token_label=place.token).open(user_pin=pin, rw=writable)
    except Exception as fault:
        raise _away(place, fault) from fault


def make_in_token(place: TokenPlace) -> ec.EllipticCurvePublicKey:
    """A new P-256 key in the token, under the name of the place; refused where that name is taken."""
    import pkcs11
    from pkcs11.util.ec import encode_named_curve_parameters

    session = open_session(place, writable=True)
    try:
        if list(session.get_objects({pkcs11.Attribute.LABEL: place.key})):
            raise TokenError(
                say("The token has a key with the name {key} already.", key=place.key),
                remedy=say("Name another with --key."),
            )
        parameters = session.create_domain_parameters(
            pkcs11.KeyType.EC,
            {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(_P256)},
            local=True,
        )
        parameters.generate_keypair(
            store=True,
            label=place.key,
            public_template={pkcs11.Attribute.VERIFY: True},
            private_template={
                pkcs11.Attribute.SIGN: True,
                pkcs11.Attribute.SENSITIVE: True,
                pkcs11.Attribute.EXTRACTABLE: False,
            },
        )
        return _public(session, place.key)
    except TokenError:
        raise
    except Exception as fault:
        raise _away(place, fault) from fault
    finally:
        session.close()


def _public(session: Any, name: str) -> ec.EllipticCurvePublicKey:
    import pkcs11

    key = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=name)
    point = bytes(key[pkcs11.Attribute.EC_POINT])
    wrapped = point[:2] == b"\x04\x41"
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point[2:] if wrapped else point)


def _sign(session: Any, name: str, digest: bytes) -> bytes:
    import pkcs11

    key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=name)
    return bytes(key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))


def _away(place: TokenPlace, fault: Exception) -> TokenError:
    said: Saying = say(
        "The token {token} does not answer as it should: {why}.",
        token=place.token,
        why=type(fault).__name__,
    )
    return TokenError(
        said,
        remedy=say("See that it is plugged in and its PIN is right; nothing is sealed until it answers."),
        token=place.token,
    )
