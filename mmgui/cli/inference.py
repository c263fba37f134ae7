"""mmgui evaluate and predict."""

import argparse
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Literal

from mmgui.cli.accounts import account_to_json, say_waiting
from mmgui.cli.printing import say, say_json
from mmgui.cli.sources import progress, read_with_account, speak
from mmgui.core.data.example import ExampleSet, Split
from mmgui.core.data.splitting import judged_by
from mmgui.core.errors import DataError, ExperimentError
from mmgui.core.explaining.badges import HonestyReport
from mmgui.core.i18n import _
from mmgui.core.inference.about_figures import about_figures
from mmgui.core.inference.flip import FlipFinder
from mmgui.core.inference.predictor import Predictor
from mmgui.core.inference.why_values import Flip, say_flip
from mmgui.core.text import THIN_SPACE, share_percents
from mmgui.core.training.metrics import metrics_to_json


def evaluate_run(arguments: argparse.Namespace) -> None:
    speak(arguments)
    predictor = Predictor.load(Path(arguments.run))
    whole, account = read_with_account(arguments.source, arguments, known=predictor.classes, trained=predictor.columns)
    part: Literal["all"] | Split | None = arguments.part
    examples = judged_by(whole) if part is None else whole if part == "all" else whole.part(part)
    labelled = examples.labelled()
    if not len(labelled):
        raise DataError(
            _("“{source}” has no labelled examples to measure on.").format(source=arguments.source),
            _("Name the column with the answers with --label."),
        )
    metrics = predictor.evaluate(labelled)
    about = about_figures(Path(arguments.run), predictor, examples, metrics)
    about = replace(about, passed_over=len(whole) - len(examples))
    honesty = _examine_maps(predictor, labelled) if arguments.honesty else None
    say_waiting(arguments)
    if arguments.json:
        answer = metrics_to_json(metrics) | about.to_json()
        if account is not None:
            answer |= {"import": account_to_json(account, Path(arguments.source))}
        if honesty is not None:
            answer |= {"honesty": [asdict(m) | {"reason": m.reason()} for m in honesty.maps]}
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
    if honesty is not None:
        _print_honesty(honesty, predictor)


def _examine_maps(predictor: Predictor, examples: ExampleSet) -> HonestyReport:
    from mmgui.core.inference.honesty_check import check_honesty, choose_examples

    return check_honesty(predictor, choose_examples(examples, predictor), progress=progress(_("examining the maps")))


def _print_honesty(honesty: HonestyReport, predictor: Predictor) -> None:
    """One block per map, the best of each field marked."""
    from mmgui.core.reporting.heat_map_svg import method_title

    badges = {"green": _("trustworthy"), "amber": _("with caution"), "grey": _("not examined")}
    for found in honesty.maps:
        is_best = honesty.best_method(found.field, predictor.methods) == found.method
        title = _("{field}, {method}: {badge}").format(
            field=found.field, method=method_title(found.method), badge=badges[found.badge]
        )
        say(f"{title} ★" if is_best else title)
        say(f"  {found.reason()}")
        say(
            _("  deletion {d:.3f} (random {dr:.3f}) · insertion {i:.3f} (random {ir:.3f}) · n = {n}").format(
                d=found.deletion, dr=found.deletion_random, i=found.insertion, ir=found.insertion_random, n=found.n
            )
        )


def predict_one(arguments: argparse.Namespace) -> None:
    speak(arguments)
    _refuse_unused(arguments)
    if arguments.table is not None:
        from mmgui.cli.keeping import predict_table

        predict_table(arguments)
        return
    predictor = Predictor.load(Path(arguments.run))
    values = _inputs(arguments.input, predictor)
    prediction = predictor.predict(values, method=arguments.method)
    saved = _save_heat_map(Path(arguments.heatmap), values, prediction, predictor) if arguments.heatmap else None
    flips = FlipFinder(predictor).find(values) if arguments.flip else ()
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
            "contribution_values": dict(prediction.contribution_values),
            "words": words,
            "missing": list(prediction.missing),
            "single": {name: dict(zip(prediction.classes, p, strict=True)) for name, p in prediction.single.items()},
            "oddness": dict(prediction.oddness),
            "unfamiliar": list(prediction.unfamiliar),
        }
        if arguments.flip:
            answer["flips"] = [_flip_to_json(flip, values) for flip in flips]
        if saved is not None:
            answer["heatmap"] = str(saved)
        say_json(answer)
        return
    say(prediction.answer)
    for name, probability in ranked:
        say(f"  {probability:6.1%}  {name}")
    for name in prediction.unfamiliar:
        say(_("  unfamiliar: “{field}” is unlike everything the model was trained on").format(field=name))
    shares = share_percents(prediction.contributions) if len(predictor.fields) > 1 else {}
    for name, share in shares.items():
        if name in prediction.against:
            say(_("  {field} spoke against it").format(field=name))
        else:
            say(_("  {field} decided {share}").format(field=name, share=share.replace(THIN_SPACE, " ")))
    for name, weights in words.items():
        strongest = sorted(weights, key=lambda w: -float(str(w["weight"])))[:5]
        say(f"  {name}: " + ", ".join(f"{w['word']} {w['weight']:.2f}" for w in strongest))
    for flip in flips:
        say(f"  {say_flip(flip, str(values[flip.field]))}")
    if arguments.flip and not flips:
        say(_("  Leaving out a few words or covering parts of the picture does not change this answer."))
    if saved is not None:
        say(_("  heat map in {path}").format(path=saved))


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


def _flip_to_json(flip: Flip, values: Mapping[str, str | Path | None]) -> dict[str, Any]:
    text = str(values[flip.field])
    return {
        "kind": flip.kind,
        "field": flip.field,
        "words": [text[start:end] for start, end in flip.spans],
        "spans": [list(span) for span in flip.spans],
        "cells": [list(cell) for cell in flip.cells],
        "grid": list(flip.grid),
        "before": flip.before,
        "after": flip.after,
        "probability_after": flip.probability_after,
        "sentence": say_flip(flip, text),
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
    """As PNG the first picture with its map; as SVG also the words with theirs."""
    from mmgui.core.modalities.picture import read_picture
    from mmgui.core.reporting.heat_map_picture import save_heat_map_picture
    from mmgui.core.reporting.heat_map_svg import save_heat_map_svg

    maps = [(f, prediction.heat_maps[f.name]) for f in predictor.fields if f.name in prediction.heat_maps]
    picture = next(((f, heat) for f, heat in maps if f.modality == "image" and heat.grid is not None), None)
    words = next(((f, heat) for f, heat in maps if heat.words), None)
    is_svg = out.suffix.lower() == ".svg"
    if picture is None and (words is None or not is_svg):
        raise ExperimentError(
            _("There is no picture to draw a heat map on."), _("Give one with --input FIELD=PATH."), parameter="heatmap"
        )
    pixels = None if picture is None else read_picture(Path(str(values[picture[0].name])))
    if is_svg:
        first = picture or words
        assert first is not None
        save_heat_map_svg(
            out,
            pixels,
            first[1],
            words=None if words is None else words[1],
            text="" if words is None else str(values[words[0].name]),
            title=prediction.answer,
        )
    else:
        assert picture is not None and pixels is not None
        save_heat_map_picture(out, pixels, picture[1].grid)
    return out
