"""What runs: the node's acts, its gate, its loops, its sequencer and its start.

The acts are one module to a noun: `from glacy.node.acts import cases, requests, inbox`.
"""
