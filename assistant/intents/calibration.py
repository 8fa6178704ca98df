"""Fits what turns scores into probabilities and a confidence, from held-out scores."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.intents.serve import Calibration, evidence

Floats = NDArray[np.float64]
ENOUGH = 50
"""texts without an intent from which the signs of a sure match are weighed"""
UNTOLD = np.array((1.0, 1.0, 0.5))
"""weights of the standardised signs where there are no such texts"""
LEAST = 0.05
"""least standard deviation of a sign: in a few examples one may hardly vary"""
OUTSIDE = 0.25
"""how many messages without an intent there are thought to be for each message with one"""
_TEMPERATURES = np.geomspace(0.5, 20.0, 60)


def fit_calibration(
    raw: Floats, known: Floats, rows: NDArray[Any], count: int, reject: float
) -> Calibration:
    """Temperature, the weights of the confidence and the default threshold.

    `raw`: held-out scores (texts × columns); `known`: share of each text's words in other texts;
    `rows`: true class of each text, -1 for "none"; `reject`: share of the texts with a class
    that the default threshold may refuse.
    """
    inside = rows >= 0
    temperature = _temperature(raw[inside], rows[inside], count)
    _, signs = evidence(raw, known, count, temperature)
    centre = signs[inside].mean(axis=0)
    spread = np.maximum(signs[inside].std(axis=0), LEAST)
    z = (signs - centre) / spread
    right = inside & (raw[:, :count].argmax(axis=1) == rows)
    outside = int((~inside).sum())
    if outside >= ENOUGH:
        share = OUTSIDE * inside.sum() / outside
        beta = _logistic(z, right, np.where(inside, 1.0, share))
    else:  # nothing tells what each sign is worth: they count as they did on public data
        slope, intercept = _logistic((z @ UNTOLD)[:, None], right, np.where(inside, 1.0, 0.0))
        beta = np.append(slope * UNTOLD, intercept)
    slopes = beta[:-1] / spread
    intercept = float(beta[-1] - slopes @ centre)
    sure = 1.0 / (1.0 + np.exp(-(signs @ slopes + intercept)))
    threshold = float(np.quantile(sure[inside], reject, method="lower"))
    first, second, third = slopes.tolist()
    return Calibration(temperature, (first, second, third), intercept, threshold)


def _temperature(raw: Floats, rows: NDArray[Any], count: int) -> float:
    """The temperature with the least log loss."""
    losses = []
    for t in _TEMPERATURES:
        own = t * raw[:, :count]
        top = own.max(axis=1)
        total = top + np.log(np.exp(own - top[:, None]).sum(axis=1))
        losses.append(float((total - own[np.arange(len(rows)), rows]).mean()))
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _logistic(z: Floats, right: NDArray[np.bool_], weights: Floats) -> Floats:
    """Slopes (never negative) and intercept of P(right | z), with Platt's smoothed targets."""
    yes, no = float(weights[right].sum()), float(weights[~right].sum())
    goal = np.where(right, (yes + 1) / (yes + 2), 1 / (no + 2))
    design = np.column_stack((z, np.ones(len(z))))
    width = design.shape[1]

    def loss(beta: Floats) -> tuple[float, Floats]:
        score = design @ beta
        p = 1.0 / (1.0 + np.exp(-np.clip(score, -50, 50)))
        value = weights @ (np.logaddexp(0.0, score) - goal * score)
        return float(value), design.T @ (weights * (p - goal))

    start = np.append(np.ones(width - 1), np.log((yes + 1) / (no + 1)))
    bounds = [(0.0, None)] * (width - 1) + [(None, None)]
    best: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return best
