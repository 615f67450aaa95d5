"""The browser chat: everybody of the sample programme, on one page, in turn."""
