"""Quality of submissions: scores of units, samples for spot checks, and what they found."""
