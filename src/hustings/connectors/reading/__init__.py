"""What readers of formats and platforms share: archives, tables and columns, JSON as a stream, content lines."""
