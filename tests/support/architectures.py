"""Each network design at a size that runs at once."""

from sr_core.architectures import ARCHITECTURES

SMALL: dict[str, dict] = {
    "autoencoder": {"scale": 2, "config": {"n_layers": 3, "n_feats": 8}},
    "dcnn": {"scale": 2, "config": {"n_mapping": 1, "n_feats": 8}},
    "edsr": {"scale": 2, "config": {"n_resblocks": 2, "n_feats": 8}},
    "esrgan": {"scale": 4, "config": {"n_blocks": 1, "n_feats": 8, "growth": 4}},
    "rdn": {"scale": 3, "config": {"n_blocks": 2, "n_layers": 2, "growth": 4, "n_feats": 8}},
    "srcnn": {"scale": 3, "config": {}},
    "srdensenet": {"scale": 4, "config": {"n_blocks": 2, "n_layers": 2, "growth": 4, "n_bottleneck": 8}},
    "srresnet": {"scale": 4, "config": {"n_resblocks": 1, "n_feats": 8}},
    "swift-srgan": {"scale": 4, "config": {"n_resblocks": 1, "n_feats": 8}},
    "thermal_inception": {"scale": 2, "config": {"n_modules": 1, "n_feats": 12}},
    "vdsr": {"scale": 3, "config": {"n_layers": 4, "n_feats": 8}},
}
"""Name -> arguments of `build`."""
ONE_CHANNEL = ("dcnn", "srcnn", "srdensenet", "thermal_inception", "vdsr")
CHANNELS = {name: 1 if name in ONE_CHANNEL else 3 for name in ARCHITECTURES}
"""Name -> number of channels."""
