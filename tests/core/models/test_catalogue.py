"""What parts are is known without torch, and each has its builder."""

import subprocess
import sys

from mmgui.core.models.catalogue import FUSIONS, PRESETS, describe_preset, fusion_title, preset_title
from mmgui.core.models.encoder import Encoder
from mmgui.core.models.fusion_builders import BUILDERS
from mmgui.modalities import MODALITIES
from tests.core.made import find_encoder


def test_every_part_has_a_builder_and_every_builder_a_part() -> None:
    assert set(BUILDERS) == set(FUSIONS.names())
    for _name, modality in MODALITIES:
        for part in modality.encoders:
            values = part.values({})
            given = part.fit([] if modality.is_media else [modality.read(v) for v in ("a=1", "a=2") * 3], values)
            assert isinstance(part.build(part.load(given.model_dump(mode="json")), 16, 2, 0.0, values), Encoder)
            assert find_encoder(f"{modality.name}/{part.name}") is part


def test_asking_imports_no_torch() -> None:
    code = (
        "import sys\n"
        "from mmgui.core.data.example import Field\n"
        "from mmgui.core.run.experiment import Experiment\n"
        "from mmgui.core.training.presets import all_settings, DataFacts, resolve\n"
        "from mmgui.core.race.entrants import entrants_for\n"
        "plan = resolve(Experiment(preset='quick'), DataFacts(1000, 3, {'a': 'image', 'b': 'text'}))\n"
        "assert set(plan.encoders) == {'a', 'b'} and len(all_settings()) > 30\n"
        "assert len(entrants_for((Field('a', 'image'), Field('b', 'text')))) > 4\n"
        "assert 'torch' not in sys.modules and 'PySide6' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_parts_of_a_newer_program_keep_their_names() -> None:
    assert fusion_title("attention") == "Attention" and fusion_title("telepathy") == "telepathy"
    assert preset_title("quick") == "Quick" and preset_title("slow") == "slow"
    assert all(describe_preset(name) for name in PRESETS)
