"""Checking a file: a sentence, every check in plain words, and what they do not prove. Open to all."""
