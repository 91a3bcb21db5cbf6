"""Readers of picture files, one for each format: bytes to samples as stored, within limits."""
