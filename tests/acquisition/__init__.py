"""Sources of evidence are read once, where they lie."""
