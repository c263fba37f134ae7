"""The next shelf of a shop: purchases, a description and a picture. What lies here is used by `scene.py` only."""
