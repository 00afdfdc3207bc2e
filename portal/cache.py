"""A Redis cache whose loss is a miss, not an error."""

import functools
import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("perigee.cache")


def forgiving(name: str, answer):
    """The cache method `name`, answering `answer` when Redis is away."""
    original = getattr(RedisCache, name)

    @functools.wraps(original)
    def method(self, *args, **kwargs):
        try:
            return original(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            logger.warning("The cache is away (%s): %s counts as a miss.", error, name)
            return answer

    return method


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache; every call answers as an empty cache would while Redis is away."""

    get_many = forgiving("get_many", {})
    set = forgiving("set", None)
    set_many = forgiving("set_many", [])
    add = forgiving("add", True)
    touch = forgiving("touch", False)
    has_key = forgiving("has_key", False)
    delete = forgiving("delete", False)
    delete_many = forgiving("delete_many", None)
    clear = forgiving("clear", False)

    def get(self, key, default=None, version=None):
        try:
            return super().get(key, default, version)
        except (RedisError, OSError) as error:
            logger.warning("The cache is away (%s): get counts as a miss.", error)
            return default

    def incr(self, key, delta=1, version=None):
        try:
            return super().incr(key, delta, version)
        except (RedisError, OSError) as error:
            logger.warning("The cache is away (%s): incr finds no such key.", error)
            raise ValueError(f"There is no key {key!r}.") from None
