"""Written by tools/calibrate.py: the weights of the signs, then the constant. Do not edit."""

OF_RIGHT = (
    1.1904,
    -0.2429,
    0.0104,
    -2.9449,
    0.5768,
    0.0544,
    0.7775,
    -0.1707,
    2.6977,
    0.4325,
    -1.0085,
)
OF_AMONG = (
    0.2941,
    0.8038,
    -0.0476,
    -2.2376,
    -0.1647,
    0.3347,
    0.4899,
    0.3837,
    1.3470,
    0.3830,
    -0.4041,
)
