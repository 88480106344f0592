"""How every shipped weight file was made: drawing the pictures, training, scoring, and the model cards.

May import `app.nn` and `app.models`; knows no frames, sockets or pages.
"""
