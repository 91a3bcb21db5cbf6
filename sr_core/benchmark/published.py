"""Published figures of papers, which are shown beside our own measurements and always marked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """One figure of one paper: mean over a set, on Y of BT.601 (16-235), `scale` pixels cut on each side."""

    method: str
    """Name in the paper: "EDSR", "EDSR-baseline"."""
    scale: int
    """Enlargement per side."""
    set: str
    """"Set5" or "Set14"."""
    psnr: float
    """PSNR in dB."""
    ssim: float | None
    """SSIM; None where the paper gives none."""
    parameters: int | None
    """Parameters of the net: counted where we can build it in the paper's size, else as rounded in tables."""
    multiplications: int | None
    """Multiply-accumulates per LR pixel of the paper's net, counted as on a card; None where we cannot build it."""
    architecture: str | None
    """Key of ARCHITECTURES beside which it is shown; None if we have no such net."""
    source: str
    """Authors and venue."""
    objective: str = "accuracy"
    """Objective as on a card: "appearance" for a GAN."""


_BICUBIC = "MATLAB imresize, as in every paper's table"
_SRCNN = "Dong et al., TPAMI 2016"
_FSRCNN = "Dong et al., ECCV 2016"
_VDSR = "Kim et al., CVPR 2016"
_LAPSRN = "Lai et al., CVPR 2017"
_SRDENSE = "Tong et al., ICCV 2017"
_SRGAN = "Ledig et al., CVPR 2017"
_EDSR = "Lim et al., CVPR Workshops 2017"
_RDN = "Zhang et al., CVPR 2018"
_ESRGAN = "Wang et al., ECCV Workshops 2018"
_SWINIR = "Liang et al., ICCV Workshops 2021"
_HAT = "Chen et al., CVPR 2023"

PUBLISHED: tuple[Published, ...] = (
    Published("Bicubic", 2, "Set5", 33.66, 0.9299, None, None, None, _BICUBIC),
    Published("SRCNN", 2, "Set5", 36.66, None, 57_281, 260_644, "srcnn", _SRCNN),
    Published("VDSR", 2, "Set5", 37.53, None, 664_704, 2_658_816, "vdsr", _VDSR),
    Published("EDSR-baseline", 2, "Set5", 37.99, None, 1_369_859, 1_372_608, "edsr", _EDSR),
    Published("EDSR", 2, "Set5", 38.11, None, 40_729_603, 40_732_416, "edsr", _EDSR),
    Published("RDN", 2, "Set5", 38.24, None, 22_123_395, 22_118_848, "rdn", _RDN),
    Published("Bicubic", 3, "Set5", 30.39, 0.8682, None, None, None, _BICUBIC),
    Published("SRCNN", 3, "Set5", 32.75, None, 57_281, 561_956, "srcnn", _SRCNN),
    Published("VDSR", 3, "Set5", 33.66, None, 664_704, 5_982_336, "vdsr", _VDSR),
    Published("EDSR-baseline", 3, "Set5", 34.37, None, 1_554_499, 1_565_568, "edsr", _EDSR),
    Published("EDSR", 3, "Set5", 34.65, None, 43_680_003, 43_716_096, "edsr", _EDSR),
    Published("RDN", 3, "Set5", 34.71, None, 22_308_035, 22_311_808, "rdn", _RDN),
    Published("Bicubic", 4, "Set5", 28.42, 0.8104, None, None, None, _BICUBIC),
    Published("SRCNN", 4, "Set5", 30.48, 0.8628, 57_281, 977_636, "srcnn", _SRCNN),
    Published("FSRCNN", 4, "Set5", 30.72, 0.8660, 12_000, None, None, _FSRCNN),
    Published("VDSR", 4, "Set5", 31.35, 0.8838, 664_704, 10_635_264, "vdsr", _VDSR),
    Published("LapSRN", 4, "Set5", 31.54, 0.8852, 812_000, None, None, _LAPSRN),
    Published("SRDenseNet", 4, "Set5", 32.02, 0.8934, 2_143_489, 3_945_600, "srdensenet", _SRDENSE),
    Published("SRResNet", 4, "Set5", 32.05, 0.9019, 1_547_350, 2_218_176, "srresnet", _SRGAN),
    Published("SRGAN", 4, "Set5", 29.40, 0.8472, 1_547_350, 2_218_176, "srresnet", _SRGAN, "appearance"),
    Published("EDSR-baseline", 4, "Set5", 32.09, 0.8938, 1_517_571, 1_983_168, "edsr", _EDSR),
    Published("EDSR", 4, "Set5", 32.46, 0.8968, 43_089_923, 50_252_544, "edsr", _EDSR),
    Published("RDN", 4, "Set5", 32.47, 0.8990, 22_271_107, 22_729_408, "rdn", _RDN),
    Published("RRDB", 4, "Set5", 32.73, 0.9011, 16_697_987, 17_926_848, "esrgan", _ESRGAN),
    Published("SwinIR-light", 4, "Set5", 32.44, 0.8976, 900_000, None, None, _SWINIR),
    Published("SwinIR", 4, "Set5", 32.92, 0.9044, 11_900_000, None, None, _SWINIR),
    Published("HAT-L", 4, "Set5", 33.30, None, 40_800_000, None, None, _HAT),
    Published("Bicubic", 4, "Set14", 26.00, 0.7027, None, None, None, _BICUBIC),
    Published("SRCNN", 4, "Set14", 27.50, 0.7513, 57_281, 977_636, "srcnn", _SRCNN),
    Published("FSRCNN", 4, "Set14", 27.61, 0.7550, 12_000, None, None, _FSRCNN),
    Published("VDSR", 4, "Set14", 28.01, 0.7674, 664_704, 10_635_264, "vdsr", _VDSR),
    Published("LapSRN", 4, "Set14", 28.09, 0.7700, 812_000, None, None, _LAPSRN),
    Published("SRDenseNet", 4, "Set14", 28.50, 0.7782, 2_143_489, 3_945_600, "srdensenet", _SRDENSE),
    Published("SRResNet", 4, "Set14", 28.49, None, 1_547_350, 2_218_176, "srresnet", _SRGAN),
    Published("SRGAN", 4, "Set14", 26.02, None, 1_547_350, 2_218_176, "srresnet", _SRGAN, "appearance"),
    Published("EDSR-baseline", 4, "Set14", 28.58, 0.7813, 1_517_571, 1_983_168, "edsr", _EDSR),
    Published("EDSR", 4, "Set14", 28.80, 0.7876, 43_089_923, 50_252_544, "edsr", _EDSR),
    Published("RDN", 4, "Set14", 28.81, 0.7871, 22_271_107, 22_729_408, "rdn", _RDN),
    Published("RRDB", 4, "Set14", 28.99, 0.7917, 16_697_987, 17_926_848, "esrgan", _ESRGAN),
    Published("SwinIR-light", 4, "Set14", 28.77, 0.7858, 900_000, None, None, _SWINIR),
    Published("SwinIR", 4, "Set14", 29.09, 0.7950, 11_900_000, None, None, _SWINIR),
    Published("HAT-L", 4, "Set14", 29.47, None, 40_800_000, None, None, _HAT),
)
"""All published figures that ours are compared with."""
