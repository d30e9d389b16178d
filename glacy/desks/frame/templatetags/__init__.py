"""The tags of the frame."""
