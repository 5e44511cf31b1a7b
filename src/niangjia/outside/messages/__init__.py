"""The door to the telephone: one short message to one phone. What it says and to whom is written in no log."""

from niangjia.outside.messages.console import ConsoleMessenger
from niangjia.outside.messages.fake import FakeMessenger
from niangjia.outside.messages.gateway import GatewayMessenger
from niangjia.outside.messages.messenger import Messenger, NotSent

__all__ = ["ConsoleMessenger", "FakeMessenger", "GatewayMessenger", "Messenger", "NotSent"]
