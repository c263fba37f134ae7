"""The descriptions of `shopping`: what a seller says of a product, whatever it is; one word may name a pace.

Facts and uses are the same for every tone, so that only the mood in a use tells it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from mmgui.core.paths import resource
from mmgui.core.scenes.shopping.rule import Tone


@dataclass(frozen=True)
class Language:
    """patterns have {use} and {fact}; uses have {mood}."""

    facts: tuple[str, ...]
    uses: tuple[str, ...]
    moods: Mapping[Tone, tuple[str, ...]]
    patterns: tuple[str, ...]


@dataclass(frozen=True)
class Description:
    """evidence: the word that names the pace, as it stands there; "" if none does."""

    words: str
    evidence: str


def write_description(random: Random, language: str, tone: Tone) -> Description:
    """One description by chance. `language` is "en" or "zh_CN"."""
    grammar = load_language(language)
    pattern, fact, use = (random.choice(choices) for choices in (grammar.patterns, grammar.facts, grammar.uses))
    mood = random.choice(grammar.moods[tone])
    return describe(pattern, fact, use.format(mood=mood), mood if tone != "plain" else "")


def describe(pattern: str, fact: str, use: str, mood: str) -> Description:
    """The finished sentences: each begins with a capital."""
    begin = pattern.index("}. {") if "}. {" in pattern else len(pattern)
    first, second = ("use", "fact") if pattern.startswith("{use}") else ("fact", "use")
    said = {"use": use, "fact": fact}
    said[first] = said[first][:1].upper() + said[first][1:]
    if begin < len(pattern):
        said[second] = said[second][:1].upper() + said[second][1:]
    words = pattern.format_map(said)
    return Description(words, mood if mood in words else mood[:1].upper() + mood[1:])


@cache
def load_language(code: str) -> Language:
    """The words of "en" or "zh_CN", from resources/scenes/shopping. Raises FileNotFoundError for another code."""
    from pydantic import TypeAdapter  # not before the first example: Home shows the scenes at once

    return TypeAdapter(Language).validate_json(resource(f"scenes/shopping/descriptions.{code}.json").read_bytes())
