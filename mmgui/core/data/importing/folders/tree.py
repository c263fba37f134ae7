"""What lies in a folder and below it: media, tables, texts, the rest; whatever is passed over is named."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Problem, ProblemKind, Split
from mmgui.core.data.importing.file_names import (
    PAGE_ENDINGS,
    TEXT_ENDINGS,
    ending,
    is_paper,
    is_rubbish,
    is_storable,
    is_system_folder,
    kind_of_file,
    kind_of_names,
    media_endings,
    media_kinds,
    page_of_folder,
)
from mmgui.core.data.importing.tables.rows import TABLE_SUFFIXES
from mmgui.core.errors import DataError
from mmgui.core.i18n import _, ngettext
from mmgui.core.paths import PROJECT_SUFFIX
from mmgui.modalities.contract import Modality

_IN_CLOUD = ".icloud"  # of what macOS leaves in the place of a file that is not on this computer: ".a.png.icloud"
_RUN_FILES = ("manifest.json", "best.safetensors")
MOST_DEEP = 60  # folders in folders
MOST_COUNTED = 20_000  # entries of a folder that is not read which are looked at to say how many media it holds
MOST_LOOKED_INTO = 5_000  # files whose name says nothing which are opened to see whether they are media
_TABLES = tuple(s for s in {*TABLE_SUFFIXES, ".json"} if s not in TEXT_ENDINGS)
_SURE_TABLES = tuple(s for s in _TABLES if s != ".json")  # settings of programs are .json
_NO_MEDIA = frozenset(
    {
        *(".xml", ".json", ".yaml", ".yml", ".pdf", ".doc", ".docx", ".html", ".htm", ".ini", ".log", ".py"),
        *(".mp4", ".mov", ".avi", ".mkv", ".webm", ".mp3", ".wav", ".ogg", ".flac", ".npy", ".npz", ".pkl", ".pt"),
        *(".zip", ".gz", ".tar", ".7z", ".rar", ".db", ".psd", ".ico", ".eps", ".raw", ".cr2", ".nef", ".dng"),
    }
)


@dataclass
class Branch:
    """A folder: its sub-folders and, by their names, the files that lie in it directly. Everything is sorted.

    place: its path from the source's folder, with "/"; "" for the source itself.
    media: files that a field can hold; texts: .txt and the like; others: files that are none of these, no tables and no
    rubbish.
    part: the part that it is called after; only in a tree that `folder_names.as_named` made.
    """

    path: Path
    place: str = ""
    folders: list["Branch"] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    part: Split | None = None

    @property
    def name(self) -> str:
        return self.path.name

    @cached_property
    def media_count(self) -> int:
        return len(self.media) + sum(f.media_count for f in self.folders)

    @property
    def media_folders(self) -> list["Branch"]:
        """Its sub-folders with media in them or below them."""
        return [f for f in self.folders if f.media_count]

    @property
    def has_files(self) -> bool:
        own = self.media or self.tables or self.texts or self.others
        return bool(own) or any(f.has_files for f in self.folders)

    def branches(self) -> Iterator["Branch"]:
        """Itself and all folders below it."""
        yield self
        for folder in self.folders:
            yield from folder.branches()

    def places(self, names: list[str]) -> list[str]:
        """Paths, from the source's folder, of files that lie in it."""
        return [f"{self.place}/{name}" if self.place else name for name in names]

    def all_media(self) -> Iterator[str]:
        for branch in self.branches():
            yield from branch.places(branch.media)


def scan_folder(folder: Path, cancel: CancelToken | None = None) -> tuple[Branch, list[Problem]]:
    """Everything below a folder, and what in it is not entered or read whatever the folder means.

    Links within the folder are followed, those that lead out are not. Raises DataError if the folder itself cannot be
    read; Cancelled.
    """
    scan = _Scan(Path(os.path.realpath(folder)), cancel)
    root = Branch(folder)
    scan.fill(root, (scan.root,), is_linked=False)
    _pass_over_papers(root)
    return root, scan.found()


