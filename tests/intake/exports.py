"""Exports of other services as their public exporters write them; the words are ours."""

import json

from tests.sources.samples import packed

URL = "https://example.org/nets"
PAGE = (
    "<div class='page'><h1>Nets</h1><p>The women who mend the nets had the quay to themselves that morning.</p>"
    "<p>Nobody asked them, said the oldest, and nobody would.</p></div>"
)
QUOTE = "the quay to themselves"

OMNIVORE = packed(
    {
        "metadata_0_to_20.json": json.dumps(
            [
                {
                    "id": "1", "slug": "nets", "title": "Nets", "author": "Jane Doe", "url": URL, "state": "Archived",
                    "readingProgress": 100, "labels": ["harbour"], "savedAt": "2024-01-02T10:00:00.000Z",
                    "publishedAt": "2024-01-01T00:00:00.000Z", "description": None,
                },
                {"id": "2", "slug": "later", "title": "Later", "url": "https://example.org/later", "state": "Active", "labels": []},
            ]
        ).encode(),
        "content/nets.html": PAGE.encode(),
        "highlights/nets.md": f"> {QUOTE}\n\n#work #sea\n\nWho says so?\n\n> Nobody asked them\n\n> words that are not there at all in it\n".encode(),
    }
)  # fmt: skip
WALLABAG = json.dumps(
    [
        {
            "id": 7, "title": "Nets", "url": URL, "is_archived": 0, "is_starred": 1, "content": PAGE, "domain_name": "example.org",
            "published_by": ["Jane Doe"], "created_at": "2024-01-02T10:00:00+00:00", "tags": ["harbour"], "language": "en",
            "annotations": [{"id": 3, "text": "Who says so?", "quote": QUOTE, "ranges": [], "created_at": "2024-01-03T10:00:00+0000"}],
        },
        "nonsense",
    ]
)  # fmt: skip
WEBCLIPPER = json.dumps(
    [
        {
            "url": URL, "title": "Nets", "highlights": [{"text": QUOTE, "timestamp": "2024-01-03T10:00:00Z", "notes": ["Who says so?"]}],
            "data": [{"id": "h1", "type": "text", "xpath": "/html", "content": QUOTE, "textQuote": {"prefix": "had ", "suffix": " that"}}],
        }
    ]
)  # fmt: skip
KARAKEEP = json.dumps(
    {
        "bookmarks": [
            {"createdAt": 1704189600, "title": "Nets", "tags": ["harbour"], "lists": ["b"], "content": {"type": "link", "url": URL}, "note": "Look.", "archived": False},
            {"createdAt": 1704189600, "title": "A thought", "tags": [], "content": {"type": "text", "text": "One.\n\nTwo."}, "archived": True},
            {"title": "empty", "content": None},
        ],
        "lists": [{"id": "a", "name": "Sea", "parentId": None}, {"id": "b", "name": "Work", "parentId": "a"}],
    }
)  # fmt: skip
LINKWARDEN = json.dumps(
    {
        "collections": [
            {"id": 1, "name": "Sea", "parentId": None, "links": []},
            {"id": 2, "name": "Work", "parentId": 1, "links": [{"id": 5, "name": "Nets", "url": URL, "description": "Look.", "createdAt": "2024-01-02T10:00:00Z", "tags": [{"name": "harbour"}]}]},
        ],
        "pinnedLinks": [{"id": 5}],
    }
)  # fmt: skip
POCKET = packed(
    {
        "part_000000.csv": f"title,url,time_added,tags,status\nNets,{URL},1704189600,harbour|sea,archive\n,,1,,unread\n".encode(),
        "annotations/part_000000.json": json.dumps(
            [{"url": URL, "title": "Nets", "highlights": [{"quote": QUOTE, "created_at": "1704189600"}]}]
        ).encode(),
    }
)
POCKET_CSV = f"title,url,time_added,cursor,tags,status\nNets,{URL},1704189600,x,harbour,unread\n"
POCKET_PAGE = (
    f'<!DOCTYPE html><html><body><h1>Unread</h1><ul><li><a href="{URL}" time_added="1704189600" tags="harbour,sea">Nets</a></li></ul>'
    '<h1>Read Archive</h1><ul><li><a href="https://example.org/b" time_added="1" tags="">B</a></li></ul></body></html>'
)
INSTAPAPER = (
    "URL,Title,Selection,Folder,Timestamp,Tags\n"
    f'{URL},Nets,,Archive,1704189600,"[""harbour""]"\n{URL},Nets,{QUOTE},Archive,1704189700,[]\n'
    "https://example.org/b,B,,Sea,1704189600,[]\n"
)
RAINDROP = (
    "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n"
    f'1,Nets,Look.,Short,{URL},Sea / Work,"harbour, sea",2024-01-02T10:00:00.000Z,,"Highlight:{QUOTE}\nNote:Who says so?",true\n'
)
READER = (
    "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\n"
    f"Nets,{URL},1,\"['harbour', 'sea']\",2024-01-02 10:00:00+00:00,0.4,new,True\n"
    "Done,https://example.org/b,2,[],2024-01-02,1,archive,True\nMail,mailto:x,3,[],2024-01-02,0,feed,False\n"
)
MATTER = (
    "Title,Author,Publisher,URL,Tags,Word Count,In Queue,Favorited,Read,Highlight_Count,Last Interaction Date,File Id\n"
    f"Nets,Jane Doe,The Harbour,{URL},harbour;sea,400,True,True,False,2,2024-01-02,x\n"
)
BOOKMARKS = (
    "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n<DT><H3>Sea</H3>\n<DL><p>\n"
    f'<DT><A HREF="{URL}" ADD_DATE="1704189600" TAGS="harbour,sea" TOREAD="1">Nets &amp; more</A>\n<DD>Look.\n</DL><p>\n'
    '<DT><A HREF="javascript:alert(1)">no</A>\n<DT><A HREF="https://example.org/b">B</A>\n</DL><p>\n'
)
EXPORTS: dict[str, tuple[str, bytes]] = {
    "omnivore": ("omnivore.zip", OMNIVORE),
    "wallabag": ("wallabag.json", WALLABAG.encode()),
    "webclipper": ("highlights.json", WEBCLIPPER.encode()),
    "karakeep": ("karakeep.json", KARAKEEP.encode()),
    "linkwarden": ("backup.json", LINKWARDEN.encode()),
    "pocket": ("pocket.zip", POCKET),
    "instapaper": ("instapaper.csv", INSTAPAPER.encode()),
    "raindrop": ("raindrop.csv", RAINDROP.encode()),
    "reader": ("reader.csv", READER.encode()),
    "matter": ("matter.csv", MATTER.encode()),
    "bookmarks": ("bookmarks.html", BOOKMARKS.encode()),
}
"""Service to the name of a file and its bytes."""
