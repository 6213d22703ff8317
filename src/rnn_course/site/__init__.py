"""The course as plain pages: read anywhere, no server, no network, nothing to install."""

from .make import make_site

__all__ = ["make_site"]
