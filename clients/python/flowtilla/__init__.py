"""Client of the Flowtilla API."""

from .generated.client import AuthenticatedClient, Client
from .stream import StreamError, follow

__all__ = ["AuthenticatedClient", "Client", "StreamError", "follow"]
