"""Measures of a result, in float64: against a reference, or against the input it was made from."""
