"""The token classifier in torch: a small BERT with casing embeddings and a linear head. For training only."""

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from annotations.entities.model.bio_tags import TAGS
from annotations.entities.model.wordpieces import CASINGS, MAX_WINDOW_PIECES

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
EPSILON = 1e-12


def attention(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Scaled dot-product attention, written out.

    torch's own has a slow backward pass in bfloat16 on a processor: a whole step of training takes a fifth less this way.

    Args:
        query: (rows, heads, length, width).
        key: the same.
        value: the same.
        mask: (rows, 1, 1, length), true where there is something to see.
    """
    scores = (query @ key.transpose(-1, -2)).float() / query.shape[-1] ** 0.5
    return scores.masked_fill(~mask, -1e9).softmax(dim=-1).to(value.dtype) @ value


class Layer(nn.Module):  # type: ignore[misc]
    """One transformer block, normalised after each half (Vaswani et al. 2017)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm_1 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm_2 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """The block's output, of the shape of `x`: (rows, length, width)."""
        rows, length, _ = x.shape
        query, key, value = self.qkv(x).view(rows, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        seen = attention(query, key, value, mask)
        x = self.norm_1(x + self.drop(self.out(seen.transpose(1, 2).reshape(rows, length, WIDTH))))
        return self.norm_2(x + self.drop(self.down(functional.gelu(self.up(x)))))


class Recogniser(nn.Module):  # type: ignore[misc]
    """Scores of the tags for each piece.

    Args:
        pieces: size of the vocabulary.
        dropout: within the blocks and before the head.
    """

    def __init__(self, pieces: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(pieces, WIDTH)
        self.place = nn.Embedding(MAX_WINDOW_PIECES, WIDTH)
        self.casing = nn.Embedding(CASINGS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.casing_head = nn.Embedding(CASINGS, WIDTH)
        self.head = nn.Linear(WIDTH, len(TAGS))
        self.drop = nn.Dropout(dropout)

    def forward(self, ids: Tensor, casings: Tensor, real: Tensor) -> Tensor:
        """Scores, shape (rows, length, tags); all inputs are (rows, length)."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(self.word(ids) + self.place(places) + self.casing(casings)))
        mask = real[:, None, None, :].bool()
        for layer in self.layers:
            x = layer(x, mask)
        return self.head(self.drop(x + self.casing_head(casings)))


def pretrained(folder: Path, kept: list[int], dropout: float = 0.1) -> Recogniser:
    """A recogniser on the encoder's published weights, with the rows `kept` of its vocabulary."""
    weights = load_file(folder / "model.safetensors")
    model = Recogniser(len(kept), dropout)
    with torch.no_grad():
        model.word.weight.copy_(weights["embeddings.word_embeddings.weight"][kept])
        model.place.weight.copy_(weights["embeddings.position_embeddings.weight"][:MAX_WINDOW_PIECES])
        model.place.weight.add_(weights["embeddings.token_type_embeddings.weight"][0])
        nn.init.normal_(model.casing.weight, std=0.01)
        nn.init.normal_(model.casing_head.weight, std=0.02)
        _copy(model.norm, weights, "embeddings.LayerNorm")
        for number, layer in enumerate(model.layers):
            at = f"encoder.layer.{number}"
            for kind in ("weight", "bias"):
                parts = [weights[f"{at}.attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
                getattr(layer.qkv, kind).copy_(torch.cat(parts))
            _copy(layer.out, weights, f"{at}.attention.output.dense")
            _copy(layer.norm_1, weights, f"{at}.attention.output.LayerNorm")
            _copy(layer.up, weights, f"{at}.intermediate.dense")
            _copy(layer.down, weights, f"{at}.output.dense")
            _copy(layer.norm_2, weights, f"{at}.output.LayerNorm")
    return model


def averaged(checkpoints: Sequence[Path]) -> dict[str, Tensor]:
    """The mean of several checkpoints' weights ("model soup", Wortsman et al. 2022): of runs from one beginning."""
    loaded = [torch.load(one, map_location="cpu", weights_only=True) for one in checkpoints]
    return {name: torch.stack([one[name] for one in loaded]).mean(dim=0) for name in loaded[0]}


def _copy(module: nn.Module, weights: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(weights[f"{name}.weight"])
    module.bias.copy_(weights[f"{name}.bias"])


def set_loss(scores: Tensor, masks: Tensor) -> Tensor:
    """Mean of -log p(the set of lawful tags) over the words that have a target.

    Args:
        scores: (words, tags).
        masks: (words,) bit masks of tags.
    """
    allowed = (masks[:, None] >> torch.arange(len(TAGS))) & 1 == 1
    told = ~allowed.all(dim=1)
    logs = functional.log_softmax(scores[told].float(), dim=-1)
    inside = logs.masked_fill(~allowed[told], float("-inf")).logsumexp(dim=-1)
    return -inside.mean()
