"""The desk where evidence is taken in, sealed and looked after."""
