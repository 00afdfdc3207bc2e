"""IIIF Presentation API 3.0: pictures, galleries and subjects for the viewers of libraries and archives.

Written by hand as dictionaries: https://iiif.io/api/presentation/3.0/ says what each may hold.
"""
