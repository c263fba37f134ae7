"""What a person chooses before a training: how the senses are joined, which are used, how long, and the rest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from mmgui.core.data.example import ExampleSet, Field
from mmgui.core.i18n import N_, _
from mmgui.core.models.catalogue import FUSIONS, MODEL_PARAMETERS, PRESETS, describe_preset, preset_title
from mmgui.core.parameters import Parameter
from mmgui.core.run.experiment import Experiment
from mmgui.core.text import one_line
from mmgui.core.training.presets import TRAINING_PARAMETERS, all_settings
from mmgui.gui.kit.card import muted_label, title_label
from mmgui.gui.kit.flow_layout import FlowLayout
from mmgui.gui.kit.lifetimes import discard
from mmgui.gui.kit.option_cards import ChipChooser, Option, OptionCards
from mmgui.gui.kit.settings_form import Group, SettingsForm
from mmgui.gui.kit.texts import button_text, plain_tooltip
from mmgui.gui.kit.theme import SPACE, set_role
from mmgui.gui.kit.tick_box import TickBox
from mmgui.modalities import MODALITIES
from mmgui.session.training_length import chosen_preset, note_preset

if TYPE_CHECKING:
    from mmgui.session.session import Session

_OWN = (
    Parameter("epochs", 20, N_("Epochs"), N_("How often all examples are gone through, at most."), low=1, high=10_000),
    Parameter(
        "batch_size", 32, N_("Batch size"), N_("How many examples are looked at before each step."), low=1, high=65_536
    ),
    Parameter(
        "seed", 0, N_("Seed"), N_("The same seed gives the same chance: runs can be repeated."), low=0, high=2**31 - 1
    ),
)  # the fields of Experiment itself, in the same form


class TrainingChoices(QWidget):
    """Makes an Experiment from what the catalogue and the presets know."""

    changed = Signal()
    unfolded = Signal()  # "More settings" was opened

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._fields: tuple[Field, ...] = ()
        self._boxes: list[TickBox] = []
        self._fusion, self._preset = "attention", "balanced"
        self._preset_for: object = None  # the project that the preset was proposed for
        self._shown_form: tuple[object, ...] | None = None
        self.fusion_title = title_label(N_("How should the senses be joined?"))
        self.fusions = OptionCards()
        self.fusions.chosen.connect(self._fusion_chosen)
        self.fusion_note = muted_label()
        self.senses_title = title_label(N_("Which senses are used?"))
        senses = QWidget()
        self._senses = FlowLayout(senses, 2 * SPACE, 0)
        self.length_title = title_label(N_("Training length"))
        self.presets = ChipChooser()
        self.presets.chosen.connect(self._preset_chosen)
        self.preset_note = muted_label()
        self.more = QPushButton()
        self.more.setCheckable(True)
        set_role(self.more, "link")
        self.more.toggled.connect(self._more_toggled)
        self.form = SettingsForm()
        self.form.changed.connect(self._form_changed)
        self.form.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE - 2)
        above: tuple[QWidget, ...] = (self.fusion_title, self.fusions, self.fusion_note)
        below: tuple[QWidget, ...] = (self.length_title, self.presets, self.preset_note, self.more, self.form)
        for part in above:
            column.addWidget(part)
        column.addSpacing(SPACE)
        column.addWidget(self.senses_title)
        column.addWidget(senses)
        column.addSpacing(SPACE // 2)
        for part in below:
            column.addWidget(part)
        session.subscribe("project", self.refresh)
        session.subscribe("examples", self.refresh)
        session.subscribe("automatic", self._show_automatic)
        session.subscribe("engine", self._show_automatic)
        self.refresh()

    # -- what is chosen ----------------------------------------------------------------------------------------------

    @property
    def chosen_fields(self) -> tuple[str, ...]:
        """The ticked fields in the project's order."""
        return tuple(f.name for f, box in zip(self._fields, self._boxes, strict=True) if box.isChecked())

    def experiment(self) -> Experiment:
        """Everything chosen; all of several fields ticked means "all of the project", so that a later one joins in."""
        values = self.form.values()
        own = {name: int(values.pop(name)) for name in [p.name for p in _OWN] if name in values}
        fields = self.chosen_fields
        known = _settings_of({f.modality for f in self._fields if f.name in fields})
        cleaning = self._session.project.cleaning
        values = {name: value for name, value in cleaning.items() if name in known} | values
        wish = {
            "fields": () if len(fields) == len(self._fields) > 1 else fields,
            "fusion": self._fusion,
            "preset": self._preset,
            "device": self._session.settings.device,
            "settings": values,
        }
        return Experiment.model_validate(wish | own)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the project again, in the language of now."""
        self._propose_preset()
        self._show_senses()
        self._show_fusions()
        self._show_presets()
        self._show_form()
        self._show_more_text()

    def _propose_preset(self) -> None:
        """What was chosen here last; else "quick" for a scene, which is there to be watched, and "balanced" for a
        person's own examples."""
        project = self._session.project
        if project.path != self._preset_for:
            self._preset_for = project.path
            noted = chosen_preset(self._session)
            chosen = next((preset for preset in PRESETS if preset == noted), None)
            self._preset = chosen or ("quick" if project.scene else "balanced")

    def _show_senses(self) -> None:
        examples = self._session.project.examples
        fields = examples.fields if examples else ()
        if fields != self._fields:
            for box in self._boxes:
                discard(box, self._senses)
            self._fields, self._boxes = fields, [self._new_box() for _field in fields]
        for field, box in zip(fields, self._boxes, strict=True):
            modality = MODALITIES.get(field.modality) if field.modality in MODALITIES else None
            kind = modality.title() if modality else field.modality
            name = one_line(field.name, 40)
            is_same = field.name == (modality.default_field if modality else field.modality)
            text = kind if is_same else _("{field} ({kind})").format(field=name, kind=kind)
            box.setText(button_text(text))
            box.setAccessibleName(text)
            self._offer(box, examples is not None and _is_filled(examples, field.name))

    def _offer(self, box: TickBox, is_filled: bool) -> None:
        """A sense of which no example has anything cannot be used; as soon as one has, it is."""
        if box.isEnabledTo(self) != is_filled:
            box.blockSignals(True)
            box.setChecked(is_filled)
            box.blockSignals(False)
        box.setEnabled(is_filled)
        plain_tooltip(box, "" if is_filled else _("No example has anything of it."))

    def _new_box(self) -> TickBox:
        box = TickBox()
        box.setChecked(True)
        box.toggled.connect(self._sense_toggled)
        self._senses.addWidget(box)
        return box

    def _show_fusions(self) -> None:
        is_article, is_single = self._preset == "article", len(self.chosen_fields) == 1
        self.fusions.setEnabled(not is_article and not is_single)
        note = ""
        if is_article:
            note = _("The article joins the senses side by side.")
        elif is_single:
            note = _("With one sense there is nothing to join.")
        self.fusion_note.show_text(note)
        options = [Option(name, part.title(), part.explain()) for name, part in FUSIONS]
        self.fusions.set_options(options, "concat" if is_article else self._fusion)

    def _show_presets(self) -> None:
        options = [Option(preset, preset_title(preset), describe_preset(preset)) for preset in PRESETS]
        self.presets.set_options(options, self._preset)
        self.preset_note.setText(describe_preset(self._preset))

    def _show_form(self) -> None:
        """Settings that fit the choices; built when they are first unfolded."""
        if not self.more.isChecked():
            return
        modalities = tuple(dict.fromkeys(f.modality for f in self._fields if f.name in self.chosen_fields))
        encoders = {m: str(self.form.values().get(f"{m}_encoder", "")) for m in modalities}
        wanted = (self._fusion, self._preset, tuple(encoders.items()))
        if wanted != self._shown_form:
            self._shown_form = wanted
            self.form.set_groups(_setting_groups(self._fusion, self._preset, encoders))
        self.form.refresh()

    def _show_more_text(self) -> None:
        count = len(self.form.values())
        sign = "▾" if self.more.isChecked() else "▸"
        text = _("More settings ({count} chosen)").format(count=count) if count else _("More settings")
        self.more.setText(f"{sign} {text}")
        self.more.setAccessibleName(text)

    # -- what the person does ----------------------------------------------------------------------------------------

    def _fusion_chosen(self, key: str) -> None:
        self._fusion = key
        self._choices_changed()

    def _preset_chosen(self, key: str) -> None:
        self._preset = key
        note_preset(self._session, key)
        self._choices_changed()

    def _sense_toggled(self, _on: bool) -> None:
        if not self.chosen_fields:  # a model needs at least one sense
            box = self.sender()
            if isinstance(box, TickBox):
                with QSignalBlocker(box):
                    box.setChecked(True)
        self._choices_changed()

    def _form_changed(self) -> None:
        self._show_more_text()
        self._show_form()
        self._show_automatic()
        self.changed.emit()

    def _show_automatic(self) -> None:
        """What is automatic says its value; looked up only while somebody can see it."""
        if self.more.isChecked():
            values = self._session.automatic.values(self.experiment())
            if values:  # until then it says what it was before
                self.form.show_automatic(values)

    def _more_toggled(self, on: bool) -> None:
        self._show_form()
        self.form.setVisible(on)
        self._show_more_text()
        self._show_automatic()
        if on:
            self.unfolded.emit()

    def _choices_changed(self) -> None:
        self._show_fusions()
        self._show_presets()
        self._show_form()
        self._show_more_text()
        self._show_automatic()
        self.changed.emit()


