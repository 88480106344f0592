"""Numbers in captions are set as on the page."""

import json
import math
import shutil
import subprocess
from pathlib import Path

import pytest

from app.scenes.numbers import listed, pretty

CASES = {
    0.0: "0",
    1.0: "1.0",
    -0.034: "−0.034",
    0.00099999: "0.0010",
    12.4: "12",
    93325.0: "93325",
    123456.0: "1.2·10⁵",
    3.1e-9: "3.1·10⁻⁹",
    -4.4e-34: "−4.4·10⁻³⁴",
    math.inf: "inf",
    -math.inf: "−inf",
}


@pytest.mark.parametrize(("x", "said"), CASES.items())
def test_pretty(x: float, said: str) -> None:
    assert pretty(x) == said


def test_nan_is_said() -> None:
    assert pretty(math.nan) == "nan"


def test_more_digits() -> None:
    assert pretty(math.pi, 5) == "3.1416"


def test_listed() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_the_page_says_the_same() -> None:
    finite = [x for x in CASES if math.isfinite(x)] + [x * 1.37 for x in CASES if math.isfinite(x)]
    source = Path(__file__).parents[2] / "static/js/draw/numbers.js"
    script = f"import('{source}').then(m => console.log(JSON.stringify({finite}.map(x => m.pretty(x)))))"
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [pretty(x) for x in finite]
