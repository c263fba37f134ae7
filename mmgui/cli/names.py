"""The names of the commands, known without importing what they do (the window starts through here too)."""

from difflib import get_close_matches
from pathlib import Path

COMMANDS = ("scenes", "make", "import", "train", "race", "evaluate", "predict", "film", "report", "self-test")


def misspelt_command(word: str) -> str | None:
    """The command that was meant by a word that is neither a command, an option nor something to open."""
    if word.startswith("-") or Path(word).suffix or Path(word).exists():
        return None
    return next(iter(get_close_matches(word, COMMANDS, n=1)), None)
