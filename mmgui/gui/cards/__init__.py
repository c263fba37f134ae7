"""The cards in which a field of any modality is given, shown and explained."""
