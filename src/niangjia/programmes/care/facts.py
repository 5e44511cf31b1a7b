"""What is known of whoever asks here. This window judges nobody: it reads the standing that hardship has written."""

from niangjia.engines.rules.facts import FactSchema

FACTS = FactSchema("care", ())
