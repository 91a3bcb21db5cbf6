"""BarCalibration of error bars: a trained network -> what its results may be off by, measured on other pictures."""
