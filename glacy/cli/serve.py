"""`glacy serve`: the web and the worker of a node."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("path", type=click.Path(path_type=Path, file_okay=False))
@click.option("--port", type=int, help="The port; that of the node's address if it is not given.")
@click.option("--host", default="127.0.0.1", help="The address to listen on.")
def serve(path: Path, port: int | None, host: str) -> None:
    """Serve a node: its web and its worker, until it is told to stop (SIGTERM)."""
    import os
    import sys

    from glacy.node.serving import serve as run

    os.environ["GLACY_NODE"] = str(path.resolve())
    from glacy.node.logs import teller

    run(path.resolve(), host=host, port=port, tell=teller("serve", otherwise=click.echo, to=sys.stdout))
