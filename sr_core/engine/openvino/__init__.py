"""The fast engine: a checkpoint's graph, rewritten and run by OpenVINO."""
