"""The forms of the evidence desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from glacy.desks.frame.fields import File, Text
from glacy.desks.frame.forms import Form


class ManyFiles(File):
    """Several files at once; each becomes an exhibit."""

    def __init__(self) -> None:
        super().__init__(_("Files"), hint=_("Each is sealed as an exhibit of its own, as it is"))
        self.allow_empty_file = True
        self.widget.allow_multiple_selected = True
        self.widget.attrs["multiple"] = True

    def clean(self, data: Any, initial: Any = None) -> Any:  # Any: Django gives one upload or a list
        """Every file is looked at; the first that is wrong is named."""
        given = (data if isinstance(data, (list, tuple)) else [data]) or [None]
        return [super(ManyFiles, self).clean(one, initial) for one in given]


class UploadForm(Form):
    """Files to take in."""

    exhibits = ManyFiles()


class ReadForm(Form):
    """Why the content of an exhibit is read."""

    why = Text(_("Why you need the content"), missing=_("Say why; the reading is recorded"))
