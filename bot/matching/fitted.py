"""Written by tools/calibrate.py: the weights of the signs, then the constant. Do not edit."""

OF_RIGHT = (
    1.1387,
    -0.2334,
    -0.0007,
    -3.0513,
    0.7219,
    0.1115,
    0.7629,
    -0.1493,
    2.5267,
    0.4214,
    -0.9553,
)
OF_AMONG = (
    0.3063,
    0.7991,
    -0.0356,
    -2.4078,
    -0.2422,
    0.4379,
    0.4617,
    0.3002,
    1.2944,
    0.4459,
    -0.3661,
)
