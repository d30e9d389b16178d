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


class StaleDirectoryError(NoDirectoryError):
    """The directory was not refreshed for so long that it may not be used any more."""


class JoiningError(NodeError):
    """The fingerprints of a directory and of this node were not compared, or are not the same."""


class RefreshError(NodeError):
    """A newer directory did not come, or was refused; `kind` says why."""


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


class PayloadError(NodeError):
    """Evidence that travels apart cannot be listed, fetched or taken in."""


class JournalTilesError(NodeError):
    """The tiles of the journal are missing or damaged, so that nothing can be proved or signed with them."""


class JournalRowsError(NodeError):
    """The rows of the database are not what the signed head of the journal was signed over."""


class JournalHeldError(NodeError):
    """Another head of this journal is known than the database's: to sign on would sign a fork."""


class WitnessError(NodeError):
    """A witness did not cosign the head of this journal."""


class WorkerRunsError(NodeError):
    """A worker of this node runs already; two would carry and sign against each other."""


class PortTakenError(NodeError):
    """The address on which the node is to listen cannot be had."""


class TokenError(NodeError):
    """The token with the sealing key does not answer, or is asked for what it does not do."""


class KeysError(NodeError):
    """The keys of a node cannot be rolled or withdrawn as asked."""


class SealerError(NodeError):
    """The keys with which a person seals without a node cannot be made or read."""


class RenewalError(NodeError):
    """A sealed file cannot be renewed: it does not hold, or it cannot be read or written."""


class SealedAlreadyError(NodeError):
    """A file stands where a bundle is to be put; nothing is ever written over."""


class UseNotAllowedError(NodeError):
    """The conditions of an exhibit do not allow this use, and no consent on record covers it."""


class BorderError(NodeError):
    """Child-abuse material crosses no border unless both authorities have agreed."""


class VeilError(NodeError):
    """A secret of the tables does not open with the key of the node."""


class SignInRulesError(NodeError):
    """The table `[sign_in]` of a node says what no node can do."""


class EnrolmentError(NodeError):
    """A one-time code cannot be given, or does not open a way in."""


class BackupError(NodeError):
    """A backup could not be made, or is damaged or cut short."""


class ForeignBackupError(BackupError):
    """A backup is not of this node, or in a form that this program does not know."""


class TablesError(NodeError):
    """The tables of the database are older or newer than this program."""


class QuietError(NodeError):
    """The node was restored, and signs nothing until it has asked what others hold."""


class RulesError(NodeError):
    """The rules of authority are not ones that a node can have; `field` names what is wrong."""


class CallBackError(NodeError):
    """On a claimed emergency nobody has confirmed the request at a number of the directory."""


class GlassError(NodeError):
    """Broken glass cannot be asked for, agreed to or used as was tried."""


class KeptByDutyError(NodeError):
    """What is to be erased must be kept; `duties` say why."""


class RatesError(NodeError):
    """The table `[gate]` of node.toml is wrong; `found` is what stands there."""


class FloodError(NodeError):
    """A sender handed in more than its share of a minute; `wait` says for how many seconds it waits."""
