"""What no eye sees in a text."""
