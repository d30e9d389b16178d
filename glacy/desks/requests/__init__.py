"""The desk where a request is written, approved, sent and followed."""
