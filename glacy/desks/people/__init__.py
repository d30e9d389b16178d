"""Signing in and out, giving the password again, and choosing a language."""
