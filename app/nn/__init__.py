"""The mathematics: recurrent cells, what stands around them, and back-propagation through time.

Imports NumPy and nothing else; knows no scene, frame, file or socket. Everywhere: T time steps, counted from
0; B sequences side by side (the batch); I inputs; H hidden units; arrays are (T, B, ·) or (B, ·). State goes
in and comes out of every step; a cell holds parameters only, so that two runs may take turns on one cell.
"""

from app.nn.cell import Array, Cell, Grads, State
from app.nn.gru import GRU, GRURecord
from app.nn.linear import Linear
from app.nn.lstm import LSTM, LSTMRecord, LSTMState
from app.nn.rnn import RNN, RNNRecord

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "Array",
    "Cell",
    "GRURecord",
    "Grads",
    "LSTMRecord",
    "LSTMState",
    "Linear",
    "RNNRecord",
    "State",
]
