"""Written by tools/calibrate.py: the weights of the signs, then the constant. Do not edit."""

OF_RIGHT = (
    1.3905,
    -0.4182,
    -0.0140,
    -2.0294,
    0.1076,
    0.1315,
    0.8101,
    -0.2631,
    2.5456,
    0.4320,
    -1.0899,
)
OF_AMONG = (
    0.5302,
    0.7588,
    0.0068,
    -2.0001,
    -0.8655,
    -0.2858,
    0.6192,
    0.4696,
    1.7871,
    0.3121,
    0.1101,
)
