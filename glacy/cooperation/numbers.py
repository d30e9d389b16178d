"""The one written form of each identifier, with its checksum where it has one, by its standard.

Every `normal_x` takes what an officer types and gives the form that goes on the wire, or raises
`InvalidTargetError`; it never asks the network. What only one of them needs is loaded when it is called.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re

import idna
import phonenumbers
from stdnum import bitcoin, iban, imei, imsi, luhn
from stdnum.exceptions import ValidationError

from glacy.cooperation.errors import InvalidTargetError
from glacy.sayings import say

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_SPACES = re.compile(r"[\s\u00a0\u2011\u2013-]+")
_MOST = 300
EVM_CHAINS = frozenset({"ethereum", "bsc", "polygon", "arbitrum", "optimism", "base", "avalanche"})
BASE58_CHAINS = frozenset({"tron", "litecoin", "dogecoin", "dash", "zcash", "bitcoin-cash"})
BECH32_CHAINS = {"bitcoin": "bc1", "litecoin": "ltc1"}
HASH_CHAINS = frozenset(
    {"bitcoin", "litecoin", "dogecoin", "dash", "zcash", "bitcoin-cash", "tron", "monero"}
)


def normal_ip(text: str) -> str:
    """An IPv4 or IPv6 address in its shortest form (RFC 5952)."""
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError:
        raise InvalidTargetError(
            "address",
            say("an IP address was expected, found {found!r}", found=text[:60]),
            remedy=say("Write four numbers (203.0.113.77) or IPv6 (2001:db8::7); a port has its own field."),
        ) from None
    if isinstance(found, ipaddress.IPv6Address) and found.scope_id:
        raise InvalidTargetError("address", say("an address on the open network has no zone after '%'"))
    return str(found)


def normal_email(text: str) -> str:
    """An e-mail address with its domain in lower case (RFC 5321); the part before @ stays as it is."""
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as fault:
        raise InvalidTargetError(
            "address", say("{found!r} is not an e-mail address: {why}", found=text[:60], why=fault)
        ) from fault


def normal_phone(text: str) -> str:
    """A telephone number in E.164: + and country code, digits only."""
    try:
        found = phonenumbers.parse(text[:60], None)
    except phonenumbers.NumberParseException as fault:
        raise InvalidTargetError(
            "number",
            say("{found!r} is not a telephone number: {why}", found=text[:60], why=fault),
            remedy=say("Write it with + and the country code: +233 30 222 1111."),
        ) from fault
    if not phonenumbers.is_possible_number(found) or found.extension:
        raise InvalidTargetError(
            "number",
            say("{found!r} has not the length of a number of its country", found=text[:60]),
            remedy=say("Compare it with the record; leave out an extension."),
        )
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def is_assigned_phone(number: str) -> bool:
    """Whether the numbering plan, as far as it is known here, has such a number."""
    return phonenumbers.is_valid_number(phonenumbers.parse(number, None))


def normal_imei(text: str) -> str:
    """An IMEI of 15 digits whose last is a Luhn check digit (3GPP TS 23.003), or an IMEISV of 16."""
    return _standard("number", imei.compact(text[:_MOST]), imei.validate, "IMEI")


def normal_imsi(text: str) -> str:
    """An IMSI of 14 or 15 digits whose first digits name a known network (ITU-T E.212)."""
    return _standard("number", imsi.compact(text[:_MOST]), imsi.validate, "IMSI")


def normal_iccid(text: str) -> str:
    """An ICCID of 19 or 20 digits that begins with 89 and ends with a Luhn check digit (ITU-T E.118)."""
    digits = _SPACES.sub("", text[:_MOST])
    if not re.fullmatch(r"89\d{17,18}", digits, re.ASCII):
        raise InvalidTargetError(
            "number", say("an ICCID has 19 or 20 digits and begins with 89, found {found!r}", found=text[:60])
        )
    return _standard("number", digits, luhn.validate, "ICCID")


def normal_iban(text: str) -> str:
    """An IBAN without spaces, its check digits right (ISO 13616)."""
    compact = _SPACES.sub("", text[:_MOST]).upper()
    return _standard("number", compact, lambda value: iban.validate(value, check_country=False), "IBAN")


def normal_domain(text: str) -> str:
    """A domain name in lower case, letters beyond ASCII as A-labels (RFC 5890)."""
    name = text.strip().rstrip(".").lower()
    try:
        if "." not in name or len(name) > 253:
            raise idna.IDNAError(say("a name has two labels or more and at most 253 characters"))
        return idna.encode(name, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as fault:
        raise InvalidTargetError(
            "name",
            say("{found!r} is not a domain name: {why}", found=text[:60], why=fault),
            remedy=say("Write the name alone (mail.example), without https:// and without a path."),
        ) from fault


def normal_wallet(chain: str, text: str) -> str:
    """An address on a chain: EIP-55 on Ethereum-like ones, Base58Check or Bech32 where the chain has them."""
    address = text.strip()
    if chain == "bitcoin":
        return _standard("address", address, bitcoin.validate, "Bitcoin address")
    if chain in EVM_CHAINS:
        return normal_evm(address)
    prefix = BECH32_CHAINS.get(chain)
    if chain in BASE58_CHAINS and not (prefix and address.lower().startswith(prefix)):
        _check_base58(address.removeprefix("bitcoincash:"), chain)
        if chain == "tron" and not address.startswith("T"):
            raise InvalidTargetError(
                "address", say("a Tron address begins with T, found {address!r}", address=address[:60])
            )
    if not re.fullmatch(r"[!-~]{4,200}", address):
        raise InvalidTargetError(
            "address", say("an address of a chain has no spaces, found {address!r}", address=address[:60])
        )
    return address


def normal_evm(text: str) -> str:
    """A 20-byte address with the capitals of EIP-55; wrong capitals are refused, missing ones filled in."""
    digits = text[2:] if text[:2] in ("0x", "0X") else ""
    if not re.fullmatch(r"[0-9a-fA-F]{40}", digits):
        raise InvalidTargetError(
            "address", say("0x and 40 hexadecimal digits were expected, found {found!r}", found=text[:60])
        )
    from Cryptodome.Hash import keccak

    marks = keccak.new(digest_bits=256, data=digits.lower().encode()).hexdigest()
    right = "".join(
        sign.upper() if int(mark, 16) > 7 else sign for sign, mark in zip(digits.lower(), marks, strict=False)
    )
    if digits not in (right, digits.lower(), digits.upper()):
        raise InvalidTargetError(
            "address",
            say("the capitals of {found!r} fail the EIP-55 checksum: a character is wrong", found=text[:60]),
            remedy=say("Copy it again from the source."),
        )
    return f"0x{right}"


def normal_transaction(chain: str, text: str) -> str:
    """The id of a transaction: 32 bytes in lower-case hexadecimal, with 0x on Ethereum-like chains."""
    found = text.strip()
    if chain in EVM_CHAINS or chain in HASH_CHAINS:
        digits = found.lower().removeprefix("0x")
        if not re.fullmatch(r"[0-9a-f]{64}", digits):
            raise InvalidTargetError(
                "transaction", say("64 hexadecimal digits were expected, found {found!r}", found=text[:80])
            )
        return f"0x{digits}" if chain in EVM_CHAINS else digits
    if not re.fullmatch(r"[!-~]{8,200}", found):
        raise InvalidTargetError(
            "transaction", say("a transaction id has no spaces, found {found!r}", found=text[:60])
        )
    return found


def has_checksum(chain: str, address: str) -> bool:
    """Whether a checksum of that chain's address was checked here."""
    prefix = BECH32_CHAINS.get(chain)
    if chain == "bitcoin" or chain in EVM_CHAINS:
        return True
    return chain in BASE58_CHAINS and not (prefix and address.lower().startswith(prefix))


def _check_base58(address: str, chain: str) -> None:
    value = 0
    for sign in address:
        place = _BASE58.find(sign)
        if place < 0:
            raise InvalidTargetError(
                "address", say("{sign!r} does not occur in an address of {chain}", sign=sign, chain=chain)
            )
        value = value * 58 + place
    leading = len(address) - len(address.lstrip("1"))
    data = b"\0" * leading + value.to_bytes((value.bit_length() + 7) // 8, "big")
    if len(address) > 100 or hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()[:4] != data[-4:]:
        raise InvalidTargetError(
            "address",
            say(
                "the checksum of {address!r} is wrong for {chain}: a character is wrong",
                address=address[:60],
                chain=chain,
            ),
            remedy=say("Copy it again from the source."),
        )


def _standard(field: str, compact: str, check: object, says: str) -> str:
    assert callable(check)
    try:
        return str(check(compact))
    except ValidationError as fault:
        raise InvalidTargetError(
            field,
            say("{compact!r} is not a valid {why}: {why2}", compact=compact[:60], why=says, why2=fault),
            remedy=say("Compare it with the source."),
        ) from fault
