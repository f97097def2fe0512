"""Our own gold set as sentences to score on. Never used to choose anything."""

import json
from pathlib import Path

from annotations.entities.training.corpora import Sentence
from annotations.entities.training.evaluate import CLASSES


def read_gold(path: Path) -> list[Sentence]:
    """Sentences of a gold file, `{"text", "ents"}` a line, names only."""
    records = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [
        Sentence(record["text"], tuple((a, b, label) for a, b, label in record["ents"] if label in CLASSES))
        for record in records
    ]
