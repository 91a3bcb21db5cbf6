"""Training from a recipe: `train.toml` -> a run folder that `export` turns into a checkpoint."""
