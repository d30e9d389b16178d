"""The log of this node: its head, who witnesses it, whose it witnesses, and forks; nothing of a case."""
