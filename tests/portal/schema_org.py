"""Which properties schema.org defines for the types that our pages use (version 29)."""

THING = {
    "alternateName", "description", "identifier", "image", "mainEntityOfPage", "name",
    "potentialAction", "sameAs", "subjectOf", "url",
}  # fmt: skip
CREATIVE_WORK = THING | {
    "about", "accessibilityFeature", "acquireLicensePage", "associatedMedia", "author",
    "copyrightNotice", "creator", "creditText", "dateCreated", "dateModified", "datePublished",
    "encoding", "encodingFormat", "hasPart", "headline", "inLanguage", "isAccessibleForFree",
    "isPartOf", "keywords", "license", "mainEntity", "publisher", "thumbnail", "thumbnailUrl",
    "translationOfWork", "workTranslation",
}  # fmt: skip
MEDIA_OBJECT = CREATIVE_WORK | {
    "contentSize", "contentUrl", "height", "sha256", "uploadDate", "width",
}  # fmt: skip
WEB_PAGE = CREATIVE_WORK | {"breadcrumb", "primaryImageOfPage"}
ORGANIZATION = THING | {"areaServed", "email", "logo", "member"}
ITEM_LIST = THING | {"itemListElement", "numberOfItems"}

PROPERTIES = {
    "Article": CREATIVE_WORK,
    "BreadcrumbList": ITEM_LIST,
    "CollectionPage": WEB_PAGE,
    "Country": THING,
    "EntryPoint": THING | {"urlTemplate"},
    "GovernmentOrganization": ORGANIZATION,
    "ImageGallery": WEB_PAGE,
    "ImageObject": MEDIA_OBJECT | {"caption", "representativeOfPage"},
    "ItemList": ITEM_LIST,
    "ItemPage": WEB_PAGE,
    "ListItem": THING | {"item", "position"},
    "MediaObject": MEDIA_OBJECT,
    "Organization": ORGANIZATION,
    "Person": THING,
    "Place": THING,
    "Project": ORGANIZATION,
    "PropertyValue": THING | {"propertyID", "value"},
    "QuantitativeValue": THING | {"unitCode", "value"},
    # “query-input” is how search engines annotate an action's property.
    "SearchAction": THING | {"query", "query-input", "target"},
    "Thing": THING,
    "WebPage": WEB_PAGE,
    "WebSite": CREATIVE_WORK,
}
