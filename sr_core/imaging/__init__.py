"""Pictures in and out: bytes to `DecodedImage` and back, without torch."""
