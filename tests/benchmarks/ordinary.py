"""Is what is ordinary left alone, and is what is odd answered less surely? The other half of `doubt.py`.

    python tests/benchmarks/ordinary.py [--data feelings-en feelings-zh ...] [--preset quick] [--runs FOLDER]

For each set, trained with the preset: of the held-out test part, how many examples are flagged, by each sense and by
either (goal: at most 0.05), and how many are said to be partly new; of everyday sentences about the same subjects,
whose words the training may lack, and of what replaces a sense (swapped, blank, noise: see `doubt.py`), how many are
flagged, how sure the answers are as the network gives them (calibrated) and as they are shown, how many are "I don't
know", how well the greatest oddness tells them from the test part (AUROC, goal on `feelings`: 0.95) and how often it
names the replaced sense (goal there: 0.90). Everyday sentences stand beside pictures of the test part.

Then the same of small validation parts: of the photos a few are drawn as validation, many times, and the others are the
ordinary ones. Values of the training part and features are the run's own.
"""

import argparse
import csv
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from doubt import SENSES, SHARED, aliens, emoji_set, greatest, make_scene

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import Example, ExampleSet, Field
from mmgui.core.data.splitting import divide_examples
from mmgui.core.inference.prediction import Prediction
from mmgui.core.inference.predictor import Predictor
from mmgui.core.models.batches import load_inputs
from mmgui.core.models.fusion_model import build_model
from mmgui.core.models.manifest import load_manifest
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.trainer import train
from mmgui.core.uncertainty.calibration import CALIBRATION
from mmgui.core.uncertainty.features import encode_with_views
from mmgui.core.uncertainty.novelty import UNFAMILIAR_FROM, as_views, fit_field

DATA = ("feelings-en", "feelings-zh", "feelings-small", "emoji-en", "emoji-zh", "photos")
SIZES = (8, 9, 12, 16, 24, 40)
DRAWS = 40
ENGLISH = """I had a great day at school today|It is raining and I forgot my umbrella|My dog is the best friend I have
I am so tired of this homework|The soup was cold and the waiter was rude|We are going to the beach tomorrow
I miss my grandmother very much|My brother broke my new toy|The sun is shining and the birds are singing
I cannot sleep because of the noise|Dinner smells wonderful|I got a bad mark in maths|She smiled at me this morning
Nobody came to my party|I love playing football with my friends|The weather is terrible today|My tooth hurts a lot
Thank you for the lovely flowers|I am angry because he lied to me|We watched a funny film last night|It is snowing
The bread is fresh and still warm|My teacher said that I did well|I feel lonely in this big city|The cat sleeps
Our holiday was over too soon|He never listens to me|I am looking forward to summer|The bus was late again
My mother made pancakes for breakfast|I am afraid of the exam|What a lovely garden you have|The milk has gone sour
I won a prize for my drawing|They laughed at my new shoes"""
CHINESE = """今天学校很有意思|外面下雨了我没带伞|我的小狗生病了|妈妈给我做了蛋糕
作业太多了好累|周末我们去海边玩|弟弟弄坏了我的玩具|昨天的晚饭很好吃"""
EVERYDAY = {name: text.replace("\n", "|").split("|") for name, text in (("en", ENGLISH), ("zh", CHINESE))}


def make_set(data: str, folder: Path) -> ExampleSet:
    kind, _, variant = data.partition("-")
    if kind == "photos":
        return _few_photos(kinds=8)
    if kind == "emoji":
        return _with_chinese(emoji_set(0)) if variant == "zh" else emoji_set(0)
    made = make_scene(folder, 0, "zh_CN" if variant == "zh" else "en")
    if variant == "small":
        made = replace(made, examples=tuple(random.Random(0).sample(made.examples, 240)))
    return made


