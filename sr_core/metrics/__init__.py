"""Metrics of SR against HR, in float64, each on planes whose protocol the caller states."""
