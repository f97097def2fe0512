"""The commands with a line on each: all that `postil --help` needs, so that it loads nothing else."""

COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("add", "add", "Save articles from the web or files into the library folder."),
    ("feeds", "feeds", "Follow feeds; what is new in them becomes articles."),
    ("list", "articles", "List the articles."),
    ("show", "articles", "Print one article, its names in colour."),
    ("entities", "entities", "Print the people, places and dates of articles."),
    ("names", "names", "Print who and what the articles name, with counts."),
    ("entity", "names", "Print one name's card: mentions by date, months, beside whom."),
    ("corrections", "corrections", "List, share and take in what you corrected of names."),
    ("train", "train", "Teach the recogniser what you corrected."),
    ("note", "notes", "Add a note to an article."),
    ("notes", "notes", "Print the notes, in reading order."),
    ("tags", "notes", "Print the tags with their counts."),
    ("search", "search", "Search articles and notes."),
    ("export", "export", "Write notes out: Markdown, Web Annotation, CSV, HTML."),
    ("import", "import_notes", "Read notes in, or take over the export of another service."),
    ("attach", "import_notes", "Put notes that have no article to one."),
    ("index", "index", "Find names ahead of reading."),
    ("doctor", "doctor", "Check notes, backups, caches, model and terminal."),
    ("config", "settings", "Print paths and settings in force."),
    ("keys", "settings", "Print the keys in force."),
    ("completion", "settings", "Print the shell's completion script."),
)
"""Name, module, one line for the help: `postil --help` loads no module."""

EXAMPLES = """\b
Examples:
  postil                        your library and the folders of your settings, else the samples
  postil ~/Articles             a folder, in the list
  postil report.txt             one article, in the page
  curl URL | postil -           a text from standard input; keys come from the terminal
  postil notes --tag to-verify --json | jq
"""

ABOUT = """\
Read articles in the terminal, see who and what is in them, keep notes in the margin.

Without a command: opens the reader on files and folders.
"""

OPTIONS = {
    "--store FILE": "The notes file.",
    "--config FILE": "The settings file.",
    "--no-color": "No colour, as NO_COLOR does.",
    "--tour": "Two minutes in which the program shows itself on the samples.",
    "--version": "Show the version and exit.",
    "-h, --help": "Show this message and exit.",
}
