"""Local attribution maps: which pixels of the input made a network draw a patch of its result."""
