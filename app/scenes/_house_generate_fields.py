"""The arrays in the frames of `house-generate`, declared."""

from app.models.painter import Config
from app.scenes.frame import Field


def fields(config: Config, houses: int, digits: int, copies: bool) -> dict[str, Field]:
    """`digits`: of the first house; `copies`: a picture is copied, so there are an encoder and its window."""
    B, H, W, N, R = houses, config.height, config.width, config.write, config.read
    window = "centre x, y, stride x, y, σ x, y in canvas pixels (the middle of pixel i lies at i), and γ"
    made = {
        "canvas": Field((B, H, W, 3), "uint8", "the picture after the stroke, red, green, blue"),
        "ink": Field((B, H, W), "uint8", "the ink's layer; a byte stands for a logit, see `logit`"),
        "ground": Field(
            (B, H, W, 3),
            "uint8",
            "the ground's layers: plate (see `logit`), light on the wall and on the plate (see `light`)",
        ),
        "window": Field((B, 7), "float32", f"the write window: {window}"),
        "patch": Field((B, N, N), "float32", "the ink written through the window, in logits, before γ·δx·δy"),
        "patches": Field(
            (B, 3, N, N),
            "float32",
            "plate, light on the wall, light on the plate written through the window, before γ·δx·δy",
        ),
        "h": Field((B, config.decoder), "float32", "hidden state h^dec_t of the decoder"),
        "c": Field((B, config.decoder), "float32", "cell state c_t of the decoder"),
        "z": Field((B, config.latent), "float32", "the latent z_t, counted from what is expected of it"),
        "kl": Field((B,), "float32", "KL of z_t, in nats; 0 where z comes from the prior"),
        "active": Field((B,), "uint8", "1 where a stroke was made; 0 where the house was finished before"),
    }
    if not copies:
        about = "‖∂ −log p(digit_k)/∂h^dec_t‖₂ for every digit k of the first house, under the reader"
        return made | {"dh_digits": Field((digits,), "float64", about)}
    return made | {
        "look": Field((B, 7), "float32", f"the read window: {window}"),
        "seen": Field(
            (B, 2, R, R), "float32", "what was read of the picture and of the error image, before γ"
        ),
        "h_enc": Field((B, config.encoder), "float32", "hidden state h^enc_t of the encoder"),
        "c_enc": Field((B, config.encoder), "float32", "cell state of the encoder"),
        "error": Field(
            (B, H, W),
            "float32",
            "the error image x − û before the stroke, on the line from wall to plate (0 to 1) while the ground"
            " is laid, then from plate to digit",
        ),
    }
