"""The recogniser (NER): a quantised token classifier in onnxruntime as a component of a spaCy pipeline.

Registered as `postil_recogniser`; sets `doc.ents` to names with OntoNotes labels. Weights: `pipeline/`, see the model
card there.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc, Span

from annotations.entities.model.bio_tags import OUTSIDE, best_path, lawful_steps, spans_of
from annotations.entities.model.tokenizer import cut_glued_words
from annotations.entities.model.tuned_head import LOGITS, TUNED, TunedHead, with_head
from annotations.entities.model.wordpieces import Window, WordPieces, windows

PIPELINE = Path(__file__).parents[1] / "pipeline"
DOCS_A_BATCH = 64

Matrix = npt.NDArray[np.float32]
Scorer = Callable[[Sequence[Window]], Iterable[Matrix]]
"""Takes windows, gives each one's log-probabilities (words, tags), in order."""


def words_of(doc: Doc) -> tuple[list[str | None], list[int]]:
    """The words for the model (None: end of a line) and the token index of each."""
    words: list[str | None] = []
    tokens: list[int] = []
    for token in doc:
        if not token.is_space:
            words.append(token.text)
        elif "\n" in token.text:
            words.append(None)
        else:
            continue
        tokens.append(token.i)
    return words, tokens


def says_something(window: Window, words: Sequence[str | None]) -> bool:
    """Whether a window holds a letter at all: what has none has no names, and costs nothing then."""
    return any(char.isalpha() for number in window.words for char in (words[number] or "")[:40])


def names_in(
    docs: Sequence[Doc], pieces: WordPieces, score: Scorer, outside_bias: float
) -> list[list[tuple[int, int, str]]]:
    """(first token, end token, label) of the names in each doc.

    Args:
        docs: tokenised texts.
        pieces: cuts words as the model was trained.
        score: the model.
        outside_bias: added to the log-probability of "no name"; above 0 for more precision.
    """
    steps = lawful_steps()
    rows: list[tuple[int, list[int], Window]] = []
    for number, doc in enumerate(docs):
        words, tokens = words_of(doc)
        rows.extend(
            (number, tokens, window)
            for window in windows(words, pieces)
            if window.words and says_something(window, words)
        )
    names: list[list[tuple[int, int, str]]] = [[] for _ in docs]
    for (number, tokens, window), scores in zip(rows, score([row[2] for row in rows]), strict=True):
        scores[:, OUTSIDE] += outside_bias
        for start, end, label in spans_of(best_path(scores, steps)):
            names[number].append((tokens[window.words[start]], tokens[window.words[end - 1]] + 1, label))
    return names


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """What native code writes to stderr meanwhile is dropped.

    As it is loaded the runtime looks for graphics cards, and where one is only virtual (WSL, a Raspberry Pi) complains in
    colour, before it can be told how little it is to say.
    """
    try:
        kept = os.dup(2)
    except OSError:  # there is no stderr
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def load_runtime() -> Any:
    """onnxruntime, which is imported here only: silent, and without a word to its maker.

    Its wheels report their use, and leave a device id at home, unless a variable is set when the library is loaded.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    with _hushed():
        import onnxruntime

    onnxruntime.disable_telemetry_events()  # where somebody else has loaded it before us
    return onnxruntime


class OnnxScorer:
    """The shipped model in onnxruntime.

    Args:
        folder: holds `model.onnx` and `vocabulary.txt`.
        threads: most threads within an operator.
        head: what corrections taught it, added to its scores.

    Raises:
        ValueError: the weights cannot be read.
    """

    def __init__(self, folder: Path, *, threads: int, head: TunedHead | None = None) -> None:
        self._outputs = [TUNED if head is not None else LOGITS]
        onnxruntime = load_runtime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Threads that spin while they wait eat two fifths of the processor time on a busy machine (model card).
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        path = folder / "model.onnx"
        try:
            model = str(path) if head is None else with_head(path.read_bytes(), head)
            self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors have no base of their own
            raise ValueError("model.onnx is damaged or from another version") from error

    @property
    def tag_count(self) -> int:
        """How many of `bio_tags.TAGS` the weights know."""
        return int(self._session.get_outputs()[0].shape[-1])

    def __call__(self, given: Sequence[Window]) -> Iterator[Matrix]:
        """Log-probabilities of the tags of each window's words.

        Each window runs alone: together they were padded to the longest, fell out of the processor's cache, and shared
        one scale of eight bits, so that what was found in a sentence hung on those beside it.
        """
        return map(self._run, given)

    def _run(self, window: Window) -> Matrix:
        rows = {"ids": window.ids, "casings": window.casings, "real": [1] * len(window.ids)}
        fed = {name: np.array([row], dtype=np.int32) for name, row in rows.items()}
        (logits,) = self._session.run(self._outputs, fed)
        scores: Matrix = logits[0, window.firsts].astype(np.float32)
        top = scores.max(axis=1, keepdims=True)
        scores -= top + np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
        return scores


class Recogniser:
    """Finds names; a component of a spaCy pipeline.

    Args:
        folder: the weights, the vocabulary and `recogniser.json`.
        threads: most threads that the model uses.
    """

    def __init__(self, folder: Path | None = None, *, threads: int = 2) -> None:
        folder = folder or PIPELINE
        settings = json.loads((folder / "recogniser.json").read_text(encoding="utf-8"))
        self.outside_bias = float(settings["outside_bias"])
        self.version = str(settings["version"])
        self._pieces = WordPieces((folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n"))
        self._folder, self._threads = folder, threads
        self._score = OnnxScorer(folder, threads=threads)

    @property
    def tag_count(self) -> int:
        """How many of `bio_tags.TAGS` the weights know."""
        return self._score.tag_count

    def learn(self, head: TunedHead) -> None:
        """Add what corrections taught to the scores from now on.

        Raises:
            ValueError: it does not fit these weights.
        """
        self._score = OnnxScorer(self._folder, threads=self._threads, head=head)

    def __call__(self, doc: Doc) -> Doc:
        """Sets the entities of one doc."""
        self._label([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int = DOCS_A_BATCH) -> Iterator[Doc]:
        """Sets the entities of many docs, `batch_size` of them at a time."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            self._label(batch)
            yield from batch

    def _label(self, docs: Sequence[Doc]) -> None:
        for doc, names in zip(
            docs, names_in(docs, self._pieces, self._score, self.outside_bias), strict=True
        ):
            doc.set_ents([Span(doc, start, end, label=label) for start, end, label in names])


@Language.factory("postil_recogniser", default_config={"threads": 2})
def make_recogniser(nlp: Language, name: str, threads: int) -> Any:
    """The component on the shipped weights; also teaches `nlp`'s tokenizer to cut glued words."""
    cut_glued_words(nlp)
    return Recogniser(threads=threads)


def recogniser_of(nlp: Language) -> Recogniser:
    """The recogniser of the pipeline we ship."""
    recogniser = nlp.get_pipe("postil_recogniser")
    assert isinstance(recogniser, Recogniser)
    return recogniser
