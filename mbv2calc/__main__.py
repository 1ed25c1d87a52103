"""The door of the command line: `mbv2calc` and `python -m mbv2calc`."""

import sys


def main() -> None:
    """Load the command line and run it; Ctrl-C while it loads shows no traceback either."""
    try:
        from mbv2calc.cli import collector

        collector.wait()
        try:
            from mbv2calc.cli.main import main as run

            run()
        finally:
            collector.end()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
