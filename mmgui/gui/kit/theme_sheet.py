"""The style sheet of the whole program, with $names of `Theme` where colours go.

$px13 are 13 px at the usual size of texts.

Whatever can be touched is at least 40 px high, its border, padding and margin counted: a finger is that wide. Where
that would look heavy (chips), a margin that takes the touch lies around a smaller shape.
"""

SHEET = """
QMainWindow, QDialog { background: $background; }
QWidget { color: $text; }
QToolTip { background: $raised; color: $text; border: 1px solid $control; padding: 5px 8px; }

*[role="card"] { background: $surface; border: 1px solid $border; border-radius: 10px; }
QLabel[role="heading"] { font-size: $px24; font-weight: 700; }
QLabel[role="answer"] { font-size: $px34; font-weight: 700; }
QLabel[role="title"] { font-size: $px15; font-weight: 600; }
QLabel[role="muted"] { color: $muted; font-size: $px13; }
QLabel[role="bad"] { color: $bad; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="good"] { color: $good; }
QLabel:disabled { color: $muted; }

QPushButton, QToolButton {
  background: $surface; color: $text; border: 1px solid $control; border-radius: 8px;
  padding: 7px 14px; min-height: 24px;
}
QPushButton:hover, QToolButton:hover { background: $raised; border-color: $muted; }
QPushButton:pressed, QToolButton:pressed { background: $border; }
QPushButton:focus, QToolButton:focus { border: $focus solid $accent; padding: 6px 13px; }
QPushButton:checked, QToolButton:checked { background: $accent_soft; border-color: $accent; color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $muted; background: $background; border-color: $border; }
QPushButton[role="primary"] {
  background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; padding: 8px 18px;
}
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:focus { border: $focus solid $text; padding: 7px 17px; }
QPushButton[role="primary"]:disabled { background: $track; border-color: $track; color: $muted; }
QPushButton[role="danger"] { color: $bad; border-color: $bad; }
QPushButton[role="danger"]:hover { background: $bad; color: $surface; }

*[role="chip"] {
  background: $surface; border: 1px solid $border; border-radius: 13px; padding: 3px 12px; color: $muted;
  font-size: $px13; min-height: 18px;
}
QPushButton[role="chip"], QToolButton[role="chip"] {
  color: $text; border-color: $control; border-radius: 15px; padding: 5px 12px; margin: 4px 0; min-height: 20px;
}
QPushButton[role="chip"]:hover, QToolButton[role="chip"]:hover { background: $raised; }
QPushButton[role="chip"]:focus, QToolButton[role="chip"]:focus { border: $focus solid $accent; padding: 4px 11px; }
QPushButton[role="chip"]:checked, QToolButton[role="chip"]:checked {
  background: $accent_soft; border-color: $accent; color: $accent;
}
QPushButton[role="chip"]:disabled { color: $muted; border-color: $border; background: $background; }
QPushButton[role="chip"]:checked:disabled { background: $accent_soft; border-color: $control; }

QPushButton[role="link"] {
  background: transparent; border: 2px solid transparent; color: $accent; padding: 2px 2px; text-align: left;
  min-height: 32px;
}
QPushButton[role="link"]:hover { text-decoration: underline; color: $accent_hover; }
QPushButton[role="link"]:focus { border-color: $accent; border-radius: 4px; }
QPushButton[role="link"]:disabled { color: $muted; }

QPushButton[role="quiet"], QToolButton[role="quiet"] {
  background: transparent; border: 2px solid transparent; border-radius: 6px; padding: 5px;
  min-height: 23px; min-width: 23px;
}
QPushButton[role="quiet"] { min-height: 26px; }
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover { background: $raised; }
QPushButton[role="quiet"]:pressed, QToolButton[role="quiet"]:pressed { background: $border; }
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus { border-color: $accent; }
QPushButton[role="quiet"]:disabled, QToolButton[role="quiet"]:disabled { background: transparent; }
QFileDialog QToolButton { padding: 3px; min-height: 0; min-width: 0; border-radius: 6px; }
QFileDialog QToolButton:focus { padding: 2px; }
QFileDialog QListView#sidebar { min-width: 130px; }
QFileDialog QListView::item, QFileDialog QTreeView::item { padding: 2px; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
  background: $surface; color: $text; border: 1px solid $control; border-radius: 6px; padding: 5px 8px;
  selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit, QSpinBox, QDoubleSpinBox { min-height: 28px; }
QComboBox QLineEdit, QSpinBox QLineEdit, QDoubleSpinBox QLineEdit, QAbstractItemView QLineEdit { min-height: 0; }
QLineEdit:hover, QPlainTextEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover { border-color: $muted; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {
  border: 2px solid $accent; padding: 4px 7px;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
  background: $background; color: $muted; border-color: $border;
}
QComboBox { padding-right: 24px; min-height: 28px; combobox-popup: 0; }
QComboBox:focus { padding-right: 23px; }
QComboBox::drop-down { border: none; width: 24px; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("$down"); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
  background: $surface; border: 1px solid $control; selection-background-color: $accent_soft; selection-color: $text;
  padding: 0; border-radius: 0; outline: 0;
}
QComboBox QAbstractItemView:focus { border: 1px solid $control; }
QComboBox QAbstractItemView::item { min-height: 36px; padding: 2px 10px; border-radius: 0; }
QSpinBox::up-button, QDoubleSpinBox::up-button {
  subcontrol-origin: border; subcontrol-position: top right; width: 28px; border: none; background: transparent;
}
QSpinBox::down-button, QDoubleSpinBox::down-button {
  subcontrol-origin: border; subcontrol-position: bottom right; width: 28px; border: none; background: transparent;
}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("$up"); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url("$down"); width: 10px; height: 10px; }

QCheckBox, QRadioButton {
  spacing: 8px; border: 2px solid transparent; border-radius: 4px; padding: 2px; min-height: 32px;
}
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox::indicator, QRadioButton::indicator {
  width: 16px; height: 16px; border: 1px solid $muted; background: $surface;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url("$dot"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $border; background: $background; }
QCheckBox::indicator:checked:disabled, QRadioButton::indicator:checked:disabled {
  background: $muted; border-color: $muted;
}
QCheckBox:disabled, QRadioButton:disabled { color: $muted; }

QSlider { min-height: 36px; border: 2px solid transparent; border-radius: 6px; }
QSlider:focus { border-color: $accent; }
QSlider::groove:horizontal { height: 6px; border-radius: 3px; background: $track; }
QSlider::sub-page:horizontal { height: 6px; border-radius: 3px; background: $accent; }
QSlider::handle:horizontal {
  width: 18px; height: 18px; margin: -8px 0; border-radius: 11px; background: $surface; border: 2px solid $accent;
}
QSlider::handle:horizontal:hover { background: $accent_soft; }
QSlider::sub-page:horizontal:disabled { background: $control; }
QSlider::handle:horizontal:disabled { border-color: $control; }

QProgressBar {
  background: $track; border: none; border-radius: 4px; min-height: 8px; max-height: 8px; text-align: center;
  color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: 4px; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="page"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $control; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTableView, QListView, QTreeView {
  background: $surface; alternate-background-color: $background; border: 1px solid $border; border-radius: 6px;
  gridline-color: $grid; selection-background-color: $accent_soft; selection-color: $text; outline: 0;
}
QTableView:focus, QListView:focus, QTreeView:focus { border: 2px solid $accent; }
QListView::item { padding: 4px 6px; border-radius: 4px; }
QListView::item:hover, QTreeView::item:hover { background: $raised; }
QListView::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
  background: $surface; color: $muted; border: none; border-bottom: 1px solid $border; padding: 10px 8px;
}
QTableCornerButton::section { background: $surface; border: none; }

QMenuBar { background: $surface; border-bottom: 1px solid $border; padding: 2px 6px; }
QMenuBar::item { padding: 4px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $raised; }
QMenu { background: $surface; border: 1px solid $control; padding: 5px; }
QMenu::item { padding: 12px 28px 12px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 5px 8px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 8px; }

QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar::tab {
  background: transparent; color: $muted; padding: 8px 14px; border: none; border-bottom: 2px solid transparent;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; }
QTabBar::tab:focus { background: $accent_soft; }
QSplitter::handle { background: transparent; }
QGroupBox { border: 1px solid $border; border-radius: 8px; margin-top: 10px; padding: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 10px; padding: 0 4px; color: $muted; }

#rail { background: $surface; border: none; border-right: 1px solid $border; }
#topbar { background: $surface; border: none; border-bottom: 1px solid $border; }
#statusbar { background: $surface; border: none; border-top: 1px solid $border; }
#step { background: $accent_soft; color: $accent; border-radius: 16px; font-weight: 700; }
#banner { background: $surface; border: 1px solid $control; border-left: 4px solid $accent; border-radius: 8px; }
#banner[kind="info"] { background: $accent_soft; border-color: $accent_soft; border-left-color: $accent; }
#banner[kind="error"] { border-left-color: $bad; }
#banner[kind="bug"] { border-left-color: $warning; }
#rail QToolButton {
  background: transparent; border: none; border-left: 3px solid transparent; border-radius: 0; color: $muted;
  padding: 10px 0 8px 0; font-size: $px13;
}
#rail QToolButton:hover { background: $raised; color: $text; }
#rail QToolButton:checked {
  background: $accent_soft; border-left-color: $accent; color: $accent; font-weight: 600;
}
#rail QToolButton:focus { border: 2px solid $accent; padding: 8px 0 6px 0; }
#rail QToolButton:disabled { color: $control; background: transparent; }
"""
