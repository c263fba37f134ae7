"""The runs of a project: which experiments were carried out, where, and how they ended."""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Run:
    """folder: absolute, self-contained. experiment, metrics: as JSON values. created: UTC, ISO 8601. race: the number
    of the race that trained it, None = it was trained by itself.

    status: a word of the caller's, such as "running", "completed", "early", "stopped" or "failed".
    """

    id: int
    name: str
    folder: Path
    experiment: Mapping[str, Any]
    status: str
    created: str
    metrics: Mapping[str, Any] = field(default_factory=dict)
    race: int | None = None


_RACE = "race"  # where the table of runs keeps the number: beside the names of an experiment, which has none like it


def insert_run(
    connection: Connection,
    root: Path,
    name: str,
    experiment: Mapping[str, Any],
    status: str,
    folder: str | None,
    race: int | None = None,
) -> Run:
    """Add a run and make its empty folder under `root`; folder names are numbered: "003-attention"."""
    created = datetime.now(UTC).isoformat(timespec="seconds")
    if folder is None:
        number = int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) + 1 FROM runs").scalar_one())
        plain = re.sub(r"[^\w]+", "-", name).strip("-")[:40] or "run"
        folder = f"{number:03d}-{plain}"
        while (root / folder).exists():
            number += 1
            folder = f"{number:03d}-{plain}"
    (root / folder).mkdir(parents=True, exist_ok=True)
    kept = {**experiment, _RACE: race} if race is not None else experiment
    cursor = connection.exec_driver_sql(
        "INSERT INTO runs (name, folder, experiment, status, created) VALUES (?, ?, ?, ?, ?)",
        (name, folder, json.dumps(kept, ensure_ascii=False), status, created),
    )
    return Run(int(cursor.lastrowid or 0), name, root / folder, dict(experiment), status, created, race=race)


def change_run(
    connection: Connection, run_id: int, name: str | None, status: str | None, metrics: Mapping[str, Any] | None
) -> bool:
    """Change what is not None; False if there is no such run."""
    changes = {"name": name, "status": status}
    if metrics is not None:
        changes["metrics"] = json.dumps(metrics, ensure_ascii=False)
    wanted = {column: value for column, value in changes.items() if value is not None}
    if not wanted:
        wanted = {"id": run_id}  # type: ignore[dict-item]
    assignments = ", ".join(f"{column} = ?" for column in wanted)
    done = connection.exec_driver_sql(f"UPDATE runs SET {assignments} WHERE id = ?", (*wanted.values(), run_id))
    return bool(done.rowcount)


def select_runs(connection: Connection, root: Path) -> tuple[Run, ...]:
    """All runs, the oldest first."""
    rows = connection.exec_driver_sql(
        "SELECT id, name, folder, experiment, status, created, metrics FROM runs ORDER BY id"
    )
    found = []
    for id_, name, folder, kept, status, created, metrics in rows:
        experiment = json.loads(kept)
        race = experiment.pop(_RACE, None)
        found.append(Run(id_, name, root / folder, experiment, status, created, json.loads(metrics), race))
    return tuple(found)


def remove_run(connection: Connection, root: Path, run_id: int) -> Path | None:
    """Forget a run; returns its folder, which the caller removes once that is on disk."""
    row = connection.exec_driver_sql("SELECT folder FROM runs WHERE id = ?", (run_id,)).one_or_none()
    connection.exec_driver_sql("DELETE FROM runs WHERE id = ?", (run_id,))
    return None if row is None else root / row[0]


def remove_folder(root: Path, folder: Path) -> None:
    """Delete a run's folder, if it truly lies in the project's runs."""
    if folder.resolve().parent == root.resolve():
        shutil.rmtree(folder, ignore_errors=True)
