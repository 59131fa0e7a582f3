"""The shared cache. Redis is an accelerator: when it is down, pages go on without it."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, for which an unreachable server is an empty cache and a line in the log."""

    def _try(self, call, fallback, *args, **kwargs) -> Any:
        try:
            return call(*args, **kwargs)
        except (RedisError, OSError):
            logger.warning("cache unreachable")
            return fallback

    def add(self, *args, **kwargs):
        return self._try(super().add, True, *args, **kwargs)

    def get(self, key, default=None, version=None):
        return self._try(super().get, default, key, default, version)

    def set(self, *args, **kwargs):
        return self._try(super().set, None, *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self._try(super().touch, False, *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._try(super().delete, False, *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        return self._try(super().incr, delta, key, delta, version)

    def has_key(self, *args, **kwargs):
        return self._try(super().has_key, False, *args, **kwargs)
