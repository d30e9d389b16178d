"""Routes: what the treaties allow between two States on a day, and the start of a request from there."""
