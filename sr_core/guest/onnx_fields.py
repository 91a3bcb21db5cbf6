"""The fields of an ONNX file that a network may have, by their numbers in onnx.proto of ONNX 1.19.

What is described in words (doc strings, shapes within the network, properties) is passed over. What is not listed here
is refused.
"""

from .wire import Field, Fields

_TEXT_MAP = Field("properties", "skip")
_DOC = Field("doc_string", "skip")

DIMENSION: Fields = {1: Field("value", "int"), 2: Field("name", "text"), 3: Field("denotation", "skip")}
SHAPE: Fields = {1: Field("dims", many=True, message=DIMENSION)}
TENSOR_TYPE: Fields = {1: Field("kind", "int"), 2: Field("shape", message=SHAPE)}
TYPE: Fields = {
    1: Field("tensor", message=TENSOR_TYPE),
    4: Field("a sequence instead of a picture", "refuse"),
    5: Field("a map instead of a picture", "refuse"),
    6: Field("denotation", "skip"),
    8: Field("a sparse tensor", "refuse"),
    9: Field("an optional value", "refuse"),
}
VALUE: Fields = {1: Field("name", "text"), 2: Field("type", message=TYPE), 3: _DOC, 4: _TEXT_MAP}
TENSOR: Fields = {
    1: Field("dims", "ints"),
    2: Field("kind", "int"),
    3: Field("a tensor in segments", "refuse"),
    4: Field("floats", "floats"),
    5: Field("ints", "ints"),
    6: Field("texts as weights", "refuse"),
    7: Field("ints", "ints"),
    8: Field("name", "text"),
    9: Field("raw", "bytes"),
    10: Field("doubles", "doubles"),
    11: Field("unsigned numbers of 64 bits", "refuse"),
    12: _DOC,
    13: Field("weights in another file (external data)", "refuse"),
    14: Field("location", "int"),
    16: _TEXT_MAP,
}
_INNER = Field("a graph within an operation (control flow)", "refuse")
_SPARSE = Field("a sparse tensor", "refuse")
_TYPE_VALUE = Field("a type as a value", "refuse")
ATTRIBUTE: Fields = {
    1: Field("name", "text"),
    2: Field("f", "float"),
    3: Field("i", "int"),
    4: Field("s", "bytes"),
    5: Field("t", message=TENSOR),
    6: _INNER,
    7: Field("floats", "skip"),
    8: Field("ints", "skip"),
    9: Field("strings", "skip"),
    10: Field("a list of tensors", "refuse"),
    11: _INNER,
    13: _DOC,
    14: _TYPE_VALUE,
    15: _TYPE_VALUE,
    20: Field("kind", "int"),
    21: Field("an attribute of a function", "refuse"),
    22: _SPARSE,
    23: _SPARSE,
}
NODE: Fields = {
    1: Field("inputs", "text", many=True),
    2: Field("outputs", "text", many=True),
    3: Field("name", "skip"),
    4: Field("op", "text"),
    5: Field("attributes", many=True, message=ATTRIBUTE),
    6: _DOC,
    7: Field("domain", "text"),
    8: Field("a function of its own", "refuse"),
    9: _TEXT_MAP,
}
GRAPH: Fields = {
    1: Field("nodes", many=True, message=NODE),
    2: Field("name", "skip"),
    5: Field("initializers", many=True, message=TENSOR),
    10: _DOC,
    11: Field("inputs", many=True, message=VALUE),
    12: Field("outputs", many=True, message=VALUE),
    13: Field("value_info", "skip"),
    14: Field("a quantised network", "refuse"),
    15: _SPARSE,
    16: _TEXT_MAP,
}
OPERATORS: Fields = {1: Field("domain", "text"), 2: Field("version", "int")}
MODEL: Fields = {
    1: Field("ir", "int"),
    2: Field("producer", "skip"),
    3: Field("producer_version", "skip"),
    4: Field("domain", "skip"),
    5: Field("version", "skip"),
    6: _DOC,
    7: Field("graph", message=GRAPH),
    8: Field("opsets", many=True, message=OPERATORS),
    14: _TEXT_MAP,
    20: Field("training information", "refuse"),
    25: Field("functions of its own", "refuse"),
}
