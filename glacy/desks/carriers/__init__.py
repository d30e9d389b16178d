"""The desk of carriers: how messages travel to each State, and the stick that a person carries."""
