"""Settings of every test: a law is not timed, for the machine may be busy."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
