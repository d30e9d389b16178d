"""The desk for States without a node: what leaves on paper, and what comes back and is keyed in."""
