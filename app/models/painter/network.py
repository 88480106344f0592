"""One step of the painter, forward and backward (Gregor et al. 2015, eq. 3–8, but told what to paint).

    û_t  = what the encoder would see of the canvas so far
    r_t  = γ·read([x, x − û_t])             h^enc_t = LSTM([r_t, h^dec_{t−1}], h^enc_{t−1})
    z_t  ~ N(μ_t, σ_t²), from h^enc_t       h^dec_t = LSTM([z_t, condition_t], h^dec_{t−1})
    canvas += γ·δx·δy·write(W h^dec_t)

Painting from the prior leaves the left column out and draws z_t from N(0, 1). Where `Config.prior` is set, the
decoder is given m_t + s·z_t instead of z_t (see `prior`).
The state goes in and comes out.
"""

import numpy as np
from numpy.typing import NDArray

from app.models.painter import window as windows
from app.models.painter.canvas import Axes, Behind, ground_seen, ground_seen_backward
from app.models.painter.config import WINDOW, Config, Moment
from app.models.painter.parameters import Params
from app.models.painter.prior import Expected, expected
from app.models.painter.records import Carry, Cells, Look, Slopes, State, Stroke
from app.models.painter.window import sigmoid
from app.nn import attention
from app.nn.lstm import LSTM, LSTMRecord, LSTMState

Array = NDArray[np.floating]
LOG_SIGMA = (-6.0, 3.0)


def lstm_back(cell: LSTM, record: LSTMRecord, dh: Array, dc: Array) -> tuple[Array, Array, Array, Array]:
    """(∂L/∂pre-activations (B, 4H), ∂L/∂input, ∂L/∂h_prev, ∂L/∂c_prev) of one LSTM step."""
    local = cell.slopes(record, cell.way_back(1, len(dh)).steps[0])
    dh_prev, dc_prev = cell.pull((dh, dc), record, local, cell.W_h)
    return local.z, np.dot(local.z, cell.W_x), dh_prev, dc_prev


def look(
    config: Config,
    p: Params,
    cells: Cells,
    state: State,
    moment: Moment,
    seen: Axes,
    behind: Behind | None,
    noise: Array,
    prior: Expected | None,
) -> tuple[Look, Array, Array, Array]:
    """The encoder's half of a step: (what it did, z, KL in nats, c_enc)."""
    c = config
    raw = state.look + p["read.row"][moment.row]
    if not moment.wide:
        raw = raw + p["read.place"][moment.length - 1, moment.place]
    window = windows.place(raw, c.read, (c.height, c.width), c.limits(moment.wide, c.read))
    if moment.wide:
        share = sigmoid(state.ground[:, 0])
        painted = ground_seen(state.ground, share, seen)
    else:
        painted = share = sigmoid(state.ink)
        if behind is not None:
            painted = share * behind.more
            painted += behind.bare
    # Reading is linear, so the error image x − û need not be made: its patch is the patches' difference.
    Fx, Fy = window.Fx.F.transpose(0, 2, 1), window.Fy.F
    columns = (seen.seen @ Fx, painted @ Fx)
    patches = np.empty((len(raw), 2, c.read, c.read), raw.dtype)
    np.matmul(Fy, columns[0], out=patches[:, 0])
    np.subtract(patches[:, 0], Fy @ columns[1], out=patches[:, 1])
    r = (patches * window.strength[:, None, None, None]).reshape(len(raw), -1)
    (h, c_enc), record = cells.encoder.step(
        np.concatenate([r, state.h_dec], axis=1), LSTMState(state.h_enc, state.c_enc)
    )
    both = h @ p["latent.W"].T + p["latent.b"]
    mu, raw_sigma = both[:, : c.latent], both[:, c.latent :]
    log_sigma = np.clip(raw_sigma, *LOG_SIGMA)
    free = (log_sigma == raw_sigma).astype(raw.dtype)
    if prior is not None:
        mu, log_sigma = (mu - prior.m) / prior.s, log_sigma - np.log(prior.s)
    z = mu + np.exp(log_sigma) * noise
    kl = 0.5 * (mu * mu + np.exp(2 * log_sigma) - 2 * log_sigma - 1).sum(axis=1)
    return Look(window, painted, columns, patches, share, record, h, mu, log_sigma, free, noise), z, kl, c_enc


