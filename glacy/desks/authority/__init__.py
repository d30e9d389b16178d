"""Who may decide at this node: its rules, broken glass, erasure, alarms, and how an officer is told."""
