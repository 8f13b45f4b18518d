"""The `hustings` program: the terminal door, given the server that it starts. The one place that may see both."""

from __future__ import annotations


def main() -> None:
    """Runs a command line."""
    from hustings.cli.group import hustings

    hustings.main(prog_name="hustings", obj=serve)


def serve(host: str, port: int | None, *, open_link: bool = True) -> None:
    """Serves until it is interrupted; imported only then, because the server brings Django with it."""
    from hustings.project import server

    server.serve(host, port, open_link=open_link)


if __name__ == "__main__":
    main()
