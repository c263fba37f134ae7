"""The window must not wait for anything heavy: what it imports before its first picture."""

import subprocess
import sys

HEAVY = ("torch", "numpy", "polars", "sqlalchemy", "pydantic", "PIL", "captum", "torchmetrics", "sklearn")
SCRIPT = """
import sys
from PySide6.QtWidgets import QApplication
app = QApplication([])
from mmgui.core.settings import Settings
from mmgui.gui.bridge import Bridge
from mmgui.gui.main_window import MainWindow
from mmgui.gui.kit.theme import apply
from mmgui.session.session import Session
import mmgui.app
apply(app, "light")
session = Session(Settings())
session.submit = lambda lane, job: job  # lanes come after the first picture's code
window = MainWindow(session)
window.show()
window.grab()
print(" ".join(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_nothing_heavy_is_imported_before_the_first_picture() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT, *HEAVY], capture_output=True, text=True, timeout=120, check=True
    )
    assert answer.stdout.split() == []
