"""Written by tools/calibrate.py: the weights of the signs, then the constant. Do not edit."""

OF_RIGHT = (
    0.7486,
    -0.0020,
    0.0364,
    -2.5134,
    1.2573,
    -0.2885,
    0.6698,
    -0.5314,
    2.1737,
    0.1755,
    -0.0957,
)
OF_AMONG = (
    -0.1150,
    1.0043,
    0.0139,
    -1.8424,
    0.3508,
    -0.3809,
    0.4008,
    -0.0044,
    1.5602,
    0.2928,
    -0.1050,
)
