"""Written by tools/calibrate.py: the weights of the signs, then the constant. Do not edit."""

OF_RIGHT = (
    2.1398,
    -0.9728,
    -0.0645,
    -3.1570,
    0.0160,
    -0.3708,
    0.7923,
    1.5950,
    2.0831,
    0.4284,
    -0.6891,
)
OF_AMONG = (
    1.5038,
    0.0649,
    -0.1617,
    -2.5523,
    -1.6878,
    -0.5212,
    0.4165,
    2.4245,
    0.6980,
    0.3454,
    0.6647,
)
