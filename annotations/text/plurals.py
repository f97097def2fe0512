"""Numbers and their words, as people read them: one way to write a number everywhere."""


def group_digits(number: int) -> str:
    """A number with thin grouping: 12 345."""
    return f"{number:,}".replace(",", "\u202f")


def pluralize(number: int, one: str, many: str = "") -> str:
    """A number with its word: "1 note", "2 notes"."""
    return f"{group_digits(number)} {one if number == 1 else many or one + 's'}"
