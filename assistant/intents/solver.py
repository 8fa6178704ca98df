"""Linear support vector machines, one column against the rest, solved together.

The problem is that of scikit-learn's `LinearSVC` (squared hinge, L2) but for the bias, which bears
no penalty here. A test holds the two together. It is solved anew here because importing
scikit-learn takes longer than learning a site, and because all columns share one pass over the
examples. Method: conjugate gradients (Polak and Ribière, restarted when they turn back) on the
primal, with rows centred, each column at its own step, found by Newton's method along the line.
The solution is kept as one number a row and column (the representer theorem), so that a step
costs two sparse products and little else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

STEPS = 60
"""most steps; a site's models are near enough after 10 to 20"""
NEAR, NEAREST, LEAST_NEAR = 0.001, 0.001, 0.5
"""squared length of the gradient, as a share of the weights', at which a model is near enough:
`NEAR` times the examples a column, within bounds. With 10 examples each, going nearer is worth
0.3 % of accuracy (BANKING77); with hundreds it only costs time, and early is no worse than late"""
ALONG = 3
"""Newton steps along a line"""
TINY = np.float32(1e-20)


class Machines:
    """The models of the columns over one set of examples."""

    def __init__(self, rows: Any, signs: Floats, C: float) -> None:
        """`rows`: sparse (examples × features); `signs`: 1 or -1 (examples × columns)."""
        self._rows, self._columns, self._signs = rows, rows.T, signs
        self._slope = np.float32(2 * C)
        self._mean = np.asarray(rows.mean(axis=0), np.float32).ravel()
        self._along_mean = np.asarray(rows @ self._mean, np.float32)
        self._mean_length = self._mean @ self._mean
        self.shares: Floats = np.zeros_like(signs)
        """what each example adds to each column's weights"""
        self.bias: Floats = signs.mean(axis=0)
        """of centred rows"""

    def _gram(self, shares: Floats) -> Floats:
        """Centred rows times centred rows, transposed, times `shares`."""
        total = shares.sum(axis=0)
        found: Floats = self._rows @ (self._columns @ shares)
        found -= self._along_mean[:, None] * total
        found += self._mean_length * total - self._along_mean @ shares
        return found

    def fit(self, near: float | None = None) -> Machines:
        """Solve, as near to the least loss as wanted; None: as many examples deserve."""
        signs, slope = self._signs, self._slope
        if near is None:
            near = min(max(NEAREST, NEAR * len(signs) / signs.shape[1]), LEAST_NEAR)
        scores = np.zeros_like(signs)
        way = along = before = np.zeros_like(signs)
        length = np.ones(signs.shape[1], np.float32)
        for _ in range(STEPS):
            self._shift(scores)
            missed = self._missed(signs - scores - self.bias)
            gradient = self.shares - slope * missed
            pull = self._gram(gradient)
            now = _sums(gradient, pull)
            if now.sum() <= near * _sums(self.shares, scores).sum():
                break
            keep = np.maximum(np.float32(0), (now - _sums(before, pull)) / np.maximum(length, TINY))
            way, along = keep * way - gradient, keep * along - pull
            before, length = gradient, now
            size = self._size(way, along, scores)
            self.shares = self.shares + size * way
            scores += size * along
        self._shift(scores)
        return self

    def _missed(self, short: Floats) -> Floats:
        """By how much each example misses its margin, signed."""
        missed: Floats = short * (short * self._signs > 0)
        return missed

    def _shift(self, scores: Floats) -> None:
        """One Newton step of the biases."""
        short = self._signs - scores - self.bias
        held = short * self._signs > 0
        count = np.maximum(held.sum(axis=0, dtype=np.float32), 1)
        self.bias = self.bias + (short * held).sum(axis=0) / count

    def _size(self, way: Floats, along: Floats, scores: Floats) -> Floats:
        """How far to go: where the loss along the line is least."""
        rise, bend = _sums(self.shares, along), _sums(way, along)
        short = self._signs - scores - self.bias
        size = np.zeros_like(bend)
        for _ in range(ALONG):
            left = short - size * along
            held = along * (left * self._signs > 0)
            slope = rise + size * bend - self._slope * _sums(held, left)
            size = size - slope / np.maximum(bend + self._slope * _sums(held, along), TINY)
        return size

    def weights(self) -> tuple[Floats, Floats]:
        """Weights (features × columns) and biases (columns,) for rows as they are."""
        found: Floats = self._columns @ self.shares
        found -= np.outer(self._mean, self.shares.sum(axis=0))
        return found, self.bias - self._mean @ found


def _sums(a: Floats, b: Floats) -> Floats:
    sums: Floats = np.einsum("ij,ij->j", a, b)
    return sums
