"""What a node refuses."""

from __future__ import annotations

from glacy.errors import GlacyError


class NodeError(GlacyError):
    """The node cannot do what was asked."""


class NotANodeError(NodeError):
    """A folder is not a complete node."""


class NodeExistsError(NodeError):
    """A folder holds a complete node already."""


class NoDirectoryError(NodeError):
    """The node has no directory, or the directory does not name the other State."""


class SecondPersonError(NodeError):
    """The act takes another person than the one who prepared it."""


class ConfirmationError(NodeError):
    """The person has not confirmed who they are just now."""


class WrongStateError(NodeError):
    """The thing is not in a state in which the act can be done."""


class SectionError(NodeError):
    """The values of a section of a draft are not what it expects; `fields` name them."""


class VaultError(NodeError):
    """A file of the vault is missing, damaged or could not be written whole."""


class NoRoomError(NodeError):
    """The disk of the node is full, or takes no writing."""


class JournalTilesError(NodeError):
    """The tiles of the journal are missing or damaged, so that nothing can be proved or signed with them."""


class JournalRowsError(NodeError):
    """The rows of the database are not what the signed head of the journal was signed over."""


class WorkerRunsError(NodeError):
    """A worker of this node runs already; two would carry and sign against each other."""


class PortTakenError(NodeError):
    """The address on which the node is to listen cannot be had."""
