"""What is known of whoever asks here. This window judges nobody by a policy: it counts where people belong."""

from niangjia.engines.rules.facts import FactSchema

FACTS = FactSchema("membership", ())
