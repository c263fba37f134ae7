"""mmgui evaluate and predict."""

import argparse
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Literal

from mmgui.cli.accounts import account_to_json, say_waiting
from mmgui.cli.printing import check_out, say, say_json
from mmgui.cli.sources import is_project, progress, read_with_account, source_options, speak
from mmgui.core.data.example import ExampleSet, Split
from mmgui.core.data.splitting import judged_by
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.explaining.counterfactuals import CounterfactualFinder
from mmgui.core.explaining.findings import Counterfactual, say_counterfactual
from mmgui.core.explaining.map_quality import QualityReport
from mmgui.core.explaining.overlay import method_title
from mmgui.core.heat_map import HeatMap
from mmgui.core.i18n import _
from mmgui.core.inference.about_figures import about_figures
from mmgui.core.inference.predictor import Predictor
from mmgui.core.layouts import Grid
from mmgui.core.run.model_file import model_folder
from mmgui.core.text import THIN_SPACE, share_percents
from mmgui.core.training.metrics import metrics_to_json
from mmgui.modalities import MODALITIES


def evaluate_run(arguments: argparse.Namespace) -> None:
    speak(arguments)
    arguments.run = model_folder(Path(arguments.run))
    predictor = Predictor.load(arguments.run)
    whole, account = read_with_account(arguments.source, arguments, known=predictor.classes, trained=predictor.columns)
    part: Literal["all"] | Split | None = arguments.part
    examples = judged_by(whole) if part is None else whole if part == "all" else whole.part(part)
    labelled = examples.labelled()
    if not len(labelled):
        _refuse_answers(arguments)
    if part not in {None, "all"} and not len(labelled):
        text = (
            _("The part “{part}” of “{source}” has no labels.")
            if len(examples)
            else _("“{source}” has no examples in the part “{part}”.")
        )
        raise DataError(
            text.format(part=part, source=arguments.source), _("Choose another one with --part, or leave it out.")
        )
    if not len(labelled):
        raise DataError(
            _("“{source}” has no labelled examples to measure on.").format(source=arguments.source),
            _("Name the column with the answers with --label."),
        )
    metrics = predictor.evaluate(labelled)
    about = about_figures(arguments.run, predictor, examples, metrics)
    blank = len(whole.part("test")) if part is None and len(examples) == len(whole) else 0
    about = replace(about, passed_over=len(whole) - len(examples), blank_test=0 if blank == len(whole) else blank)
    map_quality = _examine_maps(predictor, labelled) if arguments.honesty else None
    say_waiting(arguments)
    if arguments.json:
        answer = metrics_to_json(metrics) | about.to_json()
        if account is not None:
            answer |= {"import": account_to_json(account, Path(arguments.source))}
        if map_quality is not None:
            answer |= {"honesty": [asdict(m) | {"reason": m.reason()} for m in map_quality.maps]}
        say_json(answer)
        return
    say(
        _("accuracy {accuracy:.4f} · precision {precision:.4f} · recall {recall:.4f} · F1 {f1:.4f} · n = {n}").format(
            accuracy=metrics.accuracy,
            precision=metrics.precision_macro,
            recall=metrics.recall_macro,
            f1=metrics.f1_macro,
            n=metrics.n,
        )
    )
    for sentence in about.sentences():
        say(sentence.replace(THIN_SPACE, " "))
    for c in metrics.per_class:
        say(f"  {c.name:24} P {c.precision:.3f}  R {c.recall:.3f}  F1 {c.f1:.3f}  n {c.support}")
    if map_quality is not None:
        _print_honesty(map_quality, predictor)


def _refuse_answers(arguments: argparse.Namespace) -> None:
    """Raises DataError where what looks like labels is what a model answered."""
    from mmgui.core.data.importing.model_answers import answers_of_models, say_no_labels
    from mmgui.core.data.importing.source import open_source

    path = Path(arguments.source)
    if not path.exists() or is_project(path):
        return
    if answers := answers_of_models(open_source(path, options=source_options(arguments)).columns):
        raise DataError(say_no_labels(answers[0]), _("Name the column of the true labels with --label."), file=path)


