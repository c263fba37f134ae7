"""The program's texts: collect them from the source, bring the catalogues up to date, compile them.

    .venv/bin/python packaging/translations.py          collect, update the .po files, compile the .mo files
    .venv/bin/python packaging/translations.py --check   say what is missing, change nothing; exit code 1 if anything is

A translator edits `resources/locale/LANGUAGE/LC_MESSAGES/mmgui.po` and runs the first line. A modality's
room with a folder `locale` brings the texts of its own files, handled in the same way: `locale/LANGUAGE.po` there.
"""

import argparse
import io
import string
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "resources" / "locale"
LANGUAGES = ("zh_CN",)
# Where the first arguments of these functions are texts; of bind_text it is the third.
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "bind_text": (3,)}


def rooms() -> list[Path]:
    """The rooms that bring their own catalogues."""
    return sorted(folder.parent for folder in (ROOT / "mmgui" / "modalities").glob("*/locale"))


def collect(room: Path | None = None) -> Catalog:
    """Every text in the source, with the places where it stands: of a room that brings its own, or of all else."""
    source = room or ROOT / "mmgui"
    elsewhere = tuple(f"{other.relative_to(source).as_posix()}/" for other in rooms()) if room is None else ()
    catalogue = Catalog(project="mmgui", charset="utf-8")
    found = extract_from_dir(
        source,
        method_map=[("**.py", "python")],
        keywords=KEYWORDS,
        options_map={"**.py": {"encoding": "utf-8"}},
    )
    for name, _line, message, _comments, _context in sorted(found, key=lambda f: (f[0], f[1])):
        if not Path(name).as_posix().startswith(elsewhere):
            place = (source / name).relative_to(ROOT).as_posix()
            catalogue.add(message, locations=[(place, 0)])
    return catalogue


def path_of(language: str, suffix: str = "po", room: Path | None = None) -> Path:
    if room is not None:
        return room / "locale" / f"{language}.{suffix}"
    return LOCALE / language / "LC_MESSAGES" / f"mmgui.{suffix}"


def read(language: str, room: Path | None = None) -> Catalog:
    path = path_of(language, room=room)
    if not path.exists():
        return Catalog(locale=language, project="mmgui", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def faults(language: str, room: Path | None = None) -> list[str]:
    """What is wrong with a catalogue, one line each: missing, wrong place-holders, no longer compiled as it stands."""
    source, translated = collect(room), read(language, room)
    lines = []
    for message in source:
        if not message.id:
            continue
        own = translated.get(message.id if isinstance(message.id, str) else message.id[0])
        texts = _texts(own) if own is not None else []
        if not texts or not all(texts) or (own is not None and own.fuzzy):
            lines.append(f"not translated: {message.id!r}")
            continue
        wanted = _names(_source_text(message))
        lines += [f"other place-holders in {text!r} than in {message.id!r}" for text in texts if _names(text) != wanted]
    mo = path_of(language, "mo", room)
    if not mo.exists() or mo.read_bytes() != compiled(translated):
        lines.append(f"{mo.relative_to(ROOT)} is not compiled from its .po file")
    return lines


def _texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def _source_text(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[1]


def _names(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _t, name, _f, _c in string.Formatter().parse(text) if name is not None}


def update(language: str, room: Path | None = None) -> int:
    """Bring the .po file up to date (new texts empty, unused ones gone), compile it, count the empty ones."""
    source, old = collect(room), read(language, room)
    new = Catalog(locale=language, project="mmgui", charset="utf-8", revision_date=old.revision_date,
                  creation_date=old.creation_date)  # fmt: skip
    for message in source:
        if not message.id:
            continue
        own = old.get(message.id if isinstance(message.id, str) else message.id[0])
        text = own.string if own is not None and not own.fuzzy else None
        if text is not None and isinstance(message.id, str) != isinstance(text, str):
            text = text[0] if isinstance(message.id, str) else (text,)
        new.add(message.id, text, locations=message.locations)
    path = path_of(language, room=room)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=120, sort_output=False, include_lineno=False, omit_header=False)
    again = read(language, room)
    path_of(language, "mo", room).write_bytes(compiled(again))
    return sum(1 for m in again if m.id and not all(_texts(m)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    wrong = 0
    catalogues = [(language, room) for language in LANGUAGES for room in (None, *rooms())]
    if parser.parse_args().check:
        for language, room in catalogues:
            for line in faults(language, room):
                print(f"{language}: {line}")
                wrong = 1
        return wrong
    for language, room in catalogues:
        empty = update(language, room)
        name = f"{language}, {room.name}" if room else language
        print(f"{name}: {len(collect(room))} texts, {empty} without a translation")
    return 0


if __name__ == "__main__":
    sys.exit(main())
