"""Heat maps by trying out: take out one part after the other, and see how the score falls."""

import numpy as np
import torch
from numpy.typing import NDArray

from mmgui.core.explaining.example import EncodedExample
from mmgui.core.explaining.score import class_score


def occlude(example: EncodedExample, field: str, chosen: int) -> NDArray[np.float64]:
    """(C,): how much the score of class `chosen` falls when each window of the field's layout is taken out.

    In its place comes what the value is like on average. Source: Zeiler & Fergus 2014, arXiv:1311.2901.
    """
    windows = example.example.layouts[field].windows()
    with torch.inference_mode():
        full = float(class_score(example.join({}, 1).logits.double(), chosen))
    return full - example.scores_without(field, windows, chosen)
