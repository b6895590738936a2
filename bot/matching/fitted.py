"""Written by tools/calibrate.py: the weights of the signs, then the constant. Do not edit."""

OF_RIGHT = (
    1.2669,
    -0.3666,
    -0.0110,
    -2.0301,
    0.3945,
    0.2643,
    0.6448,
    0.2212,
    1.5815,
    0.3443,
    -0.6886,
)
OF_AMONG = (
    0.2374,
    0.7937,
    -0.0417,
    -1.2269,
    -0.0829,
    0.1819,
    0.3984,
    0.3115,
    0.8533,
    0.3130,
    -0.1479,
)
