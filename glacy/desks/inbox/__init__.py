"""The desk of the requested side: what arrived, who called back, and the answer."""
