"""`python -m hustings` is the same as `hustings`."""

from hustings.cli import main

if __name__ == "__main__":
    main()
