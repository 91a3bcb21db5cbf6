"""A recipe that trains in seconds."""

RECIPE = """
id = "edsr-tiny-x2"
architecture = "edsr"
scale = 2
data = "photos"
steps = 12
lr_patch = 12
batch_size = 2
learning_rate = 1e-3
warmup = 2
validate_every = 6
precision = "float32"
[config]
n_resblocks = 1
n_feats = 8
[card]
title = "Tiny"
summary = "For tests."
purpose = "Tests"
paper = "none"
licence = "none"
tile_overlap = 12
"""

ADVERSARIAL = """[loss]
l1 = 1.0
adversarial = 0.01
tv = 0.01
[discriminator]
architecture = "swift-srgan"
kind = "relativistic"
n_feats = 4
[config]"""
"""What turns RECIPE into an adversarial one, in place of "[config]"."""
