"""A clock that nobody waits for: real lanes, a simulated platform, hours in seconds."""
