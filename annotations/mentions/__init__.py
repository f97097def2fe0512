"""The index of mentions over all articles: who and what is named where, since when, and with whom."""
