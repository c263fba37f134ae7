"""Does the model turn from the camera to the radar as the fog comes up? The scene `driving`, fog of eight strengths.

    python tests/benchmarks/fog.py [--preset balanced] [--keep DIR] [--most 150]

Laid over the same test pictures, all taken in clear air: per strength the mean share of the camera in the answers of
the model with both senses, and the accuracy of that model and of those trained on one sense. To reach: rank correlation
(Spearman) of the strength with the camera's loss of share at least 0.9; both senses at least as good as the better one
at every strength (one standard error of the difference).
--keep: a folder in which accuracy_driving.py --keep left its scene and its runs; made if there is none.
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image
from scene_accuracy import learn

from mmgui.core.data.example import Example
from mmgui.core.explaining.faithfulness import rank_correlation
from mmgui.core.inference.predictor import Predictor
from mmgui.core.run.experiment import Experiment
from mmgui.core.scenes import SCENES
from mmgui.core.scenes.driving.fog import add_fog

STRENGTHS = tuple(float(s) for s in np.linspace(0, 1, 8))
CAMERA, RADAR = "picture", "radar"


def clear_examples(folder: Path, most: int) -> list[Example]:
    """Fresh ones without any fog of their own."""
    scene = SCENES.get("driving")
    made = scene.make(folder, 2 * most, 7, "en").examples
    cells = [cell for cell, _language in scene.plan(2 * most, 7, "en")]
    clear = [e for e, cell in zip(made, cells, strict=True) if cell.sky not in ("mist", "fog")]  # type: ignore[attr-defined]
    return clear[:most]


def models(place: Path, preset: str) -> dict[str, Predictor]:
    """With both senses, and with each alone."""
    scene = SCENES.get("driving")
    found = {}
    for name, fields in (("all", ()), (CAMERA, (CAMERA,)), (RADAR, (RADAR,))):
        run = place / f"{name}-{preset}-0"
        if not (run / "manifest.json").exists():
            examples = scene.make(place / "scene", scene.default_count, 0, "en")
            fresh = scene.make(place / "fresh", 300, 1, "en")
            fresh = replace(fresh, examples=tuple(replace(e, split="test") for e in fresh.examples))
            wish = Experiment(fields=fields, preset=preset)  # type: ignore[arg-type]
            learn(examples, fresh, wish, run, False)
        found[name] = Predictor.load(run)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", default="balanced")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--most", type=int, default=150)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        known = models(arguments.keep or Path(work), arguments.preset)
        examples = clear_examples(Path(work) / "clear", arguments.most)
        pictures = [np.asarray(Image.open(str(e.values[CAMERA])).convert("RGB")) for e in examples]
        shares, is_behind = [], False
        print("fog    camera's share   both    camera  radar")
        for strength in STRENGTHS:
            foggy = [add_fog(pixels, strength) for pixels in pictures]
            right: dict[str, list[bool]] = {name: [] for name in known}
            of_camera = []
            for example, pixels in zip(examples, foggy, strict=True):
                values = {CAMERA: pixels, RADAR: example.values[RADAR]}
                for name, model in known.items():
                    kept = {f.name: values[f.name] for f in model.fields}
                    answer = model.predict(kept, explain=False)
                    right[name].append(answer.answer == example.label)
                    if name == "all":
                        of_camera.append(answer.contributions[CAMERA])
            shares.append(float(np.mean(of_camera)))
            both, camera, radar = (np.array(right[name]) for name in ("all", CAMERA, RADAR))
            best = max((camera, radar), key=np.mean)
            error = float((both.astype(float) - best).std() / np.sqrt(len(best)))
            is_worse = both.mean() < best.mean() - error
            is_behind = is_behind or is_worse
            print(f"{strength:.2f}   {shares[-1]:14.3f}   {both.mean():.3f}   {camera.mean():.3f}   {radar.mean():.3f}"
                  f"{'   worse than one' if is_worse else ''}", flush=True)  # fmt: skip
        correlation = rank_correlation(np.array(STRENGTHS), np.array([shares[0] - share for share in shares]))
        print(f"Rank correlation of fog and the camera's loss of share: {correlation:.3f} (to reach: 0.9)")
        sys.exit(int(is_behind or correlation < 0.9))


if __name__ == "__main__":
    main()
