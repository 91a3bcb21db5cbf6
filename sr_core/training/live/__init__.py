"""Training of a small network for seconds, while somebody watches: in a process of its own, nothing on disk."""
