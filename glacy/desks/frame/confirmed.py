"""When the person who acts last gave the password, told by the node's own clock."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.http import HttpRequest

from glacy.desks.frame.here import this_node


def confirmed_at(request: HttpRequest) -> datetime:
    """The instant of the last re-authentication of this session; long ago when there was none."""
    ago = time.time() - float(request.session.get("confirmed_unix", 0))
    return this_node().clock() - timedelta(seconds=min(ago, 10**9))
