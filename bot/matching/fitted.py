"""Written by tools/calibrate.py: the weights of the signs, then the constant. Do not edit."""

OF_RIGHT = (
    1.1875,
    -0.2418,
    0.0113,
    -2.9496,
    0.5932,
    0.0565,
    0.7796,
    -0.1615,
    2.6941,
    0.4325,
    -1.0205,
)
OF_AMONG = (
    0.2892,
    0.8045,
    -0.0489,
    -2.2215,
    -0.1587,
    0.3347,
    0.4921,
    0.3925,
    1.3581,
    0.3790,
    -0.4281,
)
