"""Training of a classifier of digits: a recipe with kind = "classifier" -> a run folder -> models/classifiers/ID."""
