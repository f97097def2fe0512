"""What a reader's corrections taught the recogniser: a linear layer that is added to the scores of the shipped weights.

The shipped graph stays as it is; the layer is joined to it when it is loaded. An ONNX file is one Protocol Buffers message,
and two of these behind one another are one message with the fields of both (protobuf.dev, Encoding, "Last One Wins"): so
nodes, weights and outputs are added by a few bytes, without the libraries that write graphs.
"""

import io
import zipfile
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from annotations.files.read import read_bytes

Matrix = npt.NDArray[np.float32]
FEATURES, LOGITS, TUNED = "head_in", "logits", "tuned"
"""Names in the graph (`training/graph.py`): what the last layer sees of a word, its scores, and these with ours added."""
_MOST_BYTES = 16 << 20
_FLOAT = 1


class TunedHead(NamedTuple):
    """Added to the scores of a word's tags: `features @ weight + bias`."""

    weight: Matrix
    """(features, tags)."""
    bias: Matrix
    """(tags,)."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read one that `as_bytes` made.

        Raises:
            ValueError: it is none.
            OSError: it can't be read.
        """
        try:
            arrays = np.load(io.BytesIO(read_bytes(path, most_bytes=_MOST_BYTES)), allow_pickle=False)
            weight, bias = arrays["weight"].astype(np.float32), arrays["bias"].astype(np.float32)
        except (KeyError, ValueError, EOFError, AttributeError, TypeError, zipfile.BadZipFile) as error:
            raise ValueError("it is damaged") from error
        if (
            weight.ndim != 2
            or bias.shape != weight.shape[1:]
            or not np.isfinite([weight.sum(), bias.sum()]).all()
        ):
            raise ValueError("it is damaged")
        return cls(weight, bias)

    def as_bytes(self) -> bytes:
        """As it lies on the disk."""
        file = io.BytesIO()
        np.savez(file, weight=self.weight, bias=self.bias)
        return file.getvalue()


def with_features(model: bytes) -> bytes:
    """The graph with what its last layer sees as a further output."""
    return model + _message(7, _message(12, _output(FEATURES, "features")))


def with_head(model: bytes, head: TunedHead) -> bytes:
    """The graph with a tuned head: its scores are the output `TUNED`."""
    nodes = (
        _node("MatMul", (FEATURES, "tuned_weight"), "tuned_product"),
        _node("Add", ("tuned_product", "tuned_bias"), "tuned_sum"),
        _node("Add", (LOGITS, "tuned_sum"), TUNED),
    )
    tensors = (_tensor("tuned_weight", head.weight), _tensor("tuned_bias", head.bias))
    graph = b"".join(_message(1, node) for node in nodes)
    graph += b"".join(_message(5, tensor) for tensor in tensors)
    return model + _message(7, graph + _message(12, _output(TUNED, "tags")))


# -- Protocol Buffers; field numbers as in onnx.proto: ModelProto.graph 7; GraphProto.node 1, .initializer 5, .output 12


def _number(value: int) -> bytes:
    """A varint."""
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def _message(field: int, content: bytes) -> bytes:
    return _number(field << 3 | 2) + _number(len(content)) + content


def _integer(field: int, value: int) -> bytes:
    return _number(field << 3) + _number(value)


def _node(operator: str, inputs: tuple[str, ...], output: str) -> bytes:
    """NodeProto: input 1, output 2, name 3, op_type 4."""
    named = b"".join(_message(1, name.encode()) for name in inputs)
    return (
        named + _message(2, output.encode()) + _message(3, output.encode()) + _message(4, operator.encode())
    )


def _tensor(name: str, values: Matrix) -> bytes:
    """TensorProto: dims 1, data_type 2, name 8, raw_data 9."""
    raw = np.ascontiguousarray(values, dtype="<f4").tobytes()
    dimensions = b"".join(_integer(1, size) for size in values.shape)
    return dimensions + _integer(2, _FLOAT) + _message(8, name.encode()) + _message(9, raw)


def _output(name: str, last: str) -> bytes:
    """ValueInfoProto: name 1, type 2; its tensor_type 1 has elem_type 1 and shape 2, whose dims 1 have a dim_param 2."""
    shape = b"".join(_message(1, _message(2, size.encode())) for size in ("rows", "length", last))
    return _message(1, name.encode()) + _message(2, _message(1, _integer(1, _FLOAT) + _message(2, shape)))
