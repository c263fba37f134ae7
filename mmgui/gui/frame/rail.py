"""The five places, always in sight on the left."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from mmgui.core.i18n import N_
from mmgui.gui.actions import Actions
from mmgui.gui.commands import PLACES, Place
from mmgui.gui.kit.icons import bind_icon
from mmgui.gui.kit.text_size import bind_px
from mmgui.gui.kit.texts import bind_text
from mmgui.gui.kit.theme import SPACE

PLACE_NAMES: dict[Place, str] = {
    "home": N_("Home"),
    "data": N_("Data"),
    "train": N_("Train"),
    "results": N_("Results"),
    "try": N_("Try"),
}


class Rail(QFrame):
    """One large button per place; the chosen one is coloured."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("rail")
        bind_px(self, "setFixedWidth", 11 * SPACE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACE, 0, SPACE)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        self.buttons: dict[Place, QToolButton] = {}
        for place in PLACES:
            button = QToolButton()
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIconSize(QSize(24, 24))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            bind_px(button, "setFixedHeight", 9 * SPACE)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            bind_text(button, "setText", PLACE_NAMES[place])
            bind_text(button, "setAccessibleName", PLACE_NAMES[place])
            bind_icon(button, place, "muted")
            button.clicked.connect(actions[f"go_{place}"].trigger)
            bind_text(button, "setToolTip", actions[f"go_{place}"].toolTip)
            self._group.addButton(button)
            self.buttons[place] = button
            layout.addWidget(button)
        layout.addStretch(1)

    def choose(self, place: Place) -> None:
        self.buttons[place].setChecked(True)
