"""Learning from the reader's corrections: a small layer on top of the shipped recogniser; needs nothing but numpy."""