def _few_photos(kinds: int) -> ExampleSet:
    """Its own test part; a fifth of train.csv is validation."""
    rows = []
    for name in ("train", "test"):
        with (SHARED / "few_photos" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            rows += [(name, str(SHARED / "few_photos" / r["image"]), r["label"]) for r in csv.DictReader(file)]
    chosen = sorted({label for _part, _path, label in rows})[:kinds]
    made = [
        Example(i, {"picture": path}, label, "test" if part == "test" else None)
        for i, (part, path, label) in enumerate(rows)
        if label in chosen
    ]
    learned = ExampleSet((Field("picture", "image"),), tuple(e for e in made if e.split is None), "few_photos")
    learned = divide_examples(learned, (0.8, 0.2, 0.0), 0, content_of=lambda path: path, cancel=CancelToken()).examples
    return replace(learned, examples=learned.examples + tuple(e for e in made if e.split == "test"))


def _with_chinese(made: ExampleSet) -> ExampleSet:
    """The same pictures of emoji_group with their Chinese words."""
    words: dict[str, str] = {}
    for name in ("train.csv", "test.csv"):
        with (SHARED / "emoji_group" / name).open(newline="", encoding="utf-8") as file:
            words |= {str(SHARED / "emoji_group" / r["image"]): r["text_zh"] for r in csv.DictReader(file)}
    return replace(
        made,
        examples=tuple(
            replace(e, values={**e.values, "words": words[str(e.values["picture"])]}) for e in made.examples
        ),
    )


def measure(data: str, run_dir: Path, examples: ExampleSet, work: Path) -> None:
    predictor, calibration = Predictor.load(run_dir), CALIBRATION.read(run_dir)
    assert calibration is not None
    ordinary = [e.values for e in examples.part("test").examples]
    usual = predictor.predict_many(ordinary)
    by_sense = {f.name: np.mean([f.name in p.unfamiliar for p in usual]) for f in predictor.fields}
    print(
        f"{data}: test part n = {len(usual)}, validation n = {calibration.n_validation}; flagged "
        + ", ".join(f"{name} {share:.3f}" for name, share in by_sense.items())
        + f", either {np.mean([bool(p.unfamiliar) for p in usual]):.3f}; "
        f"partly new {np.mean([bool(p.partly_met) for p in usual]):.3f}; "
        f"calibration error {calibration.error_after:.3f}"
    )
    print(f"  {'':36}    n  flagged  network's  shown  I don't know (before)  AUROC  named")
    normal = greatest(usual)
    _print_row("test part", usual, calibration.threshold)
    if "words" in by_sense:
        for language, sentences in EVERYDAY.items():
            values = [{**ordinary[i % len(ordinary)], "words": text} for i, text in enumerate(sentences)]
            found = predictor.predict_many(values)
            _print_row(f"everyday sentences ({language})", found, calibration.threshold, "words", normal)
    scene, language = ("feelings" if data.startswith("feelings") else "emoji"), "zh_CN" if "zh" in data else "en"
    pooled: dict[str, list[Prediction]] = {sense: [] for sense in SENSES}
    for (sense, kind), replacing in aliens(scene, language, random.Random(0), len(ordinary), work).items():
        is_own = data == "emoji-zh" and kind == "swapped (other language)"  # that is Chinese of this very set
        if sense in by_sense and not is_own:
            found = predictor.predict_many(
                [{**values, sense: replacing[i % len(replacing)]} for i, values in enumerate(ordinary)]
            )
            pooled[sense] += found
            _print_row(f"{sense}: {kind}", found, calibration.threshold, sense, normal)
    for sense, found in pooled.items():
        if found:
            _print_row(f"{sense}: all of these", found, calibration.threshold, sense, normal)
    print(flush=True)


def _print_row(
    title: str,
    found: Sequence[Prediction],
    threshold: float,
    sense: str = "",
    normal: np.ndarray[Any, Any] | None = None,
) -> None:
    from sklearn.metrics import roc_auc_score

    flagged = np.mean([sense in p.unfamiliar if sense else bool(p.unfamiliar) for p in found])
    shown = np.array([p.confidence for p in found])
    powers = [np.array(p.probabilities) ** p.doubt for p in found]
    network = np.array([float(p.max() / p.sum()) for p in powers])
    line = (
        f"  {title:36} {len(found):4}  {flagged:7.3f}  {network.mean():9.3f}  {shown.mean():5.3f}  "
        f"{np.mean(shown < threshold):12.3f} ({np.mean(network < threshold):.3f})"
    )
    if normal is not None:
        odd = greatest(found)
        auroc = roc_auc_score(np.r_[np.zeros(len(normal)), np.ones(len(odd))], np.r_[normal, odd])
        named = np.mean([max(p.novelty, key=lambda name: p.novelty[name]) == sense for p in found])
        line += f"    {auroc:12.3f}  {named:.3f}"
    print(line)


def measure_small_parts(run_dir: Path, examples: ExampleSet) -> None:
    """Validation parts of a few photos, drawn anew; the run's encoder and its training part stay."""
    from mmgui.core.inference.inputs import read_value
    from mmgui.core.models.checkpoint import read_weights

    manifest = load_manifest(run_dir / "manifest.json")
    model = build_model(manifest).eval()
    model.load_state_dict(read_weights(run_dir / "best.safetensors", model.state_dict()))
    given, field = load_inputs(manifest)["picture"], examples.fields[0]

    def features(values: Sequence[Any]) -> Mapping[str, np.ndarray[Any, Any]]:
        prepared = given.prepare([read_value(field, value) for value in values])
        with torch.inference_mode():
            return as_views(encode_with_views(model.encoder("picture"), prepared.take(np.arange(len(values))))[2])

    training = features([e.values["picture"] for e in examples.part("train").examples])
    held_out = features([e.values["picture"] for e in examples.examples if e.split != "train"])
    chance = np.random.default_rng(0)
    blank = features([np.full((200, 200, 3), chance.integers(0, 256, 3), np.uint8) for _ in range(40)])
    print(f"photos, {len(training['parts'])} to train: few in validation, drawn {DRAWS} times")
    print("  validation   ordinary flagged (worst tenth of the draws)   beyond the strangest   blank flagged")
    for size in SIZES:
        flagged, beyond, told = [], [], []
        for _draw in range(DRAWS):
            order = chance.permutation(len(held_out["parts"]))
            drawn, rest = ({n: v[rows] for n, v in held_out.items()} for rows in (order[:size], order[size:]))
            known = fit_field(training, drawn)
            assert known is not None
            flagged.append(float((known.scores(rest) >= UNFAMILIAR_FROM).mean()))
            beyond.append(float((known.distances(rest) > known.ordinary[-1]).mean()))
            told.append(float((known.scores(blank) >= UNFAMILIAR_FROM).mean()))
        print(
            f"  {size:10}   {np.mean(flagged):16.3f} ({np.quantile(flagged, 0.9):.3f}) {'':20} {np.mean(beyond):16.3f}"
            f"   {np.mean(told):13.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", nargs="+", choices=DATA, default=list(DATA))
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--runs", type=Path, help="keep the runs here; those that are there are not trained again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        for data in arguments.data:
            examples = make_set(data, work / data)
            run_dir = (arguments.runs or work) / f"run-{data}"
            if not (run_dir / "answers.safetensors").exists():
                for _event in train(examples, Experiment(preset=arguments.preset), run_dir, cancel=CancelToken()):
                    pass
            measure(data, run_dir, examples, work / f"other-{data}")
            if data == "photos":
                measure_small_parts(run_dir, examples)


if __name__ == "__main__":
    main()
