"""The one error that ends a run with a sentence instead of a traceback."""


class TrainingInputError(Exception):
    """What was given cannot be trained on; the message says what and where in one sentence."""
