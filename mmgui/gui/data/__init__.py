"""The Data page: importing, cleaning, labelling, splitting."""