def step(
    config: Config,
    p: Params,
    cells: Cells,
    state: State,
    moment: Moment,
    condition: Array,
    *,
    z: Array | None = None,
    seen: Axes | None = None,
    behind: Behind | None = None,
    noise: Array | None = None,
    held: tuple[float, float] | None = None,
) -> Stroke:
    """One step. Give either z (B, Z), to paint, or the picture `seen` and `noise` (B, Z), to copy it.

    `held` puts the centre of the write window at (x, y) pixels whatever the decoder asks for.
    """
    c, B = config, len(state.ink)
    looked, kl, h_enc, c_enc = None, np.zeros(B, state.ink.dtype), state.h_enc, state.c_enc
    prior = expected(p, moment.row, np.concatenate([condition, state.h_dec], axis=1))
    if seen is not None and noise is not None:
        looked, z, kl, c_enc = look(config, p, cells, state, moment, seen, behind, noise, prior)
        h_enc = looked.h
    elif z is None:
        raise ValueError("step: expected z, or a picture and noise; got neither")
    given = z if prior is None else prior.m + prior.s * z
    (h, c_dec), record = cells.decoder.step(
        np.concatenate([given, condition], axis=1), LSTMState(state.h_dec, state.c_dec)
    )
    asked = h @ p["window.W"].T
    raw = asked[:, WINDOW:] + p["write.row"][moment.row]
    if not moment.wide:
        raw = raw + p["write.place"][moment.length - 1, moment.place]
    window = windows.place(raw, c.write, (c.height, c.width), c.limits(moment.wide, c.write), held)
    what = "ground" if moment.wide else "ink"
    patch = (h @ p[what + ".W"].T + p[what + ".b"]).reshape(B, -1, c.write, c.write)
    amount = window.strength * window.stride_x * window.stride_y
    written = attention.write(patch * amount[:, None, None, None], window.Fy.F, window.Fx.F)
    ground, ink = state.ground, state.ink
    if moment.wide:
        ground = ground + written
    else:
        ink = ink + written[:, 0]
    after = State(h, c_dec, h_enc, c_enc, ground, ink, asked[:, :WINDOW])
    return Stroke(moment, z, kl, looked, record, h, window, patch, after, prior)


