"""A content folder with one file of some kinds, as small as it can be."""

from pathlib import Path

from tests.factories import picture_bytes

LICENCES = """\
- key: free
  name: A free licence
  short_name: Free
  url: https://example.org/free
  spdx: ""
  may_use: "yes"
  may_adapt: "yes"
  may_use_commercially: ask
  people_note: ""
  credit_template: "{credit} / Free"
"""
SUBJECTS = """\
- name: Moon
  kind: target
  names:
    - {language: fr, name: Lune, preferred: true}
- name: Craters
  kind: keyword
"""
HOME = """\
---
title: A small agency
statement: It flies now and then.
featured_image: crater
featured_text: ""
---
"""
IMAGE = """\
---
title: A crater
file: crater.jpg
kind: photograph
taken: "1971-07"
credit: Somebody
licence: free
alt: A grey pit with a bright rim.
description: |
  A pit.

  Around it stones.
subjects: [Moon, Craters]
---
Visited in 1971, as the [story](page:stories/first) tells.
"""
GALLERY = """\
---
title: Pits
summary: Round things.
cover: crater
subjects: [Moon]
items:
  - {image: crater, caption: "The first."}
---
They are round.
"""
STORY = """\
---
title: The first
date: "2026-05-04"
summary: How it began.
lead_image: crater
subjects: [Moon]
---
It began in a [gallery](page:galleries/pits).

## Then

![Seen *early*](image:crater)

![](gallery:pits)

> So it is.
> — Somebody, once

```facts
title: Numbers
items:
  - {label: Mass, value: 12}
```
"""
PAGE = """\
---
title: About
summary: Who we are.
---
We are few.
"""
FILES = {
    "licences.yaml": LICENCES,
    "subjects.yaml": SUBJECTS,
    "home.md": HOME,
    "images/crater.md": IMAGE,
    "galleries/pits.md": GALLERY,
    "stories/first.md": STORY,
    "pages/about.md": PAGE,
}


def write_small_content(parent: Path) -> Path:
    """Write the files below `parent`, the picture beside them; answers the content folder."""
    for name, text in FILES.items():
        path = parent / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (parent / "pictures").mkdir()
    (parent / "pictures" / "crater.jpg").write_bytes(picture_bytes(size=(80, 60)))
    return parent / "content"
