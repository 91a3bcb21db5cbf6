"""The domain guard: is a picture like those that a network was trained and calibrated on?"""
