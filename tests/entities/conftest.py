"""What makes tests of the engine quicker and changes nothing of what they see."""

import pytest

from annotations.entities.model.recogniser import Matrix, OnnxScorer
from annotations.entities.model.wordpieces import Window


@pytest.fixture
def each_window_runs_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that repeats itself falls into equal windows; the weights see one at a time, and each but once."""
    run, scores = OnnxScorer._run, dict[tuple[tuple[int, ...], ...], Matrix]()

    def run_once(scorer: OnnxScorer, window: Window) -> Matrix:
        key = (tuple(window.ids), tuple(window.casings), tuple(window.firsts))
        if key not in scores:
            scores[key] = run(scorer, window)
        return scores[key].copy()

    monkeypatch.setattr(OnnxScorer, "_run", run_once)
