"""What a session knows, said by a test."""

from typing import Any


def know(model: Any, **answers: Any) -> None:
    """Let the session know these answers to the questions why: links, counterfactuals, attention_numbers."""
    for name, answer in answers.items():
        if name == "attention_numbers":
            model._numbers.known[model._part] = answer
        else:
            {"links": model._links, "counterfactuals": model._flips}[name].known[model._number] = answer
