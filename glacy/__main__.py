"""`python -m glacy` is the command line."""

from __future__ import annotations

from glacy.cli import main

main(prog_name="glacy")
