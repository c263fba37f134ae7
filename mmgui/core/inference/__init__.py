"""A trained model that answers: inputs as a person gives them, predictions with their maps."""
