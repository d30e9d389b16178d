"""The start of a shift: what needs me now, what waits for others, and the acts of the night to look at."""
