"""Live accounts, one module a platform. None knows of another, nor that a data base exists; credentials come as arguments."""
