"""mmgui evaluate and predict."""

import argparse
import json
from pathlib import Path
from typing import Any

from mmgui.cli.sources import read_examples
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.i18n import _
from mmgui.core.inference.predictor import Predictor


def evaluate_run(arguments: argparse.Namespace) -> None:
    predictor = Predictor.load(Path(arguments.run))
    examples = read_examples(arguments.source, arguments).labelled()
    if arguments.part != "all":
        examples = examples.part(arguments.part)
    if not len(examples):
        raise DataError(
            _("“{source}” has no labelled examples to measure on.").format(source=arguments.source),
            _("Name the column with the answers with --label."),
        )
    metrics = predictor.evaluate(examples)
    if arguments.json:
        from mmgui.core.training.metrics import metrics_to_json

        print(json.dumps(metrics_to_json(metrics), ensure_ascii=False))
        return
    print(
        _("accuracy {accuracy:.4f} · precision {precision:.4f} · recall {recall:.4f} · F1 {f1:.4f} · n = {n}").format(
            accuracy=metrics.accuracy,
            precision=metrics.precision_macro,
            recall=metrics.recall_macro,
            f1=metrics.f1_macro,
            n=metrics.n,
        )
    )
    for c in metrics.per_class:
        print(f"  {c.name:24} P {c.precision:.3f}  R {c.recall:.3f}  F1 {c.f1:.3f}  n {c.support}")


def predict_one(arguments: argparse.Namespace) -> None:
    predictor = Predictor.load(Path(arguments.run))
    values = _inputs(arguments.input, predictor)
    prediction = predictor.predict(values, method=arguments.method)
    saved = _save_heat_map(Path(arguments.heatmap), values, prediction, predictor) if arguments.heatmap else None
    ranked = sorted(zip(prediction.classes, prediction.probabilities, strict=True), key=lambda p: -p[1])
    words = {
        name: [{"word": w.text, "start": w.start, "end": w.end, "weight": round(w.weight, 4)} for w in heat.words]
        for name, heat in prediction.heat_maps.items()
        if heat.words
    }
    if arguments.json:
        answer: dict[str, Any] = {
            "label": prediction.answer,
            "probabilities": dict(ranked),
            "contributions": dict(prediction.contributions),
            "words": words,
            "missing": list(prediction.missing),
            "single": {name: dict(zip(prediction.classes, p, strict=True)) for name, p in prediction.single.items()},
        }
        if saved is not None:
            answer["heatmap"] = str(saved)
        print(json.dumps(answer, ensure_ascii=False))
        return
    print(prediction.answer)
    for name, probability in ranked:
        print(f"  {probability:6.1%}  {name}")
    for name, share in prediction.contributions.items():
        print(_("  {field} decided {share:.0%}").format(field=name, share=share))
    for name, weights in words.items():
        strongest = sorted(weights, key=lambda w: -float(str(w["weight"])))[:5]
        print(f"  {name}: " + ", ".join(f"{w['word']} {w['weight']:.2f}" for w in strongest))
    if saved is not None:
        print(_("  heat map in {path}").format(path=saved))


def _inputs(texts: list[str], predictor: Predictor) -> dict[str, str | Path | None]:
    known = [f.name for f in predictor.fields]
    values: dict[str, str | Path | None] = dict.fromkeys(known)
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator:
            raise ExperimentError(
                _("“{text}” is not an input.").format(text=text), _("Write --input FIELD=VALUE."), parameter="input"
            )
        if name not in values:
            raise ExperimentError(
                _("The model has no field “{name}”.").format(name=name),
                _("It has: {names}.").format(names=", ".join(known)),
                parameter="input",
            )
        values[name] = value
    if all(v is None for v in values.values()):
        raise ExperimentError(
            _("Nothing was given to answer."),
            _("Write --input FIELD=VALUE for at least one of: {names}.").format(names=", ".join(known)),
            parameter="input",
        )
    return values


def _save_heat_map(out: Path, values: dict[str, str | Path | None], prediction: Any, predictor: Predictor) -> Path:
    from mmgui.core.modalities.picture import read_picture
    from mmgui.core.reporting.heat_map_picture import save_heat_map_picture

    for field in predictor.fields:
        heat = prediction.heat_maps.get(field.name)
        value = values.get(field.name)
        if field.modality == "image" and value is not None and heat is not None and heat.grid is not None:
            save_heat_map_picture(out, read_picture(Path(value)), heat.grid)
            return out
    raise ExperimentError(
        _("There is no picture to draw a heat map on."), _("Give one with --input FIELD=PATH."), parameter="heatmap"
    )