def _examine_maps(predictor: Predictor, examples: ExampleSet) -> QualityReport:
    from mmgui.core.explaining.map_check import check_maps, choose_examples

    return check_maps(predictor, choose_examples(examples, predictor), progress=progress(_("examining the maps")))


def _print_honesty(map_quality: QualityReport, predictor: Predictor) -> None:
    """One block per map, the best of each field marked."""
    badges = {"green": _("trustworthy"), "amber": _("with caution"), "grey": _("not examined")}
    for found in map_quality.maps:
        is_best = map_quality.best_method(found.field, predictor.methods) == found.method
        title = _("{field}, {method}: {badge}").format(
            field=found.field,
            method=method_title(found.method),
            badge=_("nothing to compare") if found.is_single else badges[found.badge],
        )
        say(f"{title} ★" if is_best else title)
        say(f"  {found.reason()}")
        if found.is_single:
            continue
        say(
            _("  deletion {d:.3f} (random {dr:.3f}) · insertion {i:.3f} (random {ir:.3f}) · n = {n}").format(
                d=found.deletion, dr=found.deletion_random, i=found.insertion, ir=found.insertion_random, n=found.n
            )
        )


def predict_one(arguments: argparse.Namespace) -> None:
    speak(arguments)
    _refuse_unused(arguments)
    arguments.run = model_folder(Path(arguments.run))
    if arguments.table is not None:
        from mmgui.cli.exports import predict_table

        predict_table(arguments)
        return
    predictor = Predictor.load(arguments.run)
    values = _inputs(arguments.input, predictor)
    if arguments.heatmap:
        check_out(
            Path(arguments.heatmap),
            *(Path(v) for f in predictor.fields if (v := values[f.name]) and MODALITIES.get(f.modality).is_media),
        )
    prediction = predictor.predict(values, method=arguments.method)
    saved = _save_heat_map(Path(arguments.heatmap), values, prediction, predictor) if arguments.heatmap else None
    flips = CounterfactualFinder(predictor).find(values) if arguments.flip else ()
    ranked = sorted(zip(prediction.classes, prediction.probabilities, strict=True), key=lambda p: -p[1])
    maps = prediction.heat_maps.values()
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
            "contribution_values": dict(prediction.contribution_values),
            "words": words,
            "maps": [_map_to_json(heat, heat.layout) for heat in maps if isinstance(heat.layout, Grid)],
            "missing": list(prediction.missing),
            "single": {name: dict(zip(prediction.classes, p, strict=True)) for name, p in prediction.single.items()},
            "oddness": dict(prediction.novelty),
            "unfamiliar": list(prediction.unfamiliar),
            "partly_met": list(prediction.partly_met),
        }
        if arguments.flip:
            answer["flips"] = [_counterfactual_to_json(flip, _own_name(flip, predictor)) for flip in flips]
        if saved is not None:
            answer["heatmap"] = str(saved)
        say_json(answer)
        return
    say(prediction.answer)
    for name, probability in ranked:
        say(f"  {probability:6.1%}  {name}")
    for name in prediction.unfamiliar:
        say(_("  unfamiliar: “{field}” is unlike everything the model was trained on").format(field=name))
    for name in prediction.partly_met:
        say(_("  less sure: parts of “{field}” are new to the model").format(field=name))
    shares = share_percents(prediction.contributions) if len(predictor.fields) > 1 else {}
    for name, share in shares.items():
        if name in prediction.missing:
            say(_("  {field} is missing").format(field=name))
        elif name in prediction.against:
            say(_("  {field} spoke against it").format(field=name))
        else:
            say(_("  {field} decided {share}").format(field=name, share=share.replace(THIN_SPACE, " ")))
    for name, weights in words.items():
        strongest = sorted(weights, key=lambda w: -float(str(w["weight"])))[:5]
        say(f"  {name}: " + ", ".join(f"{w['word']} {w['weight']:.2f}" for w in strongest))
    for flip in flips:
        say(f"  {say_counterfactual(flip, field_title=_own_name(flip, predictor))}")
    if arguments.flip and not flips:
        say(_("  Leaving out a few words or parts does not change this answer."))
    if saved is not None:
        say(_("  heat map in {path}").format(path=saved))


