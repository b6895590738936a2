"""
Written by tools/calibrate.py: for each language the weights of the features, then the intercept,
of both curves.

Do not edit.
"""

FITTED: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "en": (
        (
            0.7078,
            0.0393,
            0.0413,
            -2.3341,
            1.2506,
            -0.2150,
            0.6848,
            -0.6666,
            2.2515,
            0.2701,
            -0.4704,
        ),
        (
            -0.1651,
            1.0635,
            0.0320,
            -1.7031,
            0.3499,
            -0.4238,
            0.4690,
            -0.2022,
            1.7456,
            0.3375,
            -0.3069,
        ),
    ),
}
