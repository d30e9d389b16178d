"""The file that is to be checked."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.fields import File
from glacy.desks.frame.forms import Form
from glacy.desks.frame.sizes import say_size

LARGEST: Final = 64 * 2**20
"""The largest file that this page takes; larger ones are checked on the command line."""


class FileForm(Form):
    """One file."""

    file = File(
        _("File to check"),
        hint=_("A sealed document (PDF), an envelope, receipt or bundle (ASiC-E), a checkpoint or a proof"),
        missing=_("Choose the file to check"),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """The file, unless it is too large for this page."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        if (given.size or 0) > LARGEST:
            says = _("The file is larger than %(size)s. Check it with `glacy verify FILE` instead")
            raise ValidationError(says, params={"size": say_size(LARGEST)}, code="large")
        return given
