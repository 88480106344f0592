"""Pictures of house numbers: fronts drawn from a number and a seed, and photos cut to what the reader sees.

May import NumPy, Pillow and the standard library; knows no network and no frame.
"""

from app.houses.front import House, draw, random_number
from app.houses.photo import Frame, View, cut, cut_pixels, view

__all__ = ["Frame", "House", "View", "cut", "cut_pixels", "draw", "random_number", "view"]
