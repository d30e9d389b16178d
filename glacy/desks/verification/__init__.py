"""Checking a file in the browser: a sentence, every check in plain words, and what it does not prove. Open to all."""
