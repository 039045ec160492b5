"""``python -m pipeline`` is ``heshu``."""

from pipeline.cli import main

main()
