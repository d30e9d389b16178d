"""The rows of a node and the functions that write and read them; the only place that knows a table.

Django loads its models late, so the door is one module to a noun: `from glacy.store import cases`.
"""
