"""GLACY: requests, evidence and proof across borders."""
