"""Written by tools/calibrate.py: the weights of the signs, then the constant. Do not edit."""

OF_RIGHT = (
    0.7468,
    0.0108,
    0.0419,
    -2.5645,
    1.3319,
    -0.3438,
    0.6500,
    -0.5028,
    2.1057,
    0.1698,
    0.0050,
)
OF_AMONG = (
    -0.1238,
    1.0475,
    0.0262,
    -1.9480,
    0.3746,
    -0.4149,
    0.3936,
    0.0905,
    1.4978,
    0.2855,
    -0.0392,
)
