"""Who may do what, where: one table, one gate, one way to a list."""

from niangjia.casework.access.actor import Actor, NotYours, actor_of
from niangjia.casework.access.matrix import MATRIX, Address, Capability, Matrix

__all__ = ["MATRIX", "Actor", "Address", "Capability", "Matrix", "NotYours", "actor_of"]
