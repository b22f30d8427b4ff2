"""The one SQLite file: entries, stories, sources, outputs. One writer for ever; readers beside it."""

from aggregator.store.database import DATABASE, LOCK
from aggregator.store.maintenance import check_database, restore_database, upgrade_database
from aggregator.store.reading import Reader
from aggregator.store.store import Store
from aggregator.store.upkeep import verify as verify_backup
from aggregator.store.values import (
    ConfigureReport,
    Dirty,
    ExplainedCopy,
    ExplainedOutput,
    Explanation,
    FulltextJob,
    HubOffer,
    OutputStatus,
    Ping,
    PollPlan,
    PollRow,
    PrintedCopy,
    PruneReport,
    Published,
    PublishedItem,
    SearchHit,
    SourceStatus,
    StoreStatus,
    Subscription,
    SubscriptionStatus,
    Token,
)
from aggregator.store.writer import Writer

__all__ = [
    "DATABASE",
    "LOCK",
    "ConfigureReport",
    "Dirty",
    "ExplainedCopy",
    "ExplainedOutput",
    "Explanation",
    "FulltextJob",
    "HubOffer",
    "OutputStatus",
    "Ping",
    "PollPlan",
    "PollRow",
    "PrintedCopy",
    "PruneReport",
    "Published",
    "PublishedItem",
    "Reader",
    "SearchHit",
    "SourceStatus",
    "Store",
    "StoreStatus",
    "Subscription",
    "SubscriptionStatus",
    "Token",
    "Writer",
    "check_database",
    "restore_database",
    "upgrade_database",
    "verify_backup",
]
