"""Who and what is in a text: `python examples/find_names.py [FILE]`."""

import sys
from collections import Counter
from pathlib import Path

from annotations.entities import load_engine

path = sys.argv[1] if len(sys.argv) > 1 else "seeds/peace-envoy-returns-as-bridge-attack-shadows-talks.txt"
text = Path(path).read_text(encoding="utf-8")

names = load_engine().entities(text)  # spans are into this very text; the first call loads the model
for (name, label), mentions in Counter((name.canonical, name.label) for name in names).most_common(10):
    print(f"{mentions:3} {label:8} {name}")
