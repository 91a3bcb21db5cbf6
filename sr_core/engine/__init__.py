"""The engine: tiles, self-ensemble, and one call that enlarges a picture."""
