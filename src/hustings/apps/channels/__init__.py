"""Live accounts that members connect: what they may be used for, how far each stream is read, and their sealed credentials."""
