"""What projects are called: everywhere in the window by the name of their folder, a scene's own by its title."""

from pathlib import Path

from mmgui.core.i18n import LANGUAGES
from mmgui.core.paths import PROJECT_SUFFIX, default_projects_folder, scenes_folder

_NAMELESS = {"data", "dataset", "examples", "index", "labels", "metadata", "test", "train", "training", "validation"}


def is_scene_project(folder: Path) -> bool:
    """The program's own project of a built-in scene, which lies in a folder that nobody needs to know."""
    return folder.parent == scenes_folder()


def project_title(folder: Path) -> str:
    """What a person calls a project."""
    name, _dash, code = folder.stem.partition("-")
    if not is_scene_project(folder):
        return folder.stem
    from mmgui.core.scenes import SCENES

    title = SCENES.get(name).title() if name in SCENES.names() else name
    return f"{title} ({LANGUAGES.get(code, code)})"


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


__all__ = ["free_project_path", "is_scene_project", "project_name_for", "project_title"]
