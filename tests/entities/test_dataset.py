"""Entities as training data: what spaCy reads is what we wrote."""

import orjson
import spacy
from spacy.tokens import DocBin

from annotations.entities.dataset import Example, as_doc_bin, as_lines
from annotations.model import Article, Entity, TextSpan

TEXT = "Talks\n\nSteve Witkoff met Ana\nRuiz.The  Minsk-2 deal: 🚢 in Kyiv."
NAMES = [
    ("Steve Witkoff", "PERSON", "Steve Witkoff"),
    ("Ana\nRuiz", "PERSON", "Ana Ruiz"),
    ("Kyiv", "GPE", "Kyiv"),
]


def example(text: str = TEXT) -> Example:
    entities = [
        Entity(TextSpan(at, at + len(words)), label, words, name)
        for words, label, name in NAMES
        if (at := text.find(words)) >= 0
    ]
    return Example(Article("a-1", None, "Talks", text, ()), entities)


def test_spacy_reads_the_names_with_our_labels_at_their_places() -> None:
    docs = list(
        DocBin()
        .from_bytes(as_doc_bin([example(), example(""), example("Kyiv")]))
        .get_docs(spacy.blank("en").vocab)
    )
    assert [doc.text for doc in docs] == [TEXT, "", "Kyiv"]
    assert [(TEXT[e.start_char : e.end_char], e.label_, e.kb_id_) for e in docs[0].ents] == NAMES
    assert docs[0].user_data == {"article": "a-1", "title": "Talks"}


def test_a_name_that_ends_within_a_token_is_widened_and_never_lies_over_another() -> None:
    text = "Minsk2"
    entities = [Entity(TextSpan(0, 5), "GPE", "Minsk", "Minsk"), Entity(TextSpan(5, 6), "CARDINAL", "2", "2")]
    article = Article("a", None, "", text, ())
    [doc] = DocBin().from_bytes(as_doc_bin([Example(article, entities)])).get_docs(spacy.blank("en").vocab)
    assert [e.text for e in doc.ents] == ["Minsk2"]


def test_a_line_holds_text_and_entities() -> None:
    lines = as_lines([example(), example("")], "postil 1").splitlines()
    record = orjson.loads(lines[0])
    assert (len(lines), record["article"], record["engine"], record["text"]) == (2, "a-1", "postil 1", TEXT)
    assert [TEXT[one["start"] : one["end"]] for one in record["entities"]] == [words for words, _, _ in NAMES]