def step_backward(
    config: Config,
    p: Params,
    cells: Cells,
    before: State,
    stroke: Stroke,
    carry: Carry,
    kl_weight: float,
    seen: Axes | None,
    behind: Behind | None,
    dbehind: Behind | None,
) -> tuple[Carry, Slopes]:
    """Back through one step: from ∂L/∂ what it left to ∂L/∂ what it found.

    L counts the step's KL with `kl_weight` for each picture. ∂L/∂behind is added to `dbehind`.
    """
    c, moment, window = config, stroke.moment, stroke.window
    B = len(stroke.h)
    N = c.write
    # The stroke.
    dwritten = carry.ground if moment.wide else carry.ink[:, None]
    amount = window.strength * window.stride_x * window.stride_y
    scaled = stroke.patch * amount[:, None, None, None]
    dscaled, dFy, dFx = attention.write_backward(dwritten, scaled, window.Fy.F, window.Fx.F)
    dlog_amount = np.einsum("bcnm,bcnm->b", dscaled, scaled)
    dpatch = (dscaled * amount[:, None, None, None]).reshape(B, -1)
    draw = windows.backward(window, dFx, dFy, dlog_amount, c.limits(moment.wide, N), dlog_amount)
    dasked = np.concatenate([carry.look, draw], axis=1)
    what = "ground.W" if moment.wide else "ink.W"
    dh = carry.h_dec + dasked @ p["window.W"] + dpatch @ p[what]
    # The decoder.
    da, dx, dh_dec, dc_dec = lstm_back(cells.decoder, stroke.lstm, dh, carry.c_dec)
    dz = dm = dx[:, : c.latent]
    prior, dprior = stroke.expected, None
    if prior is not None:  # m + s·z
        V = p["prior.W"][moment.row][:, c.condition :]
        dz = dm * prior.s
        dlog_s = dz * stroke.z
    seen_by = stroke.look
    if seen_by is None or seen is None:
        if prior is not None:
            dprior = np.concatenate([dm, dlog_s], axis=1)
            dh_dec = dh_dec + dm @ V
        none = Slopes(da, dasked, dpatch, None, None, None, dh, None, dprior)
        back = Carry(
            dh_dec, dc_dec, carry.h_enc, carry.c_enc, np.zeros_like(carry.look), carry.ground, carry.ink
        )
        return back, none
    # The latent: z = μ + σ·noise, KL = ½ Σ (μ² + σ² − log σ² − 1).
    sigma = np.exp(seen_by.log_sigma)
    dmu = dz + kl_weight * seen_by.mu
    dlog_sigma = dz * seen_by.noise * sigma + kl_weight * (sigma * sigma - 1)
    if prior is not None:  # μ = (what the encoder said − m)/s, and σ likewise
        dlog_s -= dmu * seen_by.mu + dlog_sigma
        dmu = dmu / prior.s
        dm = dm - dmu
        dprior = np.concatenate([dm, dlog_s], axis=1)
        dh_dec = dh_dec + dm @ V
    dlatent = np.concatenate([dmu, dlog_sigma * seen_by.free], axis=1)
    dh_enc_now = carry.h_enc + dlatent @ p["latent.W"]
    # The encoder.
    ea, ex, dh_enc, dc_enc = lstm_back(cells.encoder, seen_by.lstm, dh_enc_now, carry.c_enc)
    R = 2 * c.read**2
    dh_dec = dh_dec + ex[:, R:]
    # The look: r = γ·read([x, x − û]).
    rw = seen_by.window
    dr = ex[:, :R].reshape(B, 2, c.read, c.read)
    dlog_strength = np.einsum("bcnm,bcnm->b", dr, seen_by.patches) * rw.strength
    dpatches = dr * rw.strength[:, None, None, None]
    dseen, dpainted = dpatches[:, 0] + dpatches[:, 1], -dpatches[:, 1]
    Fx, Fy = rw.Fx.F, rw.Fy.F.transpose(0, 2, 1)
    columns, more = seen_by.columns
    rFy = dseen @ columns.transpose(0, 2, 1) + dpainted @ more.transpose(0, 2, 1)
    dcolumns, dmore = Fy @ dseen, Fy @ dpainted
    rFx = dcolumns.transpose(0, 2, 1) @ seen.seen + dmore.transpose(0, 2, 1) @ seen_by.painted
    dread = windows.backward(rw, rFx, rFy, dlog_strength, c.limits(moment.wide, c.read))
    # The canvas that was looked at.
    dimage, share = dmore @ Fx, seen_by.share
    dground, dink = carry.ground, carry.ink
    if moment.wide:
        dground = dground + ground_seen_backward(dimage, before.ground, share, seen)
    else:
        inked = dimage * share
        if behind is None or dbehind is None:
            dink = dink + inked * (1 - share)
        else:
            dbehind.bare[...] += dimage
            dbehind.more[...] += inked
            inked -= inked * share
            inked *= behind.more
            dink = dink + inked
    slopes = Slopes(da, dasked, dpatch, ea, dlatent, dread, dh, dh_enc_now, dprior)
    return Carry(dh_dec, dc_dec, dh_enc, dc_enc, dread, dground, dink), slopes
