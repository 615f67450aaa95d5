"""The demo: a sample programme, a browser chat in which one is anybody, a clock that moves."""
