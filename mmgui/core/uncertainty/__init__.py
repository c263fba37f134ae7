"""How sure an answer may be: calibration (temperatures), novelty, their measures and sentences."""
