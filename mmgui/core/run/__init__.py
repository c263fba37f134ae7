"""A run on disk, in one room: its folder, settings, history, answers, what it learnt; facts.py reads it all."""
