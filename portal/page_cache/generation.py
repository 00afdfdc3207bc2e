"""The generation: a number that moves whenever anything changes that a visitor without an account could see.

Triggers of the database move it (`portal.page_cache.triggers`), in the transaction of the change and
whoever makes it. What was drawn in an earlier generation is not shown any more.
"""

import logging
import sqlite3
import threading
import time

from django.db import connection, models

logger = logging.getLogger("perigee.page_cache")

QUESTION = "SELECT number FROM portal_generation WHERE id = 1"
# A database file that was put in the place of another is noticed after so many seconds.
REOPENED_AFTER = 60


class Generation(models.Model):
    """The one row that holds the number; below zero while there are no triggers to move it."""

    number = models.BigIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="generation_is_one_row", condition=models.Q(pk=1))
        ]

    def __str__(self) -> str:
        return str(self.number)


class Reader:
    """Asks for the number on a connection of its own, one a thread: Django's costs several times as much.

    It is asked for with every request, so that no process shows what another has replaced.
    """

    def __init__(self):
        self.own = threading.local()

    def __call__(self) -> int | None:
        """The number; None while the database cannot say it, or nothing would move it."""
        try:
            row = self.connection().execute(QUESTION).fetchone()
        except Exception as error:
            # Whatever it is, the request itself meets it too, and answers it well.
            logger.debug("The page cache rests: %s", error)
            self.close()
            return None
        return row[0] if row and row[0] > 0 else None

    def connection(self):
        own = self.own
        if time.monotonic() > getattr(own, "until", 0):
            self.close()
            own.connection = opened()
            own.until = time.monotonic() + REOPENED_AFTER
        return own.connection

    def close(self) -> None:
        kept = self.own.__dict__.pop("connection", None)
        self.own.until = 0
        if kept is not None:
            try:
                kept.close()
            except Exception as error:
                logger.debug("The page cache could not close its connection: %s", error)


def opened():
    """A connection that only reads, and never holds a transaction open."""
    if connection.vendor == "sqlite":
        # As a path of its own: a ? or # in the name of a folder belongs to no address.
        return sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=1)
    import psycopg

    parameters = connection.get_connection_params()
    wanted = {"host", "port", "user", "password", "dbname", "options", "connect_timeout"}
    others = {name for name in parameters if name.startswith("ssl")}
    chosen = {name: parameters[name] for name in parameters if name in wanted | others}
    return psycopg.connect(**chosen, autocommit=True)


read_generation = Reader()
