"""One colour per run, and one per figure: the same in every list and every plot, in every theme."""

from collections.abc import Sequence

# Readable on white and on dark surfaces (contrast at least 3 : 1), told apart by colour-blind people.
RUN_COLORS = ("#3d74e6", "#d3720a", "#0d967a", "#c6519c", "#8a7a1e", "#8f6fe0", "#d4513f", "#5b8296")
METRIC_COLORS = {
    "accuracy": "#3d74e6",
    "precision_macro": "#d3720a",
    "recall_macro": "#a35fd0",
    "f1_macro": "#0d967a",
}


def distinct_colors(run_ids: Sequence[int]) -> dict[int, str]:
    """A colour for each of the runs that are drawn together: their own, or the next free one if it is taken."""
    chosen: dict[int, str] = {}
    for run_id in run_ids:
        wishes = (run_color(run_id + turn) for turn in range(len(RUN_COLORS)))
        chosen[run_id] = next((c for c in wishes if c not in chosen.values()), run_color(run_id))
    return chosen


def run_color(run_id: int) -> str:
    """ "#rrggbb" for a run; the first run of a project (id 1) gets the first colour."""
    return RUN_COLORS[(run_id - 1) % len(RUN_COLORS)]
