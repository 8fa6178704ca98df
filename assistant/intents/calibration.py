"""Fits what turns scores into probabilities and a confidence, from held-out scores."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.intents.serve import Calibration, evidence

Floats = NDArray[np.float64]
ENOUGH = 50
"""texts without an intent from which the two signs of a sure match are weighed"""
OUTSIDE = 0.25
"""how many messages without an intent there are thought to be for each message with one"""
_TEMPERATURES = np.geomspace(0.5, 20.0, 60)


def fit_calibration(raw: Floats, rows: NDArray[Any], count: int, reject: float) -> Calibration:
    """Temperature, the weights of the confidence and the default threshold.

    `raw`: held-out scores (texts × columns); `rows`: true class of each text, -1 for "none";
    `reject`: share of the texts with a class that the default threshold may refuse.
    """
    inside = rows >= 0
    temperature = _temperature(raw[inside], rows[inside], count)
    _, signs = evidence(raw, count, temperature)
    centre = signs[inside].mean(axis=0)
    spread = np.maximum(signs[inside].std(axis=0), 1e-6)
    z = (signs - centre) / spread
    right = inside & (raw[:, :count].argmax(axis=1) == rows)
    outside = int((~inside).sum())
    if outside >= ENOUGH:
        share = OUTSIDE * inside.sum() / outside
        beta = _logistic(z, right, np.where(inside, 1.0, share))
    else:  # nothing tells the two signs apart: they count the same
        weights = np.where(inside, 1.0, 0.0)
        slope, intercept = _logistic(z.sum(axis=1, keepdims=True), right, weights)
        beta = np.array([slope, slope, intercept])
    slopes = np.maximum(beta[:2], 0.0) / spread
    intercept = beta[2] - slopes @ centre
    sure = 1.0 / (1.0 + np.exp(-(signs @ slopes + intercept)))
    threshold = float(np.quantile(sure[inside], reject, method="lower"))
    return Calibration(
        temperature, (float(slopes[0]), float(slopes[1])), float(intercept), threshold
    )


def _temperature(raw: Floats, rows: NDArray[Any], count: int) -> float:
    """The temperature with the least log loss."""
    losses = []
    for t in _TEMPERATURES:
        own = t * raw[:, :count]
        top = own.max(axis=1)
        total = top + np.log(np.exp(own - top[:, None]).sum(axis=1))
        losses.append(float((total - own[np.arange(len(rows)), rows]).mean()))
    return float(_TEMPERATURES[int(np.argmin(losses))])


def _logistic(
    z: Floats, right: NDArray[np.bool_], weights: Floats, steps: int = 50
) -> NDArray[np.float64]:
    """Slopes and intercept of P(right | z) by Newton's method, with Platt's smoothed targets."""
    yes, no = float(weights[right].sum()), float(weights[~right].sum())
    goal = np.where(right, (yes + 1) / (yes + 2), 1 / (no + 2))
    design = np.column_stack((z, np.ones(len(z))))
    width = design.shape[1]
    beta = np.append(np.ones(width - 1), np.log((yes + 1) / (no + 1)))
    for _ in range(steps):
        p = 1.0 / (1.0 + np.exp(-np.clip(design @ beta, -50, 50)))
        slack = weights * np.maximum(p * (1 - p), 1e-9)
        hessian = design.T @ (design * slack[:, None]) + 1e-6 * np.eye(width)
        step = np.linalg.solve(hessian, design.T @ (weights * (goal - p)))
        beta = beta + np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-8:
            break
    return beta
