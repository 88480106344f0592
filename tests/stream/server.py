"""`unrolled` with the scenes of the tests beside its own: `python -m tests.stream.server serve --port …`."""

from app.cli import main
from app.scenes.registry import all_scenes
from tests.stream.scenes import ALL

if __name__ == "__main__":
    all_scenes().update(ALL)
    main()
