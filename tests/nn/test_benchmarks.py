"""The benchmarks still run: a table that nobody can print again proves nothing."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
sys.modules["torch"] = None  # as if it were not installed
from tests.benchmarks import nn
from tests.benchmarks.timing import paired, table, verdict

assert nn.torch is None
steps = nn.step(4, 4, rounds=2)
table("steps", steps)
table("time", nn.through_time(3, 1, 4, 4, rounds=2))
table("batch", nn.through_time(3, 2, 4, 4, rounds=2))
verdict("a step takes longer than its product", paired(steps[nn.STEP], steps[nn.BARE]), 1, at_most=False)
"""


def test_the_benchmarks_of_the_networks_run_without_pytorch() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "kept   a step takes longer than its product" in done.stdout
    assert "ours, with the norms of every step" in done.stdout
