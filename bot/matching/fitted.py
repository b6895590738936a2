"""Written by tools/calibrate.py: the weights of the signs, then the constant. Do not edit."""

OF_RIGHT = (
    0.7128,
    -0.0003,
    0.0296,
    -2.3393,
    1.2965,
    -0.3410,
    0.6789,
    -0.5471,
    2.1531,
    0.1753,
    -0.1885,
)
OF_AMONG = (
    -0.1731,
    1.0465,
    0.0293,
    -1.6958,
    0.4239,
    -0.4809,
    0.4526,
    -0.1046,
    1.6317,
    0.2789,
    -0.1440,
)
