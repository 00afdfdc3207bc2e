"""The names of XMP properties, as IPTC Photo Metadata 2025.1, PLUS and AVM 1.2 give them."""

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "avm": "http://www.communicatingastronomy.org/avm/1.0/",
}


def named(short_name: str) -> str:
    """`dc:title` as the XML parser names it: {http://…}title."""
    prefix, _, name = short_name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{name}"


def short(full_name: str) -> str:
    """The name of a property without its namespace: title."""
    return full_name.rpartition("}")[2]


# Those that are one list, or a single value, in the standard's `avm:` namespace. Title, credit,
# rights, description and the subject's name are those of Dublin Core and Photoshop.
AVM_LISTS = (
    "Facility", "Instrument", "Subject.Category", "Distance", "Spectral.ColorAssignment",
    "Spectral.Band", "Spectral.Bandpass", "Spectral.CentralWavelength", "Temporal.StartTime",
    "Temporal.IntegrationTime", "DatasetID", "Spatial.ReferenceValue",
    "Spatial.ReferenceDimension", "Spatial.ReferencePixel", "Spatial.Scale", "Spatial.CDMatrix",
    "PublicationID", "ProposalID", "RelatedResources", "FL.BackgroundLevel", "FL.BlackLevel",
    "FL.ScaledPeakLevel", "FL.PeakLevel", "FL.WhiteLevel", "FL.ScaledBackgroundLevel",
    "FL.StretchFunction",
)  # fmt: skip
AVM_SINGLES = (
    "Type", "Image.ProductQuality", "Distance.Notes", "Spectral.Notes", "Spatial.CoordinateFrame",
    "Spatial.Equinox", "Spatial.Rotation", "Spatial.CoordsystemProjection", "Spatial.Quality",
    "Spatial.Notes", "Spatial.FITSheader", "ReferenceURL", "ID", "Publisher", "PublisherID",
    "ResourceID", "ResourceURL", "CreatorURL",
)  # fmt: skip
# Lists without an order.
AVM_SETS = {"Subject.Category", "PublicationID", "ProposalID", "RelatedResources"}
AVM = (*AVM_LISTS, *AVM_SINGLES)
