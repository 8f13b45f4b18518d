"""The JSON door: one module per room, described by OpenAPI."""
