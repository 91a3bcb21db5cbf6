"""Checkpoints: a folder with card.toml, weights.safetensors and train.toml."""
