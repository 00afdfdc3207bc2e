"""What the first drafts of the standard pages say: what the software does, and where the agency must speak.

What stands in square brackets is for the agency to write; so the pages begin as drafts.
"""

# {slug: (title, summary, rich text)}
STANDARD_TEXTS = {
    "accessibility": (
        "Accessibility statement",
        "How far this site is accessible, what is not yet, and how to tell us.",
        "<p>[Name of the agency] wants everybody to be able to use this website. [Name the law or the "
        "rules that apply, and the level that they ask for.]</p>"
        "<h2>Compliance status</h2>"
        "<p>[Say it only after somebody has tested this site with its own content: fully, partially or "
        "not compliant with which standard.] The software behind it, Perigee, is made for the Web "
        "Content Accessibility Guidelines 2.2, level AA. Software alone makes no site accessible: what "
        "editors write and show counts as much.</p>"
        "<h2>What is not accessible</h2>"
        "<p>[List what you know.] Of the software these are known:</p>"
        "<ul><li>Charts are described in words; the numbers behind them are not offered as a "
        "table.</li><li>The map of member states is a picture; the list beside it names them "
        "all.</li><li>Words in another language than that of the site are not marked as "
        "such.</li></ul>"
        "<h2>How this was found out</h2>"
        "<p>[Who tested what, by which method, on which day. When it will be looked at again.]</p>"
        "<h2>Tell us</h2>"
        "<p>If you find a barrier, or need something in another form, write to [address]. [Who "
        "answers, and within which time.] At every picture you can report what its description "
        "lacks.</p>"
        "<h2>If we do not answer</h2>"
        "<p>[The authority to which people can turn, with its address.]</p>",
    ),
    "privacy": (
        "Privacy",
        "What this site stores about you, why, and for how long.",
        "<p>If you only read, this site sets no cookie and stores nothing about you in its database. "
        "[Check each sentence of this page against how you run it, and add what you do beside "
        "it.]</p>"
        "<h2>When you read</h2>"
        "<p>There are no analytics and no advertisements, and nothing is loaded from other sites. The "
        "web server in front keeps a log: [what it holds, why, and for how long].</p>"
        "<h2>When you like a page</h2>"
        "<p>A cookie named “visitor” is set, with a random number that lasts for 180 days. In the "
        "database stand the page, the day and a hash of that number. If you take the like back, the "
        "row is deleted at once; otherwise after 180 days.</p>"
        "<h2>When you report a problem with a description</h2>"
        "<p>Your words are stored with the picture and the time, and seen by our editors only. An "
        "e-mail address, if you give one, is used to answer you and deleted 90 days after the report "
        "is closed.</p>"
        "<h2>Against floods</h2>"
        "<p>Likes and reports are counted for each network and minute under a hash; the counts are "
        "deleted within an hour of becoming useless.</p>"
        "<h2>Editors</h2>"
        "<p>Who signs in gets a cookie for the session and one against forged forms. What they change "
        "is recorded with their name. Failed attempts to sign in are noted with name and address for "
        "a quarter of an hour or a little more.</p>"
        "<h2>Backups</h2><p>[How long deleted rows live on in your backups.]</p>"
        "<h2>Your rights, and who is responsible</h2>"
        "<p>[Name of the agency, its data protection officer, the legal grounds, the supervising "
        "authority.]</p>",
    ),
}
