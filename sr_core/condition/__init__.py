"""Condition of an upload, measured before a network is proposed: JPEG, noise, sharpness, enlargement, kind."""
