"""A guest: a network that a visitor brings for the length of a session; what it may be, and how its file is read."""
