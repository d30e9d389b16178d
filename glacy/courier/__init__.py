"""The only place that opens a connection to another node."""

from __future__ import annotations

from glacy.courier.errors import CourierError, CourierFault
from glacy.courier.https import ENVELOPES, HttpCourier

__all__ = ["ENVELOPES", "CourierError", "CourierFault", "HttpCourier"]
