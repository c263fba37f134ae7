"""The descriptions of `shopping`: what a seller says of a product, whatever it is; one word may name a pace.

A fact stands beside a use, or beside another fact. Facts and uses are the same for every tone: only the mood in a use
tells it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from mmgui.core.paths import resource
from mmgui.core.scenes.shopping.rule import PACES, Tone


@dataclass(frozen=True)
class Language:
    """patterns have {first} and {second}; uses have {mood}."""

    facts: tuple[str, ...]
    uses: tuple[str, ...]
    moods: Mapping[Tone, tuple[str, ...]]  # of every tone but "facts"
    patterns: tuple[str, ...]


@dataclass(frozen=True)
class Description:
    """evidence: the word that names the pace, as it stands there; "" if none does."""

    words: str
    evidence: str


def write_description(random: Random, language: str, tone: Tone) -> Description:
    """One description by chance. `language` is "en" or "zh_CN"."""
    grammar = load_language(language)
    pattern, said = random.choice(grammar.patterns), random.sample(grammar.facts, 2)
    mood = ""
    if tone != "facts":
        mood = random.choice(grammar.moods[tone])
        said[random.randrange(2)] = random.choice(grammar.uses).format(mood=mood)
    return describe(pattern, said[0], said[1], mood if tone in PACES else "")


def describe(pattern: str, first: str, second: str, mood: str) -> Description:
    """The finished text: each sentence begins with a capital."""
    words = pattern.format(first=_capital(first), second=_capital(second) if ". {" in pattern else second)
    return Description(words, mood if mood in words else _capital(mood))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def load_language(code: str) -> Language:
    """The words of "en" or "zh_CN", from resources/scenes/shopping. Raises FileNotFoundError for another code."""
    from pydantic import TypeAdapter  # not before the first example: Home shows the scenes at once

    return TypeAdapter(Language).validate_json(resource(f"scenes/shopping/descriptions.{code}.json").read_bytes())
