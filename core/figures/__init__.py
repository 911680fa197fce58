"""Pictures of runs, for papers and screens."""

import logging

# It warns of a home in which it cannot keep its cache, and works without.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
