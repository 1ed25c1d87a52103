"""`python -m mbv2calc`: the command line."""

from mbv2calc.cli import main

if __name__ == "__main__":
    main()
