"""Calibration of error bars: a network that is trained -> what its results may be off by, measured on other pictures."""