def _is_filled(examples: ExampleSet, field: str) -> bool:
    return any((example.values.get(field) or "").strip() for example in examples.examples)


def _settings_of(modalities: Collection[str]) -> set[str]:
    """The names of all settings that the encoders of these kinds have."""
    known = [MODALITIES.get(modality) for modality in modalities if modality in MODALITIES]
    return {parameter.name for kind in known for encoder in kind.encoders for parameter in encoder.parameters}


def _setting_groups(fusion: str, preset: str, encoders: dict[str, str]) -> Sequence[Group]:
    """Every setting that has an effect with these choices. encoders: modality → chosen encoder, "" = the usual one."""
    kind = FUSIONS.get("concat" if preset == "article" else fusion)
    settings = all_settings()
    groups: list[Group] = [
        (_("Training"), (*_OWN, *TRAINING_PARAMETERS)),
        (_("Model"), (*MODEL_PARAMETERS, *kind.parameters)),
    ]
    for modality, chosen in encoders.items():
        if modality not in MODALITIES:
            continue
        known = MODALITIES.get(modality)
        names = [encoder.name for encoder in known.encoders]
        usual = "article" if preset == "article" and "article" in names else names[0]
        own = known.encoder(chosen or usual).parameters
        groups.append((known.title(), (settings[f"{modality}_encoder"], *own)))
    return groups
