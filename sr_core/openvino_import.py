"""OpenVINO, which runs networks and the features of a measure: imported in one way everywhere."""

import os
import sys
from typing import Any


def import_openvino() -> Any:
    """Import openvino without its model converter, which brings a telemetry client that nothing here needs.

    Its cache of compiled operations holds 1024, whose sizes are those of all pictures so far: 40 MB that no second
    picture of another size uses. It is kept smaller.

    Raises:
        ImportError: if the package is not installed.
    """
    converter = "openvino.tools.ovc"
    if "openvino" not in sys.modules:
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "256")
        sys.modules.setdefault(converter, None)  # type: ignore[arg-type]
    import openvino

    if sys.modules.get(converter, openvino) is None:
        del sys.modules[converter]
    return openvino
