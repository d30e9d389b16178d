"""The desk where the laws of States are read, lined up with the treaties, reviewed and compared."""
