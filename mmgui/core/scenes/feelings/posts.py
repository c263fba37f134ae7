"""The posts of `feelings`: a grammar whose topics are independent of the tone, so that only the tone words tell it.

A pattern is a text with {fact}, {event}, {when} (from the topic) and {opener}, {closer} (from the tone). In tone
phrases the words that carry the tone stand in [brackets]; they are the evidence. A fact alone has a neutral tone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from mmgui.core.paths import resource
from mmgui.core.scenes.feelings.rule import Tone

_BRACKETED = re.compile(r"\[([^\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Topic:
    """What a post is about: a hashtag, things that happened in it, plain facts in everyday words."""

    tag: str
    events: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class ToneWords:
    """How a tone speaks. `patterns` use {event} and carry their own tone; openers and closers go around a fact."""

    openers: tuple[str, ...]
    closers: tuple[str, ...]
    patterns: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """A language's words. fact_patterns: with {fact} and {opener} or {closer}; plain_patterns: with {fact} only."""

    topics: tuple[Topic, ...]
    tones: Mapping[Tone, ToneWords]
    whens: tuple[str, ...]
    fact_patterns: tuple[str, ...]
    plain_patterns: tuple[str, ...]
    tag_pattern: str  # with {post} and {tag}


@dataclass(frozen=True)
class Post:
    """A sentence and the words in it that carry its tone, in order; none for a plain, neutral fact."""

    words: str
    evidence: tuple[str, ...]
    tone: Tone


def write_post(random: Random, language: str, tone: Tone) -> Post:
    """One post by chance. `language` is "en" or "zh_CN"."""
    grammar = load_language(language)
    tone_words = grammar.tones[tone]
    topic = random.choice(grammar.topics)
    chance = random.random()
    if tone == "neutral" and chance < 0.06:
        patterns: Sequence[str] = grammar.plain_patterns
    elif chance > 0.7:
        patterns = tone_words.patterns
    else:
        patterns = grammar.fact_patterns
    pattern = random.choice(patterns)
    fill = {
        "fact": random.choice(topic.facts),
        "event": random.choice(topic.events),
        "when": random.choice(grammar.whens),
        "opener": random.choice(tone_words.openers),
        "closer": random.choice(tone_words.closers),
    }
    tag = topic.tag if random.random() < 0.25 else ""
    return _finish(pattern.format_map(fill), tone, grammar, tag)


@cache
def load_language(code: str) -> Language:
    """The words of "en" or "zh_CN", from resources/scenes/feelings. Raises FileNotFoundError for another code."""
    from pydantic import TypeAdapter  # not before the first post: Home shows the scenes at once

    return TypeAdapter(Language).validate_json(resource(f"scenes/feelings/posts.{code}.json").read_bytes())


def _finish(marked: str, tone: Tone, grammar: Language, tag: str) -> Post:
    evidence = tuple(_BRACKETED.findall(marked))
    words = _BRACKETED.sub(r"\1", marked)
    if evidence and words.startswith(evidence[0]):
        evidence = (evidence[0][:1].upper() + evidence[0][1:], *evidence[1:])
    words = words[:1].upper() + words[1:]
    return Post(grammar.tag_pattern.format(post=words, tag=tag) if tag else words, evidence, tone)
