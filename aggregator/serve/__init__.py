"""What is published, over HTTP; and the socket by which commands reach the daemon."""

from aggregator.serve.admin import admin_app
from aggregator.serve.app import Policy, public_app
from aggregator.serve.control import ControlClient, ControlServer, Handler, Progress
from aggregator.serve.envelope import Switch
from aggregator.serve.health import Pulse
from aggregator.serve.limits import Limits
from aggregator.serve.metrics import Metrics
from aggregator.serve.search import Hit
from aggregator.serve.server import WebServer
from aggregator.serve.sockets import bind, passed
from aggregator.serve.status import OutputLine, PollPoint, SourceLine, StatusView
from aggregator.serve.tokens import Grant, Grants, digest, mint
from aggregator.serve.websub import HubAnswer, HubCall

__all__ = [
    "ControlClient",
    "ControlServer",
    "Grant",
    "Grants",
    "Handler",
    "Hit",
    "HubAnswer",
    "HubCall",
    "Limits",
    "Metrics",
    "OutputLine",
    "Policy",
    "PollPoint",
    "Progress",
    "Pulse",
    "SourceLine",
    "StatusView",
    "Switch",
    "WebServer",
    "admin_app",
    "bind",
    "digest",
    "mint",
    "passed",
    "public_app",
]
