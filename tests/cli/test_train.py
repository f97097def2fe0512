"""`postil train`: what it says; the learning itself is tried in tests/entities/tuning."""

import json
from pathlib import Path

import numpy as np
import pytest

from annotations.entities.model.tuned_head import TunedHead
from annotations.entities.tuning import tune as tuning
from annotations.library import Library
from tests.mentions.conftest import know
from tests.notes.say_of_names import correct

HEAD = TunedHead(np.zeros((2, 2), np.float32), np.zeros(2, np.float32))


@pytest.fixture
def learning(monkeypatch: pytest.MonkeyPatch, story: Path) -> list[object]:
    """A correction of a story, and a training that takes no time."""
    with Library.open() as library:
        article = library.read(story)
        correct(library.name_corrections, "relabel", article, "Moscow", "ORG")
        correct(library.name_corrections, "same-as", article, "Putin", "Vladimir Putin")
    seen: list[object] = []

    def tune(articles, rehearsal, told):
        seen.extend([list(articles), list(rehearsal)])
        return tuning.Tuning(30, 40, (2, 21), (92.04, 91.96), HEAD)

    monkeypatch.setattr(tuning, "tune", tune)
    return seen


def test_it_shows_before_and_after_keeps_the_better_and_goes_back(postil, learning: list[object]) -> None:
    tried = postil("train", "--dry-run")
    assert tried.out.splitlines()[1:] == [
        "of 40 corrected words read right\t2\t21",
        "F1 on marked texts\t92.0\t92.0",
        "it is better; without --dry-run it is kept",
    ]
    assert "nothing was learnt" in postil("train", "--back").out
    kept = json.loads(postil("train", "--json").out)
    assert kept["right"] == {"before": 2, "after": 21} and kept["better"]
    assert Path(kept["kept"]).is_file()
    assert json.loads(postil("train", "--back", "--json").out)["gone"] == kept["kept"]
    assert not Path(kept["kept"]).exists()


def test_it_learns_from_corrected_articles_and_rehearses_others(postil, learning: list[object]) -> None:
    assert postil("train", "--dry-run").code == 0
    articles, rehearsal = learning
    [article] = articles
    assert "came ashore in Moscow" in article.text
    assert len(rehearsal) > 20 and article.text not in rehearsal


def test_what_is_said_of_all_articles_is_learnt_from_those_that_say_it(
    postil, learning: list[object], tmp_path: Path
) -> None:
    ship = tmp_path / "ship.txt"
    ship.write_text("A ship\n\nThe Marisol cleared Pier 4 with the tide.\n")
    rules = tmp_path / "theirs.jsonl"
    rules.write_text('{"kind": "add", "text": "Marisol", "label": "PRODUCT", "scope": "everywhere"}\n')
    with Library.open() as library:
        know(library, ship, ("Pier 4", "FAC"))
    assert postil("corrections", "import", rules).code == 0
    assert postil("train", "--dry-run").code == 0
    assert any("Marisol" in article.text for article in learning[0])


def test_what_is_not_better_is_not_kept(
    postil, learning: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    worse = tuning.Tuning(30, 40, (2, 2), (92.0, 92.0), HEAD)
    monkeypatch.setattr(tuning, "tune", lambda *_: worse)
    assert "nothing is kept" in postil("train").out


def test_too_few_corrections_are_one_line(postil) -> None:
    few = postil("train")
    assert (few.code, few.out, few.err.count("\n")) == (1, "", 1)


def test_another_pipeline_is_not_taught(postil, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[entities]\nmodel = "en_core_web_sm"\n')
    told = postil("--config", config, "train")
    assert (told.code, told.err.count("\n")) == (1, 1)
    assert "take `model`" in told.err
