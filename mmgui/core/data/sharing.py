"""Examples that share a media file: several captions of one picture, several questions about it."""

from collections.abc import Callable, Collection, Sequence

from mmgui.core.data.example import ExampleSet, Field, Split
from mmgui.modalities import is_media

HELD_OUT: tuple[Split, ...] = ("validation", "test")


def media_fields(fields: Sequence[Field]) -> tuple[str, ...]:
    """The names of the fields that hold files."""
    return tuple(f.name for f in fields if is_media(f.modality))


def bundles(media: Sequence[Collection[str]]) -> list[list[int]]:
    """Which of them share a file, also by way of others: their places, rising, the bundles by their first one.

    media: per example (or group of equal ones) what its files hold.
    """
    parent = list(range(len(media)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = place = parent[parent[place]]
        return place

    first: dict[str, int] = {}
    for place, files in enumerate(media):
        for file in files:
            one, other = sorted((root(first.setdefault(file, place)), root(place)))
            parent[other] = one
    found: dict[int, list[int]] = {}
    for place in range(len(media)):
        found.setdefault(root(place), []).append(place)
    return list(found.values())


def shared_with_training(examples: ExampleSet, content_of: Callable[[str], str]) -> tuple[tuple[Split, int], ...]:
    """(part, how many) of the validation and test examples of which a file stands in training too; parts with none are
    not there. content_of: for a media path, a text that is equal for equal files."""
    names = media_fields(examples.fields)
    files: dict[Split | None, list[set[str]]] = {}
    for example in examples.examples if names else ():
        held = {content_of(value) for name in names if (value := example.values.get(name)) is not None}
        files.setdefault(example.split, []).append(held)
    learnt = set().union(*files.get("train", ()))
    counts = ((part, sum(not held.isdisjoint(learnt) for held in files.get(part, ()))) for part in HELD_OUT)
    return tuple((part, count) for part, count in counts if count)


__all__ = ["HELD_OUT", "bundles", "media_fields", "shared_with_training"]
