"""The JSON door, at /api/v1/: one module per room; `site` puts them together."""
