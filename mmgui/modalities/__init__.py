"""The kinds of fields, one room each: everybody else asks the registry here and names none of them.

A folder beside this file whose `__init__.py` calls `register` is found by being there; a package from elsewhere calls
`register` itself. What a room may say stands in contract.py.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from mmgui.core.errors import DataError
from mmgui.core.i18n import _, add_catalogues
from mmgui.core.registry import Registry
from mmgui.modalities.contract import PHRASES, Modality
from mmgui.modalities.counted import COUNTED

MODALITIES: Registry[Modality] = Registry("modality")


def register(modality: Modality) -> Modality:
    """Make a modality known under its name, and the texts in `locale/LANGUAGE.mo` of its room.

    Raises ValueError if the name is taken, a setting of its encoders is called like another one (settings are found by
    their names alone), or it has a phrase that nobody asks for.
    """
    if strange := (modality.phrases.keys() - PHRASES.keys()) | (modality.counted.keys() - COUNTED.keys()):
        raise ValueError(f"{modality.name!r} has phrases that nobody says: {', '.join(sorted(strange))}")
    known = {p.name: p for _name, other in MODALITIES for part in other.encoders for p in part.parameters}
    for parameter in (p for part in modality.encoders for p in part.parameters):
        if known.setdefault(parameter.name, parameter) != parameter:
            raise ValueError(f"the setting {parameter.name!r} of {modality.name!r} means something else already")
    if place := getattr(import_module(modality.room), "__file__", None):  # none where somebody types it
        add_catalogues(Path(place).parent / "locale")
    return MODALITIES.register(modality.name)(modality)


def unregister(name: str) -> None:
    """Forget a modality again. Raises KeyError if there is none of that name."""
    MODALITIES.forget(name)


def find_modality(word: str) -> Modality:
    """The modality called `word`, by its name or an alias ("photo", "words"). Raises ExperimentError."""
    wanted = word.strip().lower()
    for _name, modality in MODALITIES:
        if wanted == modality.name or wanted in modality.aliases:
            return modality
    return MODALITIES.get(wanted)


def is_media(modality: str) -> bool:
    """Whether its values are files. A kind that only a newer program knows is kept as text, so that nothing is lost."""
    return modality in MODALITIES and MODALITIES.get(modality).is_media


def prose() -> Modality:
    """The kind of which columns of running text are. Raises StopIteration if nobody registered one."""
    return next(modality for modality in in_order() if modality.is_prose)


def typed_kinds() -> tuple[Modality, ...]:
    """Those whose values are neither files nor running text, as their cards stand on the screen."""
    return tuple(modality for modality in in_order() if not modality.is_media and not modality.is_prose)


def read_typed(modality: str, value: Any, field: str) -> Any:
    """What `Modality.read` makes of a value; raises its DataError, which names the field, for no file does."""
    with naming(field):
        return MODALITIES.get(modality).read(value)


@contextmanager
def naming(field: str) -> Iterator[None]:
    """A DataError of a typed value names its field."""
    try:
        yield
    except DataError as error:
        text = _("“{field}”: {reason}").format(field=field, reason=error.message)
        raise DataError(text, error.hint, error.detail, column=field) from error


def shown_text(modality: str, value: str) -> str:
    """A typed value as people read it; one of a kind that only a newer program knows as it is stored."""
    return MODALITIES.get(modality).shown_text(value) if modality in MODALITIES else value


def kinds_of_file(path: Path) -> tuple[Modality, ...]:
    """Those whose values are files with this ending, as their cards stand on the screen."""
    return tuple(modality for modality in in_order() if modality.is_media and path.suffix.lower() in modality.suffixes)


def in_order() -> tuple[Modality, ...]:
    """All of them as their cards stand on the screen."""
    return tuple(sorted((modality for _name, modality in MODALITIES), key=lambda modality: modality.order))


def say_of_all(modalities: Iterable[str], key: str) -> str:
    """What all these kinds of fields say with the very same words, "" if there is no such sentence."""
    said = {MODALITIES.get(name).say(key) for name in modalities}
    return said.pop() if len(said) == 1 else ""


def say_give(modalities: Iterable[str] = ()) -> str:
    """ "Give it a picture or some words.", of these kinds of fields; of all if there are none."""
    kinds = [MODALITIES.get(name) for name in dict.fromkeys(modalities) if name in MODALITIES] or in_order()
    things = [kind.say("give") or _("“{title}”").format(title=kind.title()) for kind in kinds]
    return _("Give it {things}.").format(things=_(" or ").join(things))


for _module in iter_modules(__path__):
    if _module.ispkg:
        import_module(f"{__name__}.{_module.name}")
