"""The log as a desk shows it."""

from __future__ import annotations

from glacy.node.log_views import find_fork, show_log

__all__ = ["find_fork", "show_log"]
