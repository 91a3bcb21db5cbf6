"""The reference engine: a checkpoint's net, run by PyTorch."""