class _Scan:
    def __init__(self, root: Path, cancel: CancelToken | None) -> None:
        self.root, self._cancel = root, cancel
        self._endings = media_endings()
        self._table_endings = {suffix for kind in media_kinds() for suffix in kind.table_suffixes}
        self._problems: list[Problem] = []
        self._hidden: list[str] = []
        self._in_cloud: list[str] = []
        self._unstorable: list[tuple[str, str]] = []  # where, what it is called
        self._hidden_tables: list[str] = []
        self._unstorable_files: list[str] = []
        self._looked_into = 0
        self._in_system_folders: list[str] = []
        self._of_pages: list[str] = []
        self._ours: list[str] = []
        self._own: dict[Path, str] = {}  # the folders that were entered as themselves
        self._links: list[tuple[Branch, Path]] = []  # those that were entered by a link, and where it leads

    def found(self) -> list[Problem]:
        problems = [*self._problems, *self._told_links()]
        if self._hidden:
            text = kind_of_names(self._hidden).say_count("hidden", len(self._hidden))
            problems.append(_left_out(self._hidden[0], text, len(self._hidden)))
        if self._in_cloud:
            text = ngettext(
                "{count} file was left out: it is in iCloud only. Download it first.",
                "{count} files were left out: they are in iCloud only. Download them first.",
                len(self._in_cloud),
            )
            problems.append(_left_out(self._in_cloud[0], text, len(self._in_cloud)))
        if self._unstorable:
            text = kind_of_names(name for _place, name in self._unstorable).say_count(
                "foreign letters", len(self._unstorable)
            )
            problems.append(_left_out(printable(self._unstorable[0][0]), text, len(self._unstorable)))
        if self._in_system_folders:
            text = ngettext(
                "{count} file was left out: it lies in a folder of the system, such as a recycle bin.",
                "{count} files were left out: they lie in folders of the system, such as a recycle bin.",
                len(self._in_system_folders),
            )
            problems.append(_left_out(self._in_system_folders[0], text, len(self._in_system_folders)))
        if self._of_pages:
            text = ngettext(
                "{count} file was left out: it lies in a folder that belongs to the web page beside it.",
                "{count} files were left out: they lie in folders that belong to the web pages beside them.",
                len(self._of_pages),
            )
            problems.append(_left_out(self._of_pages[0], text, len(self._of_pages)))
        if self._ours:
            text = ngettext(
                "{count} folder was left out: it is a project or a run of this program, and no data.",
                "{count} folders were left out: they are projects or runs of this program, and no data.",
                len(self._ours),
            )
            problems.append(_left_out(printable(self._ours[0]), text, len(self._ours)))
        if self._hidden_tables:
            text = ngettext(
                "{count} hidden table was left out (its name begins with a dot).",
                "{count} hidden tables were left out (their names begin with a dot).",
                len(self._hidden_tables),
            )
            problems.append(_left_out(printable(self._hidden_tables[0]), text, len(self._hidden_tables)))
        if self._unstorable_files:
            text = Modality().say_count("foreign letters", len(self._unstorable_files))
            problems.append(_left_out(printable(self._unstorable_files[0]), text, len(self._unstorable_files)))
        return problems

    def _told_links(self) -> Iterator[Problem]:
        """The links to folders that are entered as themselves too."""
        text = _(
            "“{name}” is a link to “{other}”: the same files a second time. Take it out if they should count once."
        )
        for branch, real in self._links:
            if branch.has_files and (other := self._own.get(real)):
                yield Problem(branch.place, text.format(name=branch.place, other=other), kind="note")

    def fill(self, branch: Branch, above: tuple[Path, ...], is_linked: bool) -> None:
        if self._cancel is not None:
            self._cancel.raise_if_cancelled()
        try:
            with os.scandir(branch.path) as entries:
                found = sorted(entries, key=lambda e: e.name)
        except OSError as error:
            if not branch.place:
                raise DataError(
                    _("The folder “{name}” cannot be read.").format(name=branch.name),
                    detail=str(error),
                    file=branch.path,
                ) from error
            self._problems.append(_left_out(branch.place, _("This folder was left out: it may not be read."), 1))
            return
        pages = {e.name.rpartition(".")[0] for e in found if ending(e.name) in PAGE_ENDINGS}
        for entry in found:
            name = entry.name
            if is_rubbish(name):
                continue
            place = f"{branch.place}/{name}" if branch.place else name
            if _is_folder(entry) and page_of_folder(name) in pages:
                self._of_pages += [place] * len(_found_in(branch.path / name, ("",), self._cancel))
            elif _is_folder(entry):
                self._folder(branch, entry, place, above, is_linked)
            elif not is_storable(name):
                if name.lower().endswith(self._endings):
                    self._unstorable.append((place, name))
                else:
                    self._unstorable_files.append(place)
            elif name.startswith("."):
                if name.lower().endswith(self._endings):
                    self._hidden.append(place)
                elif name.lower().endswith(_IN_CLOUD):
                    self._in_cloud.append(place)
                elif ending(name) in _SURE_TABLES:
                    self._hidden_tables.append(place)
            else:
                self._file(branch, entry)

    def _folder(
        self, branch: Branch, entry: "os.DirEntry[str]", place: str, above: tuple[Path, ...], is_linked: bool
    ) -> None:
        path = branch.path / entry.name
        if entry.name.startswith("."):
            self._pass_over(path, place, _("the folder is hidden (its name begins with a dot)"), always=False)
            self._hidden_tables += [f"{place}/…"] * len(_found_in(path, _SURE_TABLES, self._cancel))
        elif is_system_folder(entry.name):
            found = _found_in(path, (*self._endings, *_SURE_TABLES), self._cancel)
            self._in_system_folders += [place] * len(found)
        elif entry.name.lower().endswith(PROJECT_SUFFIX) or is_run(path):
            self._ours.append(place)
        elif not is_storable(entry.name):
            self._unstorable += [(place, name) for name in _found_in(path, self._endings, self._cancel)]
            self._unstorable_files += [place] * len(_found_in(path, _TABLES, self._cancel))
        elif entry.is_symlink():
            real = Path(os.path.realpath(path))
            if not real.is_relative_to(self.root):
                self._pass_over(
                    path, place, _("it is a link that leads out of the folder, to “{path}”").format(path=real)
                )
            elif is_linked or any(a.is_relative_to(real) for a in above):
                self._pass_over(path, place, _("it is a link to a folder around it, or in a linked folder"), never=True)
            else:
                self._enter(branch, path, place, (*above, real), True)
        elif place.count("/") >= MOST_DEEP:
            self._pass_over(path, place, _("it lies too deep"))
        else:
            self._enter(branch, path, place, (*above, above[-1] / entry.name), is_linked)

    def _enter(self, branch: Branch, path: Path, place: str, above: tuple[Path, ...], is_linked: bool) -> None:
        inner = Branch(path, place)
        branch.folders.append(inner)
        if not is_linked:
            self._own[above[-1]] = place
        elif os.path.islink(path):  # noqa: PTH114 (which may raise)
            self._links.append((inner, above[-1]))
        self.fill(inner, above, is_linked)

    def _pass_over(self, path: Path, place: str, why: str, always: bool = True, never: bool = False) -> None:
        """Name a folder that is not entered. always: even if it holds no media. never: it holds nothing new."""
        names = [] if never else _found_in(path, self._endings, self._cancel)
        count = len(names)
        if not count and not always:
            return
        text = kind_of_names(names).say_count("in a folder", count)
        kind: ProblemKind = "note" if never else "left out"
        self._problems.append(
            Problem(printable(place), text.format(count=count, why=why), kind=kind, count=max(1, count))
        )

    def _file(self, branch: Branch, entry: "os.DirEntry[str]") -> None:
        name = entry.name
        is_media = name.lower().endswith(self._endings)
        if entry.is_symlink() and not os.path.exists(entry.path):  # noqa: PTH110 (which may raise)
            where = f"{branch.place}/{name}" if branch.place else name
            text = _("This link was left out: it leads nowhere, or in a circle.")
            self._problems.append(Problem(where, text, kind="problem" if is_media else "left out"))
            return
        suffix = ending(name)
        if suffix in TEXT_ENDINGS and name.lower().removesuffix(suffix).endswith(self._endings):
            is_media = self._begins_as_media(entry)  # "a.jpg.txt", as some systems save "a.jpg"
        if suffix in self._table_endings and not entry.is_symlink():
            is_media = kind_of_file(Path(entry.path)) is not None
        if is_media:
            branch.media.append(name)
        elif suffix in _TABLES or suffix in TEXT_ENDINGS:
            if entry.is_symlink() and not Path(os.path.realpath(entry.path)).is_relative_to(self.root):
                where = f"{branch.place}/{name}" if branch.place else name
                self._problems.append(
                    _left_out(where, _("This file was left out: it is a link that leads out of the folder."), 1)
                )
            else:
                (branch.texts if suffix in TEXT_ENDINGS else branch.tables).append(name)
        elif suffix not in _NO_MEDIA and self._begins_as_media(entry):
            branch.media.append(name)
        else:
            branch.others.append(name)

    def _begins_as_media(self, entry: "os.DirEntry[str]") -> bool:
        self._looked_into += 1
        is_tried = self._looked_into <= MOST_LOOKED_INTO and not entry.is_symlink()
        return is_tried and kind_of_file(Path(entry.path)) is not None


