"""The values that a training takes for what is left automatic."""

from mmgui.core.cancel import CancelToken
from mmgui.core.data.example import ExampleSet
from mmgui.core.models.devices import best_thread_count
from mmgui.core.parameters import Value
from mmgui.core.run.experiment import Experiment
from mmgui.core.training.dividing import divide, validation_share
from mmgui.core.training.loading import look_at_data
from mmgui.core.training.presets import Plan, resolve


def automatic_values(examples: ExampleSet, experiment: Experiment, cancel: CancelToken) -> dict[str, Value]:
    """Every setting by its name, as this training would have it. Raises ExperimentError, Cancelled."""
    share = validation_share(examples, experiment.settings)
    parts = divide(examples, experiment.fields, None, share, experiment.seed, cancel)
    plan = resolve(experiment, look_at_data(parts))
    values = settings_of(plan, {field.name: field.modality for field in parts.fields})
    return {**values, "seed": experiment.seed, "threads": values["threads"] or best_thread_count()}


def settings_of(plan: Plan, modalities: dict[str, str]) -> dict[str, Value]:
    """modalities: field → modality; of several fields of one kind the first one's encoder counts."""
    values: dict[str, Value] = {}
    for field, (encoder, own) in reversed([*plan.encoders.items()]):
        values |= {**own, f"{modalities[field]}_encoder": encoder}
    return {**values, **plan.values, "epochs": plan.epochs, "batch_size": plan.batch_size}


__all__ = ["automatic_values", "settings_of"]
