"""Sentences that remember how they were made."""
