"""Statistics: requests sent and received, as the Cybercrime Convention Committee (T-CY) counts them."""
