"""The engine of a visitor's network: a process of its own, which gets the network and the pixels, and is then ended."""
