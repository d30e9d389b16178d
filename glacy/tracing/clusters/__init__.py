"""Which addresses are one holder's: rules with names, what must not be used, and the proof of every link."""

from __future__ import annotations

from glacy.tracing.clusters.change import CHANGE_RULES, Votes, vote
from glacy.tracing.clusters.columns import Columns, read_columns
from glacy.tracing.clusters.joint import JOINT_RULES, find_joint
from glacy.tracing.clusters.links import MULTI_INPUT, Links, find_links, partition
from glacy.tracing.clusters.proof import Forest, Step, explain, grow

__all__ = [
    "CHANGE_RULES",
    "JOINT_RULES",
    "MULTI_INPUT",
    "Columns",
    "Forest",
    "Links",
    "Step",
    "Votes",
    "explain",
    "find_joint",
    "find_links",
    "grow",
    "partition",
    "read_columns",
    "vote",
]
