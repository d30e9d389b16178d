"""What can go wrong when a document is rendered or its attachments are read."""

from __future__ import annotations

from glacy.errors import GlacyError


class DocumentError(GlacyError):
    """The root of the errors of this library."""


class MissingGlyphError(DocumentError):
    """No font has a glyph for a character; `character` and `field` say which and where."""


class RenderError(DocumentError):
    """A template does not compile, or leaves out what every document carries."""


class AttachmentError(DocumentError):
    """A file cannot be attached under that name or in that form."""


class MalformedDocumentError(DocumentError):
    """Bytes are not a document of ours whose attachments can be read."""
