"""The shipped recogniser as a component: names, offsets, glued words, hostile text."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

import annotations.entities.model.recogniser as recogniser
from annotations.entities.model.bio_tags import LABELS
from annotations.entities.model.wordpieces import MAX_WINDOW_PIECES, MAX_WORD_PIECES, WordPieces, windows


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.blank("en")
    made.add_pipe("postil_recogniser")
    return made


def names(nlp: Language, text: str) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in nlp(text).ents]


def test_plain_news(nlp: Language) -> None:
    found = names(nlp, "Angela Merkel met Emmanuel Macron in Paris on Tuesday, the United Nations said.")
    assert ("Angela Merkel", "PERSON") in found
    assert ("Emmanuel Macron", "PERSON") in found
    assert ("Paris", "GPE") in found
    assert any(name.endswith("United Nations") and label == "ORG" for name, label in found)


def test_no_names_in_plain_prose(nlp: Language) -> None:
    assert names(nlp, "The rain fell all night and nobody in the house could sleep.") == []


def test_glued_words_are_cut_and_offsets_stay(nlp: Language) -> None:
    text = "Halvard Brekke, 4/26/2025Merkel's envoy arrived in Moscow."
    doc = nlp(text)
    assert doc.text == text
    assert "Merkel" in [token.text for token in doc]
    for ent in doc.ents:
        assert text[ent.start_char : ent.end_char] == ent.text
    assert "Moscow" in [ent.text for ent in doc.ents]


def test_labels_are_ours_and_pipe_says_the_same(nlp: Language) -> None:
    texts = [
        "Volvo opened a plant in Ghent.",
        "",
        "\n\n",
        "Ban Ki-moon spoke to reporters in New York.",
        "!!!",
    ] * 9
    together = [[(e.start, e.end, e.label_) for e in doc.ents] for doc in nlp.pipe(texts, batch_size=20)]
    alone = [[(e.start, e.end, e.label_) for e in nlp(text).ents] for text in texts[:5]]
    assert [[label in LABELS for _, _, label in doc] for doc in together] == [
        [True] * len(doc) for doc in together
    ]
    assert [[span[:2] for span in doc] for doc in together[:5]] == [
        [span[:2] for span in doc] for doc in alone
    ]


@pytest.mark.parametrize(
    "text",
    [
        "7" * 100_000,
        "x" * 1_000_000,
        "😀" * 1_000,
        "?!" * 1_000,
        "A" * 50_000,
        "\u0301" * 2_000,
        "1A" * 5_000,
    ],
    ids=["digits", "no space", "emoji", "punctuation", "capitals", "combining", "digits and capitals"],
)
@pytest.mark.usefixtures("each_window_runs_once")
def test_hostile_text_ends_soon(nlp: Language, text: str) -> None:
    doc = nlp.make_doc(text)
    began = time.process_time()
    nlp.get_pipe("postil_recogniser")(doc)
    assert time.process_time() - began < 12
    assert doc.text == text


def test_the_weights_keep_their_budget() -> None:
    shipped = sum(path.stat().st_size for path in recogniser.PIPELINE.iterdir())
    assert shipped <= 25_000_000
    assert (recogniser.PIPELINE / "MODEL_CARD.md").exists()


def test_the_runtime_leaves_no_trace_at_home_and_tells_nobody(tmp_path: Path) -> None:
    home = {
        name: str(tmp_path)
        for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA")
    }
    home["ORT_DISABLE_TELEMETRY"] = "0"  # as a careless environment may have it
    script = (
        "import os\n"
        "from annotations.entities.model.recogniser import PIPELINE, OnnxScorer\n"
        "OnnxScorer(PIPELINE, threads=1)\n"
        "print(os.environ['ORT_DISABLE_TELEMETRY'])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **home, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() == "1"
    assert not list(tmp_path.rglob("*onnxruntime*"))


def test_what_the_runtime_says_of_graphics_cards_is_not_shown() -> None:
    script = (
        "import os, sys\n"
        "class Loud:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'onnxruntime':\n"
        "            os.write(2, b'\\x1b[0;93m[W:onnxruntime] GPU device discovery failed\\x1b[m')\n"
        "sys.meta_path.insert(0, Loud())\n"
        "from annotations.entities.model.recogniser import PIPELINE, OnnxScorer\n"
        "OnnxScorer(PIPELINE, threads=1)\n"
        "print('said later', file=sys.stderr)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert ended.stderr == "said later\n"


def test_words_and_windows_are_bounded() -> None:
    pieces = shipped_pieces()
    assert len(pieces.word("ab" * 5_000).ids) <= MAX_WORD_PIECES
    rows = list(windows(["word"] * 1_000 + [None, "."] * 300, pieces))
    assert max(len(row.ids) for row in rows) <= MAX_WINDOW_PIECES
    seen = [number for row in rows for number in row.words]
    assert seen == [*range(1_000), *range(1_001, 1_600, 2)]


def shipped_pieces() -> WordPieces:
    folder: Path = recogniser.PIPELINE
    return WordPieces((folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n"))
