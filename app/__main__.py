"""`python -m app` is `unrolled`."""

from app.cli import main

main()
