"""The operator of a directory: its keys, its record of who was called, and what it publishes."""

from __future__ import annotations

from glacy.operator.errors import CheckMissingError, OperatorError
from glacy.operator.keys import new_key_file, read_key_file, read_public_file
from glacy.operator.office import OperatorOffice, make_office, open_office
from glacy.operator.publishing import Status, publish, renew, status
from glacy.operator.rehearsing import rehearse
from glacy.operator.rooting import accept_root, sign_root, stage_root
from glacy.operator.vetting import Call, add_entry, change_entry, put_call, script_for, withdraw_node

__all__ = [
    "Call",
    "CheckMissingError",
    "OperatorError",
    "OperatorOffice",
    "Status",
    "accept_root",
    "add_entry",
    "change_entry",
    "make_office",
    "new_key_file",
    "open_office",
    "publish",
    "put_call",
    "read_key_file",
    "read_public_file",
    "rehearse",
    "renew",
    "script_for",
    "sign_root",
    "stage_root",
    "status",
    "withdraw_node",
]
