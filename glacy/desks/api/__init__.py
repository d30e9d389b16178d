"""The read-only JSON API: the same cases, requests, routes and counts, with the same need-to-know."""
