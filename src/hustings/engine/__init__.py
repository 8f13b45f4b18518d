"""What should happen: pure decisions with reasons. Data and `now` in; no clock, no randomness, no input or output."""
