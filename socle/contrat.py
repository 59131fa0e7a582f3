"""What a subclass owes to the class that it is made from, asked when its module is read and not when it is used."""

from abc import ABC


def check_whole(cls: type) -> None:
    """Refuse a class that lacks what its base left to write, unless it says that it is a base too (`ABC`)."""
    lacking = [name for name in dir(cls) if getattr(getattr(cls, name, None), "__isabstractmethod__", False)]
    if lacking and ABC not in cls.__bases__:
        raise TypeError(f"{cls.__name__} lacks {', '.join(lacking)}")
