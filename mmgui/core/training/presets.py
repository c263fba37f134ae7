"""From a person's wish ("balanced") and facts about the data to every value of a training.

A value comes, in this order, from the experiment's settings, from the preset's rule for this much data, or from the
declaration below. Each setting is declared once; command line, form and manifest use the same table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mmgui.core.errors import ExperimentError
from mmgui.core.i18n import N_, _
from mmgui.core.models.catalogue import FUSIONS, MODEL_PARAMETERS
from mmgui.core.parameters import Parameter, Value, check_values
from mmgui.core.run.experiment import Experiment
from mmgui.modalities import MODALITIES

TRAINING_PARAMETERS = (
    Parameter("learning_rate", 2e-3, N_("Learning rate"), N_("How large the steps are at their largest."),
              low=1e-6, high=1.0),
    Parameter("warm_up", 0.05, N_("Warm-up"), N_("In this share of the training the steps grow from zero."),
              low=0.0, high=0.5),
    Parameter("weight_decay", 0.02, N_("Weight decay"),
              N_("Pulls every weight towards zero a little, against learning by heart (AdamW)."), low=0.0, high=10.0),
    Parameter("word_decay", 0.02, N_("Weight decay of word parts"),
              N_("The same for the embeddings of words and parts of words, of which there are many."),
              low=0.0, high=10.0),
    Parameter("vote_rate", 5.0, N_("Pace of votes"),
              N_("So many times larger are the steps of the votes that single words have."), low=0.1, high=100.0),
    Parameter("clip", 1.0, N_("Gradient clipping"), N_("A step is never longer than this."), low=0.01, high=1000.0),
    Parameter("label_smoothing", 0.0, N_("Label smoothing"),
              N_("The right answer counts a little less than fully, which makes the model less sure of itself."),
              low=0.0, high=0.5),
    Parameter("class_weights", 0.0, N_("Balance of classes"),
              N_("0: every example counts the same. 1: every class counts the same, however rare."), low=0.0, high=1.0),
    Parameter("single_weight", 0.3, N_("Weight of single senses"),
              N_("How much the answers of each sense alone count in training."), low=0.0, high=10.0),
    Parameter("modality_dropout", 0.15, N_("Hide a sense"),
              N_("In training this share of the examples loses one of its senses, so that a missing one does no harm."),
              low=0.0, high=0.9),
    Parameter("average", 0.98, N_("Averaging of weights"),
              N_("The model that answers is a moving average of the last steps; 0 switches it off (EMA)."),
              low=0.0, high=0.9999),
    Parameter("augmentation", 1.0, N_("Varying pictures"),
              N_("How much pictures are shifted, turned, stretched and brightened in training; 0 switches it off."),
              low=0.0, high=3.0),
    Parameter("flip", False, N_("Mirror pictures"),
              N_("Half of the pictures are mirrored in training. Not where left and right matter."),),
    Parameter("patience", 10, N_("Patience"),
              N_("Training ends early when so many epochs brought nothing better."), low=1, high=10_000),
    Parameter("validation_share", 0.15, N_("Validation share"),
              N_("This share of the training part is kept aside to watch the progress, if the data has none."),
              low=0.01, high=0.5),
    Parameter("threads", 0, N_("Processor cores"), N_("For computing; 0 measures what is best."), low=0, high=256),
)  # fmt: skip


def all_settings() -> dict[str, Parameter]:
    """Every setting by name: of the training, the model, the fusions, and the encoders."""
    table: dict[str, Parameter] = {p.name: p for p in (*TRAINING_PARAMETERS, *MODEL_PARAMETERS)}
    for _fusion, kind in FUSIONS:
        table |= {p.name: p for p in kind.parameters if p.name not in table}
    for modality, known in MODALITIES:
        names = tuple(encoder.name for encoder in known.encoders)
        table[f"{modality}_encoder"] = Parameter(
            f"{modality}_encoder",
            names[0],
            N_("Kind of encoder"),
            N_("The network that reads this sense."),
            choices=names,
        )
        for encoder in known.encoders:
            table |= {p.name: p for p in encoder.parameters if p.name not in table}
    return table


def setting_title(name: str) -> str:
    """The plain name of a setting; its own if a newer program knows it."""
    known = all_settings().get(name)
    return name if known is None else known.title()


@dataclass(frozen=True)
class DataFacts:
    """What the rules look at. sharing: examples per distinct picture (or other costly value). picture_px: the middle of
    the pictures' longer sides, 0 = no pictures. imbalance: examples of the largest class per one of the smallest.
    words_alone: how much of the answer the words give away, 0..1 (word_skill.py)."""

    train: int
    classes: int
    modalities: Mapping[str, str]  # field → modality
    sharing: float = 1.0
    picture_px: int = 0
    imbalance: float = 1.0
    words_alone: float = 1.0


@dataclass(frozen=True)
class Plan:
    """Every value of a training. encoders: field → (name, parameters)."""

    fusion: str
    epochs: int
    batch_size: int
    values: Mapping[str, Value]
    encoders: Mapping[str, tuple[str, Mapping[str, Value]]]

    def number(self, name: str) -> float:
        return float(self.values[name])

    def whole(self, name: str) -> int:
        return int(self.values[name])

    def model_settings(self) -> dict[str, Value]:
        """What the manifest keeps for building the model again."""
        names = {p.name for p in (*MODEL_PARAMETERS, *FUSIONS.get(self.fusion).parameters)}
        return {name: value for name, value in self.values.items() if name in names}


def resolve(experiment: Experiment, facts: DataFacts) -> Plan:
    """All values for a training. Raises ExperimentError for an unknown or impossible setting."""
    chosen = check_values(all_settings().values(), experiment.settings)
    fusion = "concat" if experiment.preset == "article" else experiment.fusion
    rules = _RULES[experiment.preset](facts)
    kind = FUSIONS.get(fusion)
    own = _own_defaults((*TRAINING_PARAMETERS, *MODEL_PARAMETERS, *kind.parameters))
    values = own | {n: v for n, v in rules.items() if n in own} | {n: v for n, v in chosen.items() if n in own}
    encoders: dict[str, tuple[str, Mapping[str, Value]]] = {}
    for field, modality in facts.modalities.items():
        names = [encoder.name for encoder in MODALITIES.get(modality).encoders]
        if not names:
            raise ExperimentError(
                _("There is no encoder for the field “{name}” ({kind}).").format(name=field, kind=modality),
                _("Leave this field out."),
                parameter="fields",
            )
        usual = rules["encoder"] if rules.get("encoder") in names else names[0]
        wish = str(chosen.get(f"{modality}_encoder", usual))
        encoder = MODALITIES.get(modality).encoder(wish)
        known = {p.name for p in encoder.parameters}
        given = {n: v for n, v in rules.items() if n in known} | {n: v for n, v in chosen.items() if n in known}
        encoders[field] = (wish, encoder.values(given))
    used = set(own).union(*(dict(parameters) for _name, parameters in encoders.values()))
    used |= {f"{modality}_encoder" for modality in facts.modalities.values()}
    for name in chosen:
        if name not in used:
            raise ExperimentError(
                _("The setting “{name}” has no effect with these fields and parts.").format(name=name),
                _("Leave it out, or choose the parts that it belongs to."),
                parameter=name,
            )
    return Plan(
        fusion=fusion,
        epochs=experiment.epochs or int(rules["epochs"]),
        batch_size=experiment.batch_size or int(rules["batch_size"]),
        values=values,
        encoders=encoders,
    )


def _own_defaults(parameters: Iterable[Parameter]) -> dict[str, Value]:
    return {p.name: p.default for p in parameters}


def _picture_size(facts: DataFacts, most: int) -> int:
    """The largest usual size that is no larger than the pictures and the preset's limit."""
    return max((s for s in (32, 48, 64, 96, 128) if s <= max(32, facts.picture_px) and s <= most), default=32)


