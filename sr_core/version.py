"""Name and version of the program, as every file that it writes tells them."""

PROGRAM = "Honest Pixels"
"""Name of the program."""
VERSION = "0.1.0"
"""Version of the program, that of `pyproject.toml`."""