def _map_to_json(heat: HeatMap, grid: Grid) -> dict[str, Any]:
    """weights: of the cells, row by row."""
    weights = [round(weight, 4) for weight in heat.weights.tolist()]
    return {"field": heat.field, "rows": grid.rows, "columns": grid.columns, "weights": weights}


def _refuse_unused(arguments: argparse.Namespace) -> None:
    """Raises ExperimentError for an option that would be passed over in silence."""
    is_table = arguments.table is not None
    if is_table and not arguments.table.strip():
        raise ExperimentError(
            _("It was not said which table is answered."), _("Write --table SOURCE."), parameter="table"
        )
    about_tables = ("out", "field", "label", "split", "count", "read_as", "encoding", "join_labels")
    for name in ("input", "flip", "heatmap", "method") if is_table else about_tables:
        unsaid: tuple[object, ...] = ("auto",) if name == "method" else (None, False, [])
        if getattr(arguments, name) in unsaid:
            continue
        if is_table:
            raise ExperimentError(
                _("--{option} is about one example, --table about many.").format(option=name),
                _("Leave one of the two out."),
                parameter=name,
            )
        raise ExperimentError(
            _("--{option} goes with --table only.").format(option=name.replace("_", "-")),
            _("Add --table SOURCE, or leave --{option} out.").format(option=name.replace("_", "-")),
            parameter=name,
        )


def _own_name(flip: Counterfactual, predictor: Predictor) -> str:
    """The field's name if the model has several of that kind, else ""."""
    return flip.field if sum(f.modality == flip.modality for f in predictor.fields) > 1 else ""


def _counterfactual_to_json(flip: Counterfactual, field_title: str = "") -> dict[str, Any]:
    """Its names for programs are those of the kinds of changes before there were modalities beside these two."""
    layout, parts = flip.layout, flip.parts
    is_grid = isinstance(layout, Grid)
    return {
        "kind": flip.kind if flip.kind == "exchange" else "patches" if is_grid else "words",
        "field": flip.field,
        "words": [] if isinstance(layout, Grid) else list(layout.words(parts)),
        "spans": [] if isinstance(layout, Grid) else [list(layout.places[number]) for number in parts],
        "cells": [list(cell) for cell in layout.cells(parts)] if isinstance(layout, Grid) else [],
        "grid": list(layout.shape) if isinstance(layout, Grid) else [0, 0],
        "before": flip.before,
        "after": flip.after,
        "probability_after": flip.probability_after,
        "sentence": say_counterfactual(flip, field_title=field_title),
    }


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
    """As PNG the first image with its map; as SVG every field with its."""
    from mmgui.core.inference.inputs import read_value
    from mmgui.core.reporting.heat_map_picture import save_heat_map_picture
    from mmgui.core.reporting.heat_map_svg import DrawnMap, save_heat_map_svg

    maps = []
    kinds = [type(heat.layout) for heat in prediction.heat_maps.values()]
    for field in predictor.fields:
        if (heat := prediction.heat_maps.get(field.name)) is None:
            continue
        modality = MODALITIES.get(field.modality)
        image = modality.image(read_value(field, values[field.name])) if modality.has_image else None
        maps.append(DrawnMap(heat, field.modality, image, field.name if kinds.count(type(heat.layout)) > 1 else ""))
    images = [(m.image, grid) for m in maps if m.image is not None and (grid := m.heat_map.grid) is not None]
    if not images and (out.suffix.lower() != ".svg" or not any(one.is_seen for one in maps)):
        raise ExperimentError(
            _("There is no picture to draw a heat map on."), _("Give one with --input FIELD=PATH."), parameter="heatmap"
        )
    if out.suffix.lower() == ".svg":
        save_heat_map_svg(out, maps, title=prediction.answer)
    else:
        save_heat_map_picture(out, *images[0])
    return out
