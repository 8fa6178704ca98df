"""Fits what turns scores into probabilities and a confidence, from held-out scores."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

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
NEWTON_STEPS, SETTLED, RIDGE = 50, 1e-9, 1e-9
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
    """The temperature with the least log loss, which is convex in it."""

    def loss(at: int) -> float:
        own = _TEMPERATURES[at] * raw[:, :count]
        top = own.max(axis=1)
        total = top + np.log(np.exp(own - top[:, None]).sum(axis=1))
        return float((total - own[np.arange(len(rows)), rows]).mean())

    low, high = 0, len(_TEMPERATURES) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if loss(middle + 1) < loss(middle) else (low, middle)
    return float(_TEMPERATURES[low])


def _logistic(z: Floats, right: NDArray[np.bool_], weights: Floats) -> Floats:
    """Slopes (never negative) and intercept of P(right | z), with Platt's smoothed targets.

    By Newton's method on the slopes that are free; those at 0 that would fall stay there.
    """
    yes, no = float(weights[right].sum()), float(weights[~right].sum())
    goal = np.where(right, (yes + 1) / (yes + 2), 1 / (no + 2))
    design = np.column_stack((z, np.ones(len(z))))
    least = np.append(np.zeros(design.shape[1] - 1), -np.inf)

    def loss(beta: Floats) -> float:
        score = design @ beta
        return float(weights @ (np.logaddexp(0.0, score) - goal * score))

    beta = np.append(np.ones(len(least) - 1), np.log((yes + 1) / (no + 1)))
    for _ in range(NEWTON_STEPS):
        p = 1.0 / (1.0 + np.exp(-np.clip(design @ beta, -50, 50)))
        slope = design.T @ (weights * (p - goal))
        bend = (design.T * (weights * p * (1 - p))) @ design + RIDGE * np.eye(len(least))
        free = np.flatnonzero((beta > least) | (slope < 0))
        step = np.zeros_like(beta)
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        size, now = 1.0, loss(beta)
        while loss(after := np.maximum(beta - size * step, least)) > now and size > SETTLED:
            size /= 2
        moved, beta = np.abs(after - beta).max(), after
        if moved < SETTLED:
            break
    return beta
