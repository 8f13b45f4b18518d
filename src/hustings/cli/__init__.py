"""The terminal door: one module per room, each loaded when one of its commands is called. `--help` loads none of them."""
