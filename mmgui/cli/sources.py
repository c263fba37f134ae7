"""SOURCE on the command line: a project, a table, a folder, or scene:NAME."""

import argparse
import codecs
import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from mmgui.cli.accounts import say_account, with_option
from mmgui.core.cancel import CancelToken
from mmgui.core.data.account import ImportAccount, account_of, nothing_imported
from mmgui.core.data.example import (
    ExampleSet,
    FieldMapping,
    ImportMapping,
    ImportResult,
    SourceOptions,
    SourcePreview,
)
from mmgui.core.data.labels import with_joined_labels
from mmgui.core.data.splitting import divide_examples
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.file_content import same_content
from mmgui.core.i18n import LANGUAGES, _, join_names, set_language
from mmgui.core.paths import PROJECT_SUFFIX, cache_folder
from mmgui.core.run.record import SETTINGS

SCENE_PREFIX = "scene:"
BOTH = "both"  # languages of a scene
NO_COLUMN = "none"  # what --split takes for no column


def speak(arguments: argparse.Namespace) -> None:
    """Let the sentences be in the language of --language, if it is one of ours; else in the system's."""
    wished = arguments.language
    if wished in LANGUAGES:
        set_language(wished)
    elif wished is not None and wished != BOTH:
        raise ExperimentError(
            _("There is no language “{name}” here.").format(name=wished),
            _("Known are: {names}.").format(names=join_names(LANGUAGES)),
            parameter="language",
        )


def read_examples(
    text: str,
    arguments: argparse.Namespace,
    cancel: CancelToken | None = None,
    *,
    known: Collection[str] = (),
    is_divided: bool = False,
    trained: ImportMapping | None = None,
) -> ExampleSet:
    """The examples of SOURCE with absolute media paths; what became of a table or folder is said on stderr."""
    return read_with_account(text, arguments, cancel, known=known, is_divided=is_divided, trained=trained)[0]


def read_with_account(
    text: str,
    arguments: argparse.Namespace,
    cancel: CancelToken | None = None,
    *,
    known: Collection[str] = (),
    is_divided: bool = False,
    trained: ImportMapping | None = None,
) -> tuple[ExampleSet, ImportAccount | None]:
    """As read_examples, with the account of what a table or folder offered; None for a project or a scene.

    known: with --join-labels, the labels that stay as they are, because a model or other examples use them.
    is_divided: the command divides the examples, so that copies of test examples leave training; the account says so.
    trained: the columns that a model was trained on: they are read where a table has them, unless others are named.
    """
    cancel = cancel or CancelToken()
    if text.startswith(SCENE_PREFIX):
        return _scene_examples(text.removeprefix(SCENE_PREFIX), arguments, cancel), None
    path = Path(text)
    if not path.exists():
        raise DataError(
            _("“{path}” does not exist.").format(path=text), _("Check the spelling of the path."), file=text
        )
    if is_project(path):
        examples = _project_examples(path)
        return (with_joined_labels(examples, known)[0] if arguments.join_labels else examples), None
    result = read_table_or_folder(path, arguments, cancel, trained)
    if arguments.join_labels:
        examples, notes = with_joined_labels(result.examples, known)
        result = ImportResult(examples, (*result.problems, *notes))
    account = account_of(result)
    if account.read:
        division = divide_examples(result.examples, content_of=same_content(), cancel=cancel)
        moved = division.moved if is_divided else {}
        account = replace(
            account,
            moved=moved,
            contradictions=division.contradictions,
            repeats=division.repeats,
            repeated=division.repeated,
        )
    say_account(account, path, arguments)
    if not account.read:
        raise nothing_imported(path.name, result.problems, path, with_option)
    return result.examples, account


def _project_examples(path: Path) -> ExampleSet:
    from mmgui.core.data.project import Project

    project = Project.open(path)
    try:
        return project.example_set()
    finally:
        project.close()


def is_project(path: Path) -> bool:
    return path.is_dir() and (path.suffix == PROJECT_SUFFIX or (path / "project.sqlite").exists())


def read_table_or_folder(
    path: Path, arguments: argparse.Namespace, cancel: CancelToken, trained: ImportMapping | None = None
) -> ImportResult:
    from mmgui.core.data.importing.source import read_source

    options = import_options(arguments, trained)
    return read_source(path, chosen_mapping(path, arguments, options, trained), options=options, cancel=cancel)


def source_options(arguments: argparse.Namespace) -> SourceOptions:
    """What --read-as, --encoding and --join-labels say. Raises ExperimentError for an encoding that nobody knows."""
    encoding = (arguments.encoding or "").strip()
    if encoding:
        try:
            "".encode(encoding)  # refuses also codecs that are none of texts
            encoding = codecs.lookup(encoding).name
        except (LookupError, ValueError):
            raise ExperimentError(
                _("There is no encoding “{name}”.").format(name=encoding),
                _("Known are, among many others: {names}.").format(
                    names="utf-8, cp1252, cp1251, koi8-r, gb18030, big5, shift_jis, euc_kr"
                ),
                parameter="encoding",
            ) from None
    return SourceOptions((arguments.read_as or "").strip(), encoding, arguments.join_labels)


