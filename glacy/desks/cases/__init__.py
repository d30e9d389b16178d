"""My cases: the list, opening one, a case with all that belongs to it, and finding one again."""
