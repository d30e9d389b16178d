"""Data only: facts on treaties and States, each with its source and the day it was read (see README.md)."""
