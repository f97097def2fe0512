"""Fine-tuning: batches by length, AdamW with linear decay, a running average of the weights."""

import copy
import random
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from msgspec import Struct
from torch import Tensor

from annotations.entities.model.wordpieces import NO_CASE, Window
from annotations.entities.training.encoder import Recogniser, set_loss
from annotations.entities.training.rows import Row

PIECES_A_BATCH = 2048
TIMED_STEPS = 25
"""After so many steps a training says how long it will take."""


class Plan(Struct, frozen=True):
    """How to train.

    `rate` is AdamW's at its height, `head_rate` times it for the new layers; it falls in a line over `epochs`, of which
    `stop` are done (None: all). `average` is the decay of the running average of the weights that is kept in the end.
    """

    epochs: int = 3
    stop: int | None = None
    rate: float = 1.5e-4
    head_rate: float = 3.0
    warmup: float = 0.06
    decay: float = 0.01
    average: float = 0.998
    embeddings: bool = False
    seed: int = 1


def batches(rows: Sequence[Row], rng: random.Random) -> list[list[Row]]:
    """Rows of like length together, at most `PIECES_A_BATCH` pieces with padding, in random order."""
    order = sorted(rows, key=lambda row: len(row.window.ids) + rng.random() * 8)
    made: list[list[Row]] = []
    batch: list[Row] = []
    for row in order:
        if batch and (len(batch) + 1) * max(len(row.window.ids), len(batch[-1].window.ids)) > PIECES_A_BATCH:
            made.append(batch)
            batch = []
        batch.append(row)
    made.append(batch)
    rng.shuffle(made)
    return made


def padded(windows: Sequence[Window], pad: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """ids, casings, real (rows, length) and the flat positions of the words' first pieces."""
    length = max(len(window.ids) for window in windows)
    ids = torch.full((len(windows), length), pad, dtype=torch.long)
    casings = torch.full((len(windows), length), NO_CASE, dtype=torch.long)
    real = torch.zeros((len(windows), length), dtype=torch.long)
    firsts: list[int] = []
    for number, window in enumerate(windows):
        size = len(window.ids)
        ids[number, :size] = torch.tensor(window.ids)
        casings[number, :size] = torch.tensor(window.casings)
        real[number, :size] = 1
        firsts.extend(number * length + first for first in window.firsts)
    return ids, casings, real, torch.tensor(firsts)


def optimiser_of(model: Recogniser, plan: Plan) -> torch.optim.AdamW:
    """AdamW with no decay for norms and biases and a higher rate for the new layers."""
    model.word.weight.requires_grad_(plan.embeddings)
    new, norms, rest = [], [], []
    for name, weight in model.named_parameters():
        if not weight.requires_grad:
            continue
        if name.startswith(("head", "casing")):
            new.append(weight)
        elif weight.ndim == 1:
            norms.append(weight)
        else:
            rest.append(weight)
    groups = [
        {"params": new, "lr": plan.rate * plan.head_rate, "weight_decay": 0.0},
        {"params": norms, "lr": plan.rate, "weight_decay": 0.0},
        {"params": rest, "lr": plan.rate, "weight_decay": plan.decay},
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)


class RunningAverage:
    """Of a model's trained weights over its steps; the beginning counts no more than its age allows.

    An exponential average begun at nought and divided by what is in it, as Adam's moments are (Kingma and Ba 2015): one
    begun at the first weights would still be a fifth of them after 800 steps at 0.998.
    """

    def __init__(self, model: Recogniser, decay: float) -> None:
        self._decay, self._steps = decay, 0
        self._sums = {
            name: torch.zeros_like(weight)
            for name, weight in model.named_parameters()
            if weight.requires_grad
        }

    def take(self, model: Recogniser) -> None:
        """Takes in the weights after a step."""
        self._steps += 1
        with torch.no_grad():
            for name, weight in model.named_parameters():
                if name in self._sums:
                    self._sums[name].mul_(self._decay).add_(weight, alpha=1 - self._decay)

    def of(self, model: Recogniser) -> Recogniser:
        """A copy of the model with the averaged weights."""
        averaged = copy.deepcopy(model)
        with torch.no_grad():
            for name, weight in averaged.named_parameters():
                if name in self._sums:
                    weight.copy_(self._sums[name] / (1 - self._decay**self._steps))
        return averaged


def train(
    model: Recogniser,
    epoch_rows: Callable[[int], Sequence[Row]],
    pad: int,
    plan: Plan,
    *,
    checkpoint: Path,
    say: Callable[[str], None] = print,
    judge: Callable[[Recogniser], str] | None = None,
) -> Recogniser:
    """Trains the model in place and returns its running average; writes a checkpoint after every epoch.

    Args:
        model: starts from its weights.
        epoch_rows: the rows of epoch n (augmented anew each time).
        pad: id of [PAD].
        plan: rates and passes.
        checkpoint: file for the averaged weights.
        say: takes a line of progress.
        judge: scores a model on the development sets, in one line.
    """
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed)
    optimiser = optimiser_of(model, plan)
    average = RunningAverage(model, plan.average)
    first = batches(epoch_rows(0), rng)
    total = int(len(first) * plan.epochs * 1.01) + 1
    warm = max(1, int(total * plan.warmup))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.02, (total - step) / (total - warm)))
    )
    started, step = time.monotonic(), 0
    rounds = plan.epochs if plan.stop is None else plan.stop
    for epoch in range(rounds):
        losses = []
        for batch in first if epoch == 0 else batches(epoch_rows(epoch), rng):
            model.train()
            losses.append(_step(model, batch, pad, optimiser))
            schedule.step()
            average.take(model)
            step += 1
            if step == TIMED_STEPS:
                say(_estimate((time.monotonic() - started) / step, len(first) * rounds - step))
            if step % 50 == 0:
                say(
                    f"epoch {epoch} step {step}/{total} loss {np.mean(losses[-50:]):.4f} {time.monotonic() - started:.0f} s"
                )
        averaged = average.of(model)
        torch.save(averaged.state_dict(), checkpoint)
        if judge:
            say(f"epoch {epoch}: {judge(averaged)}")
    return average.of(model)


