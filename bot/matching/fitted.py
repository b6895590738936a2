"""Written by tools/calibrate.py: the weights of the signs, then the constant. Do not edit."""

OF_RIGHT = (
    2.1201,
    -1.0933,
    -0.1304,
    -1.6125,
    -0.3138,
    0.6572,
    0.8458,
    1.2744,
    1.3249,
    0.2710,
    -1.0517,
)
OF_AMONG = (
    1.0974,
    0.1132,
    -0.2452,
    -0.2980,
    -1.1777,
    0.9546,
    0.6130,
    1.4037,
    0.4557,
    0.0700,
    -0.4108,
)
