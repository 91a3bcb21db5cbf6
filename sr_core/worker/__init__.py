"""A calculation in a process of its own: bounded in time and memory, stopped at any moment, gone with its server."""