def _estimate(seconds_a_step: float, steps: int) -> str:
    """How long the rest of a training takes, and why it is slow where it is."""
    slow = "" if has_quick_bfloat16() else " (this processor is not quick with bfloat16: float32 instead)"
    return f"a step takes {seconds_a_step:.2f} s{slow}; {steps} more: about {steps * seconds_a_step / 60:.0f} minutes"


@cache
def has_quick_bfloat16() -> bool:
    """Does this processor multiply bfloat16 quicker than float32? Many only imitate it, at a fraction of the speed."""

    def seconds(kind: torch.dtype) -> float:
        left, right = torch.ones(PIECES_A_BATCH, 384, dtype=kind), torch.ones(384, 1536, dtype=kind)
        taken = []
        for _ in range(5):
            since = time.perf_counter()
            left @ right
            taken.append(time.perf_counter() - since)
        return min(taken)

    return seconds(torch.bfloat16) < seconds(torch.float32)


def _step(model: Recogniser, batch: Sequence[Row], pad: int, optimiser: torch.optim.Optimizer) -> float:
    ids, casings, real, firsts = padded([row.window for row in batch], pad)
    masks = torch.tensor([mask for row in batch for mask in row.targets])
    with torch.autocast("cpu", torch.bfloat16, enabled=has_quick_bfloat16()):
        scores = model(ids, casings, real)
    loss = set_loss(scores.reshape(-1, scores.shape[-1])[firsts], masks)
    if not torch.isfinite(loss):
        return 0.0
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())


def log_probabilities(
    model: Recogniser, windows: Sequence[Window], pad: int
) -> Iterator[npt.NDArray[np.float32]]:
    """Per window the words' log-probabilities, shape (words, tags), in order."""
    model.eval()
    for at in range(0, len(windows), 24):
        part = windows[at : at + 24]
        ids, casings, real, firsts = padded(part, pad)
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=has_quick_bfloat16()):
            scores = model(ids, casings, real)
        flat = scores.reshape(-1, scores.shape[-1])[firsts].float().log_softmax(dim=-1).numpy()
        start = 0
        for window in part:
            yield flat[start : start + len(window.firsts)]
            start += len(window.firsts)
