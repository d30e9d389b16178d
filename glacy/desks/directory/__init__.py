"""The directory at the desk: States and their authorities, what changed, and the walk to join."""
