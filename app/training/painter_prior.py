"""A first prior for a painter that has learnt without one: what its encoder says, foretold from h_dec.

For every step, least squares of the encoder's μ on [condition, h_dec] over rendered pictures; s² is what is left
of μ² plus the mean σ². That is the best Gaussian prior of this form for the weights as they are; training goes on
from there.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from app.models.painter import Painter, parameters
from app.training.train_painter import Source

Array = np.ndarray[Any, Any]
RIDGE = 3.0  # pictures' worth of evidence that nothing can be foretold


def fit(painter: Painter, source: Source, batches: int = 200, seed: int = 0) -> Painter:
    """The same painter with a prior fitted to so many batches; what it copies does not change."""
    c, rng = painter.config, np.random.default_rng(seed)
    size = c.condition + c.decoder
    n = np.zeros(c.rows)
    xx, xm = np.zeros((c.rows, size, size)), np.zeros((c.rows, size, c.latent))
    mm = np.zeros((c.rows, c.latent))
    for _ in range(batches):
        x, digits, colours = source(rng)
        noise = rng.standard_normal((c.steps(digits.shape[1]), len(x), c.latent), dtype=np.float32)
        for s in painter.copy(x, digits, noise, colours).strokes:
            assert s.look is not None
            mu, sigma = s.look.mu, np.exp(s.look.log_sigma)
            if s.expected is not None:
                mu, sigma = s.expected.m + s.expected.s * mu, s.expected.s * sigma
            told, row = s.lstm.xh[:, c.latent :], s.moment.row
            n[row] += len(mu)
            xx[row] += told.T @ told
            xm[row] += told.T @ mu
            mm[row] += (mu * mu + sigma * sigma).sum(axis=0)
    config = replace(c, prior=True)
    flat = np.zeros(parameters.count(config), painter.flat.dtype)
    p = parameters.views(flat, config)
    for name, value in painter.params.items():
        p[name][...] = value
    for row in range(c.rows):
        V = np.linalg.solve(xx[row] + RIDGE * np.eye(size), xm[row])
        explained = 2 * (V * xm[row]).sum(axis=0) - np.einsum("iz,ij,jz->z", V, xx[row], V)
        p["prior.W"][row] = V.T
        p["prior.log_s"][row] = 0.5 * np.log((mm[row] - explained) / n[row])
    return Painter(config, flat)
