"""What projects are called: everywhere in the window by the name of their folder, a scene's own by its title."""

import re
from dataclasses import dataclass
from pathlib import Path

from mmgui.core.i18n import LANGUAGES, _
from mmgui.core.paths import PROJECT_SUFFIX, default_projects_folder, scenes_folder

_SCENE_FOLDER = re.compile(r"(?P<name>[a-z_]+)-(?P<code>[A-Za-z_]+?)(-(?P<percent>\d+))?")
_NAMELESS = {"data", "dataset", "examples", "index", "labels", "metadata", "test", "train", "training", "validation"}


@dataclass(frozen=True, slots=True)
class SceneKey:
    """Which examples of a built-in scene. percent: the difficulty, None is the scene's usual one."""

    name: str
    language: str
    percent: int | None = None

    @property
    def folder(self) -> Path:
        """Of its project."""
        level = "" if self.percent is None else f"-{self.percent}"
        return scenes_folder() / f"{self.name}-{self.language}{level}{PROJECT_SUFFIX}"

    @classmethod
    def of(cls, folder: Path) -> "SceneKey | None":
        """What `folder` gave this folder its name; None if it is no scene's project."""
        match = _SCENE_FOLDER.fullmatch(folder.stem) if is_scene_project(folder) else None
        if match is None:
            return None
        return cls(match["name"], match["code"], int(match["percent"]) if match["percent"] else None)


def is_scene_project(folder: Path) -> bool:
    """The program's own project of a built-in scene, which lies in a folder that nobody needs to know."""
    return folder.parent == scenes_folder()


def project_title(folder: Path) -> str:
    """What a person calls a project."""
    key = SceneKey.of(folder)
    if key is None:
        return folder.stem
    from mmgui.core.scenes import SCENES

    title = SCENES.get(key.name).title() if key.name in SCENES.names() else key.name
    spoken = LANGUAGES.get(key.language, key.language)
    if key.percent is None:
        return f"{title} ({spoken})"
    return _("{title} ({language}, difficulty {percent} %)").format(title=title, language=spoken, percent=key.percent)


def project_name_for(source: Path) -> str:
    """The name of a new project: that of the source, or of its folder where the file's own says nothing (train.csv)."""
    if source.is_dir():
        return source.name
    is_nameless = source.stem.lower() in _NAMELESS and source.parent.name
    return source.parent.name if is_nameless else source.stem


def free_project_path(name: str) -> Path:
    """A path for a new project that does not exist yet: "posts.mmproj", "posts 2.mmproj", ..."""
    folder = default_projects_folder()
    safe = "".join(c if c.isalnum() or c in " -_." else "_" for c in name).strip(" .")[:60] or "project"
    number = 1
    while (path := folder / f"{safe}{'' if number == 1 else f' {number}'}{PROJECT_SUFFIX}").exists():
        number += 1
    return path


__all__ = ["SceneKey", "free_project_path", "is_scene_project", "project_name_for", "project_title"]
