"""WebSub, both sides: hubs push what sources publish, and hear what we publish (W3C WebSub).

`Subscriber` follows what the store says that sources offer; hubs call it back, and what they push goes through
`Pipeline.push`. `announce` tells our hub what the store says was published.
"""

from aggregator.websub.announcer import announce
from aggregator.websub.places import Places
from aggregator.websub.subscriber import Subscriber

__all__ = ["Places", "Subscriber", "announce"]
