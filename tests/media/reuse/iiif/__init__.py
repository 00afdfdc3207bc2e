"""IIIF: every manifest, collection and answer is valid, says all that is to be said, and grows no more than it must."""
