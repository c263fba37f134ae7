"""Feelings in posts: a face and a short text. What lies here is used by `scene.py` only."""
