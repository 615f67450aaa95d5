"""How a question in plain words is read, without a language model."""
