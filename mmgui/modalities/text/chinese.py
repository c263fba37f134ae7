"""Chinese has no spaces: a dictionary says where its words end.

jieba's dictionary and its most probable cut (a shortest path over the words that a sentence could consist of), in the
Rust edition `rjieba`. Without guessing words that the dictionary lacks: what it does not know stays single characters.
"""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import rjieba


def cut_words(run: str) -> Iterator[str]:
    """The words of a run of Chinese or Japanese characters, one after the other; together they are the run again.

    Linear in its length. The dictionary is loaded at the first call, which takes a fifth of a second.
    """
    if len(run) < 2:
        yield run
        return
    yield from _dictionary().cut(run, False)


@cache
def _dictionary() -> "rjieba.Jieba":
    import rjieba

    return rjieba.Jieba()
