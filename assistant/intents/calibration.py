"""Fits what turns scores into probabilities and a confidence, from held-out scores."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.intents.serve import Calibration, evidence

Floats = NDArray[np.float64]
_TEMPERATURES = np.geomspace(0.5, 20.0, 60)


def fit_calibration(raw: Floats, rows: NDArray[Any], count: int, reject: float) -> Calibration:
    """Temperature, the scale of the confidence and the default threshold.

    `raw`: held-out scores (texts × columns); `rows`: true class of each text, -1 for "none";
    `reject`: share of the texts with a class that the default threshold may refuse.
    """
    inside = rows >= 0
    temperature = _temperature(raw[inside], rows[inside], count)
    _, signs = evidence(raw, count, temperature)
    centre = signs[inside].mean(axis=0)
    spread = np.maximum(signs[inside].std(axis=0), 1e-6)
    z = ((signs - centre) / spread).sum(axis=1)
    right = inside & (raw[:, :count].argmax(axis=1) == rows)
    slope, intercept = _logistic(z, right)
    sure = 1.0 / (1.0 + np.exp(-(slope * z + intercept)))
    threshold = float(np.quantile(sure[inside], reject, method="lower"))
    return Calibration(
        temperature,
        (float(centre[0]), float(centre[1])),
        (float(spread[0]), float(spread[1])),
        slope,
        intercept,
        threshold,
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


def _logistic(z: Floats, right: NDArray[np.bool_], steps: int = 50) -> tuple[float, float]:
    """Slope and intercept of P(right | z) by Newton's method, with Platt's smoothed targets."""
    yes, no = int(right.sum()), int((~right).sum())
    goal = np.where(right, (yes + 1) / (yes + 2), 1 / (no + 2))
    design = np.column_stack((z, np.ones_like(z)))
    beta = np.array([1.0, np.log((yes + 1) / (no + 1))])
    for _ in range(steps):
        p = 1.0 / (1.0 + np.exp(-np.clip(design @ beta, -50, 50)))
        slack = np.maximum(p * (1 - p), 1e-9)
        hessian = design.T @ (design * slack[:, None]) + 1e-6 * np.eye(2)
        step = np.linalg.solve(hessian, design.T @ (goal - p))
        beta = beta + np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-8:
            break
    return float(max(beta[0], 1e-3)), float(beta[1])
