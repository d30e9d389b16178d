"""What a person can do at a node, one module to a noun.

Every act asks `store.access` first, and writes its rows and its journal entry in one transaction. An act that
commits the node takes `confirmed_at`: the instant at which the person last proved who they are (the desk asks
for the password again); it must not be older than ten minutes.
"""
