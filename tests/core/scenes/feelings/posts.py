"""Everything that the grammar of `feelings` can say."""

from collections.abc import Iterator
from itertools import product

from mmgui.core.scenes.feelings.posts import _SLOT, Post, _finish, load_language
from mmgui.core.scenes.feelings.rule import Tone


def every_post(language: str, tone: Tone) -> Iterator[Post]:
    """All posts of a tone without their hashtags: what `write_post` can say."""
    grammar = load_language(language)
    tone_words = grammar.tones[tone]
    patterns = (*grammar.fact_patterns, *tone_words.patterns, *(grammar.plain_patterns if tone == "neutral" else ()))
    for topic, pattern in product(grammar.topics, patterns):
        choices = {
            "fact": topic.facts,
            "event": topic.events,
            "when": grammar.whens,
            "opener": tone_words.openers,
            "closer": tone_words.closers,
        }
        slots = [slot for slot in choices if slot in _SLOT.findall(pattern)]
        for values in product(*(choices[slot] for slot in slots)):
            yield _finish(pattern.format_map(dict(zip(slots, values, strict=True))), tone, grammar, "")