def _pass_over_papers(root: Branch) -> None:
    """Drop the texts about the data: those around it. In folders beside each other, which may be classes, a file of
    such a name is a file like any other."""
    around = [root]
    while len(around[-1].folders) == 1:
        around += around[-1].folders
    for branch in around:
        branch.texts = [name for name in branch.texts if not is_paper(name)]
        branch.others = [name for name in branch.others if not is_paper(name)]


def is_run(folder: Path) -> bool:
    """Whether a folder is a trained model as this program stores it."""
    return all(os.path.isfile(folder / name) for name in _RUN_FILES)  # noqa: PTH113 (which may raise)


def printable(text: str) -> str:
    """A path whose letters cannot be shown, with "?" in place of them."""
    return text.encode(errors="replace").decode()


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _left_out(where: str, text: str, count: int) -> Problem:
    return Problem(where, text.format(count=count), kind="left out", count=count)


def _found_in(folder: Path, endings: tuple[str, ...], cancel: CancelToken | None) -> list[str]:
    """The names of the files with such endings below a folder that is not read; of a very large one some."""
    seen, found = 0, list[str]()
    for _place, _folders, names in os.walk(folder, followlinks=False):
        if cancel is not None:
            cancel.raise_if_cancelled()
        found += [name for name in names if name.lower().endswith(endings) and not is_rubbish(name)]
        seen += len(names) + len(_folders)
        if seen > MOST_COUNTED:
            break
    return found