def import_options(arguments: argparse.Namespace, trained: ImportMapping | None = None) -> SourceOptions:
    """The same with the columns that --field, --label and --split name, and those of a training. Raises
    ExperimentError."""
    named = _named_columns(arguments)
    if trained is not None:
        named += trained.used
    return replace(source_options(arguments), chosen=tuple(named))


def _named_columns(arguments: argparse.Namespace) -> list[str]:
    """The columns that are named. Raises ExperimentError if one is named for the answers or parts and for another
    thing."""
    fields = [column for text in arguments.field or () for column in _field(text).columns]
    others = [name for name in (arguments.label, arguments.split) if name]
    twice = next((name for i, name in enumerate(others) if name in fields or name in others[:i]), None)
    if twice is not None:
        raise ExperimentError(
            _("“{column}” is named for two things.").format(column=twice),
            _("Name another column with --label, --split or --field."),
            parameter="label" if twice == arguments.label else "split",
        )
    return [*fields, *others]


def chosen_mapping(
    path: Path,
    arguments: argparse.Namespace,
    options: SourceOptions = SourceOptions(),
    trained: ImportMapping | None = None,
) -> ImportMapping | None:
    """The guess, corrected by the columns of a training and by --field, --label and --split; None when nothing was said
    (then the guess holds)."""
    if not (arguments.field or arguments.label or arguments.split or trained):
        return None
    from mmgui.core.data.importing.source import preview_source

    preview = preview_source(path, options=options)
    if trained is not None:
        from mmgui.core.inference.trained_columns import as_trained

        preview = replace(preview, guess=as_trained(preview.guess, preview.columns, trained))
    return corrected_mapping(preview, arguments)


def corrected_mapping(preview: SourcePreview, arguments: argparse.Namespace) -> ImportMapping:
    """The guess with what --field, --label and --split say; what they name is guessed for nothing else. Raises
    DataError for a column that is not there, ExperimentError for one that is named twice."""
    path, named = preview.source, _named_columns(arguments)
    guess = preview.guess
    mapping = ImportMapping(
        tuple(f for f in guess.fields if not set(f.columns) & set(named)),
        None if guess.label_column in named else guess.label_column,
        None if guess.split_column in named else guess.split_column,
    )
    if arguments.field:
        mapping = replace(mapping, fields=tuple(_field(text) for text in arguments.field))
    if arguments.label:
        mapping = replace(mapping, label_column=arguments.label)
    mapping = replace(mapping, split_column=chosen_split(arguments, preview.columns, mapping.split_column))
    wished = [*(c for f in mapping.fields for c in f.columns), mapping.label_column, mapping.split_column]
    for column in wished:
        if column is not None and column not in preview.columns:
            raise DataError(
                _("“{file}” has no column “{column}”.").format(file=path.name, column=column),
                _("It has: {columns}.").format(columns=", ".join(preview.columns)),
                file=path,
                column=column,
            )
    return mapping


def chosen_split(arguments: argparse.Namespace, columns: Collection[str], guess: str | None) -> str | None:
    """The column of the parts as --split says, else the guess. A column that is called "none" is one."""
    is_none = arguments.split == NO_COLUMN and NO_COLUMN not in columns
    return None if is_none else arguments.split or guess


def _field(text: str) -> FieldMapping:
    from mmgui.core.data.importing.columns import parse_field_option

    return parse_field_option(text)


def _scene_examples(name: str, arguments: argparse.Namespace, cancel: CancelToken) -> ExampleSet:
    """A scene's examples, made once per (count, seed, language) in the cache folder."""
    from mmgui.core.data.importing.source import read_source
    from mmgui.core.scenes import SCENES

    scene = SCENES.get(name)
    count = getattr(arguments, "count", None) or scene.default_count
    language = getattr(arguments, "language", None) or "en"
    if language not in (*scene.languages, BOTH):
        raise ExperimentError(
            _("The scene “{name}” does not speak “{language}”.").format(name=name, language=language),
            _("It speaks: {languages}.").format(languages=join_names(scene.languages)),
            parameter="language",
        )
    seed = int(getattr(arguments, "seed", 0) or 0) or _seed_of_stopped_run(arguments)
    difficulty = getattr(arguments, "difficulty", None)
    level = "" if difficulty is None else f"-{difficulty:g}"
    folder = cache_folder() / "scenes" / f"{name}-{language}-{count}-{seed}{level}"
    if not (folder / "metadata.csv").exists():
        import shutil
        import tempfile

        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
        try:
            shown = progress(_("making examples"))
            scene.make(work / "scene", count, seed, language, difficulty=difficulty, cancel=cancel, progress=shown)
            if not folder.exists():
                (work / "scene").rename(folder)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return replace(read_source(folder, None, cancel=cancel).examples, name=name)


def _seed_of_stopped_run(arguments: argparse.Namespace) -> int:
    """With --resume and no seed given: that of the run, from which its examples were made; else 0."""
    if not getattr(arguments, "resume", False):
        return 0
    try:
        return int((SETTINGS.read(Path(arguments.run)) or {})["experiment"]["seed"])
    except (ValueError, KeyError, TypeError):
        return 0  # the trainer says what is wrong with the run


def progress(title: str) -> Callable[[int, int], None]:
    """Shows how far something is on one line of stderr, if a person is watching it."""

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty() and (done == total or done % 10 == 0):
            print(f"\r{title}: {done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)

    return show
