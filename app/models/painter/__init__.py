"""DRAW for house numbers: a network that paints what was typed, stroke by stroke.

Gregor et al. 2015, "DRAW: A Recurrent Neural Network For Image Generation", arXiv 1502.04623; here the
decoder is told the digits, and the canvas has layers (see `canvas`). NumPy alone, backward by hand.
"""

from app.models.painter.config import Config, Moment
from app.models.painter.gradients import Gradients
from app.models.painter.painter import Painter, Run

__all__ = ["Config", "Gradients", "Moment", "Painter", "Run"]