def _common(facts: DataFacts) -> dict[str, Any]:
    small = facts.train < 3_000
    batch = 32 if facts.train < 3_000 else 64 if facts.train < 20_000 else 128
    if facts.sharing >= 3:
        batch = 64  # few pictures a step, as each brings all its examples along: larger batches learned far later
    return {
        "batch_size": batch,
        # Where words alone say little, their votes only learn the training texts by heart and drown what the senses say
        # together (feelings, 840 examples: 0.95 without them, 0.88 with them, on examples of another seed).
        "votes_count": facts.words_alone >= 0.3,
        "validation_share": 0.10 if small else 0.15 if facts.train < 20_000 else 0.10,
    }


def _epochs(facts: DataFacts, batch: int, steps: int, least: int, most: int) -> int:
    """As many epochs as give about so many steps."""
    return min(most, max(least, round(steps * batch / max(1, facts.train))))


def _quick(facts: DataFacts) -> dict[str, Any]:
    rules = _common(facts)
    return rules | {
        "epochs": _epochs(facts, rules["batch_size"], 800, 5, 30),
        "width": 64, "channels": 16, "size_px": _picture_size(facts, 64), "learning_rate": 3e-3, "patience": 8,
    } | (_few_that_need_both(facts) if _need_both(facts) else {})  # fmt: skip


