"""Instants, days and zones."""
