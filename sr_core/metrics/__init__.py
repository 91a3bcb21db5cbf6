"""Measures of a result in float64, by comparison with a reference or with the input that it was made from."""