def _balanced(facts: DataFacts) -> dict[str, Any]:
    rules = _common(facts)
    return rules | {
        "epochs": _epochs(facts, rules["batch_size"], 1_600, 8, 25),
        "width": 96, "channels": 24, "size_px": _picture_size(facts, 64), "patience": 12,
    } | _against_memorising(facts) | _shared_pictures(facts)  # fmt: skip


def _against_memorising(facts: DataFacts) -> dict[str, Any]:
    """With a few thousand examples a fusion learns them by heart before the senses have learned to add up."""
    if facts.train >= 3_000:
        return {}
    return _few_that_need_both(facts) if _need_both(facts) else {"dropout": 0.5, "fusion_dropout": 0.5}


def _need_both(facts: DataFacts) -> bool:
    """Few examples whose words alone say little: the answer lies in the fusion, which must not be hidden."""
    return facts.train < 3_000 and facts.words_alone < 0.3


def _few_that_need_both(facts: DataFacts) -> dict[str, Any]:
    """Against learning by heart which text had which answer: only whole words, and those pulled towards zero unless
    they teach something again and again; and time until they have (feelings, 1 200 posts, quick, runs in two
    languages: the strongest word is one that decides in 0.97 to 0.99 of the posts; 0.74 to 0.94 with half the epochs,
    pairs of words and hardly any decay; at an accuracy of 0.97 to 1.0 instead of 0.96 to 0.98)."""
    return {
        "epochs": _epochs(facts, 32, 1_600, 8, 60), "patience": 30,
        "dropout": 0.35, "label_smoothing": 0.05,
        "shortest": 8, "longest": 8, "word_pairs": False, "word_dropout": 0.3, "word_decay": 1.0,
    }  # fmt: skip


def _shared_pictures(facts: DataFacts) -> dict[str, Any]:
    """Many questions about one picture: it is seen many times an epoch, and varying it hides what they ask for
    (validation on easy_vqa after 5 epochs: 0.88 with variation, 0.94 with half of it, 0.999 without).

    And it takes its time until the model asks the picture what the question wants to know: by chance 5 epochs or 12
    (validation on easy_vqa with 8 epochs, two seeds: 0.93 and 0.94; with 14: 0.998).
    """
    if facts.sharing < 3:
        return {}
    return {"augmentation": 0.0, "epochs": _epochs(facts, 64, 7_600, 8, 25)}


def _thorough(facts: DataFacts) -> dict[str, Any]:
    rules = _common(facts)
    return rules | {
        "epochs": _epochs(facts, rules["batch_size"], 4_000, 15, 100),
        "width": 128, "channels": 32, "size_px": _picture_size(facts, 96), "learning_rate": 1.5e-3, "patience": 25,
        "dropout": 0.3, "depth": 2,
    }  # fmt: skip


def _article(facts: DataFacts) -> dict[str, Any]:
    """The network of the article: 32 pixels, 64 features per sense, side by side without a hidden layer."""
    return {
        "epochs": 20, "batch_size": 32, "width": 64, "size_px": 32, "dropout": 0.0, "hidden": False, "product": False,
        "single_heads": False, "absent": "zero", "encoder": "article",
        "vocabulary": 10_000, "learning_rate": 1e-3, "weight_decay": 0.01, "word_decay": 0.01, "average": 0.0,
        "single_weight": 0.0, "augmentation": 0.0, "patience": 8,
    }  # fmt: skip


_RULES = {"quick": _quick, "balanced": _balanced, "thorough": _thorough, "article": _article}
