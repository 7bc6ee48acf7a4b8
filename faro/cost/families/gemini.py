"""The Gemini API: tokens, which no resource uses; they are usage of the account."""

from faro.cost.families.family import Family

FAMILY = Family(vendor="gemini", plan="Paid", fees=(), types={})
