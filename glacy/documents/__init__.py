"""Documents: from a template and data to PDF/A-3u with its machine form attached, on one common page."""

from __future__ import annotations

from glacy.documents.attachments import Attachment, Relationship, attachments_of
from glacy.documents.errors import (
    AttachmentError,
    DocumentError,
    MalformedDocumentError,
    MissingGlyphError,
    RenderError,
)
from glacy.documents.render import LANGUAGES, Language, Renderer, Template, render, renderer_of
from glacy.documents.text import text_of

__all__ = [
    "LANGUAGES",
    "Attachment",
    "AttachmentError",
    "DocumentError",
    "Language",
    "MalformedDocumentError",
    "MissingGlyphError",
    "Relationship",
    "RenderError",
    "Renderer",
    "Template",
    "attachments_of",
    "render",
    "renderer_of",
    "text_of",
]
