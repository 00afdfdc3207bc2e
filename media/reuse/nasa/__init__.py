"""The door that programs for NASA's image library know: its addresses, parameters and answers.

The shape is that of https://images.nasa.gov/docs/images.nasa.gov_api_docs.pdf; the pictures are ours.
"""
