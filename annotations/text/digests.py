"""BLAKE2b as Python itself has it, without `hashlib`: that loads OpenSSL, 2 ms and 2 MiB of every start."""

from _blake2 import blake2b

__all__ = ["blake2b"]
