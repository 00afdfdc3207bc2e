"""A Redis cache whose loss is a miss, not an error."""

import functools
import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("perigee.cache")


def forgiving(name: str, answer):
    """The cache method `name`, answering `answer` (or the caller's default) when Redis is away."""
    original = getattr(RedisCache, name)

    @functools.wraps(original)
    def method(self, *args, **kwargs):
        try:
            return original(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            logger.warning("The cache is away (%s): %s counts as a miss.", error, name)
            return kwargs.get("default", answer)

    return method


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache; every call answers as an empty cache would while Redis is away."""

    get = forgiving("get", None)
    get_many = forgiving("get_many", {})
    set = forgiving("set", None)
    set_many = forgiving("set_many", [])
    add = forgiving("add", True)
    touch = forgiving("touch", False)
    incr = forgiving("incr", 1)
    has_key = forgiving("has_key", False)
    delete = forgiving("delete", False)
    delete_many = forgiving("delete_many", None)
    clear = forgiving("clear", False)
