"""THE table of commands with their key bindings. Each stands here once and feeds keys, palette, footer hints, help and the user's own keymap.

To add a command: one line here, and `do_<name>` on the screen that has its context.
"""

from functools import cache
from typing import Literal

from msgspec import Struct

Context = Literal[
    "everywhere",
    "list",
    "articles",
    "notes",
    "entities",
    "name",
    "card",
    "tags",
    "corrections",
    "page",
    "select",
]
"""Where a command is heard. A page that is selecting hears `select` only, then `everywhere`; every screen of rows hears
`list` besides its own."""


class Command(Struct, frozen=True):
    """Something the user can ask for."""

    id: str
    """`context.action`, as written in the settings file under `[keys]`."""
    keys: tuple[str, ...]
    """Default keys: a printable character stands for itself, others have Textual's names ("space", "ctrl+p")."""
    help: str
    """A verb first, no full stop: shown in help and palette."""
    group: str
    """Heading in the help screen."""
    hint: str = ""
    """One or two words for the status line; empty: not hinted."""
    counts: bool = False
    """Does it take a count (`3j`)? Its action then has a `count` parameter."""
    uncounted: int = 1
    """The count where none was typed."""

    @property
    def context(self) -> Context:
        """Where it is heard."""
        context: Context = self.id.partition(".")[0]  # type: ignore[assignment]  # checked by a test
        return context

    @property
    def action(self) -> str:
        """Name of the method that does it, without `do_`."""
        return self.id.partition(".")[2].replace("-", "_")


def _c(
    id: str, keys: str, help: str, group: str, hint: str = "", *, counts: bool = False, uncounted: int = 1
) -> Command:
    return Command(id, tuple(keys.split()), help, group, hint, counts, uncounted)


_MOVE, _FIND, _NOTE, _NAME, _VIEW, _SHARE, _GO = (
    "Moving",
    "Finding",
    "Notes",
    "Names",
    "Looking",
    "Taking along",
    "Going places",
)
_SELECT, _LIST = "Selecting", "Articles"

COMMANDS: tuple[Command, ...] = (
    # everywhere
    _c("everywhere.help", "? f1", "Show the keys", _GO, "keys"),
    _c("everywhere.palette", ": ctrl+p", "Find a command by its name", _GO),
    _c("everywhere.go-articles", "1 alt+1", "Go to the articles", _GO, "Articles"),
    _c("everywhere.go-notes", "2 alt+2", "Go to the notes of all articles", _GO, "Notes"),
    _c("everywhere.go-entities", "3 alt+3", "Go to the names of all articles", _GO, "Names"),
    _c("everywhere.go-tags", "4 alt+4", "Go to the tags of all notes", _GO, "Tags"),
    _c("everywhere.go-corrections", "C", "Go to what you corrected of names", _GO),
    _c("everywhere.back", "q", "Go back; from the first screen: leave postil", _GO, "back"),
    _c("everywhere.quit", "Q", "Leave postil", _GO),
    _c("everywhere.suspend", "ctrl+z", "Go to the shell for a while; fg comes back", _GO),
    _c("everywhere.undo", "U", "Undo the last change", _NOTE),
    _c("everywhere.redo", "ctrl+r", "Redo what was undone", _NOTE),
    _c("everywhere.theme", "ctrl+t", "Turn dark to light and back", _VIEW),
    _c("everywhere.redraw", "ctrl+l", "Paint the screen anew", _VIEW),
    # every list
    _c("list.down", "j down", "Go down", _MOVE, counts=True),
    _c("list.up", "k up", "Go up", _MOVE, counts=True),
    _c("list.scroll-down", "ctrl+e", "Scroll down a row", _MOVE, counts=True),
    _c("list.scroll-up", "ctrl+y", "Scroll up a row", _MOVE, counts=True),
    _c("list.page-down", "space pagedown ctrl+f", "Go down a page", _MOVE),
    _c("list.page-up", "b pageup ctrl+b", "Go up a page", _MOVE),
    _c("list.half-down", "ctrl+d", "Go down half a page", _MOVE),
    _c("list.half-up", "ctrl+u", "Go up half a page", _MOVE),
    _c("list.first", "g home", "Go to the first", _MOVE),
    _c("list.last", "G end", "Go to the last; :7 to row 7, :50% half way", _MOVE, counts=True, uncounted=0),
    _c("list.open", "enter", "Open what is chosen", _MOVE, "open"),
    _c("list.filter", "/", "Search or filter as you type", _FIND, "search"),
    _c("list.clear", "escape", "Show all again, take the marks off", _FIND, "all again"),
    _c("list.mark", "v", "Mark, for what is to be done with several", _MOVE),
    _c("list.mark-all", "V", "Mark all that is shown, or none", _MOVE),
    # the list of articles
    _c("articles.tag", "t", "Show the articles with a tag", _FIND, "by tag"),
    _c(
        "articles.article-tags",
        "T",
        "Edit the tags of the article, or of those that are marked",
        _LIST,
        "tags",
    ),
    _c("articles.searches", "F", "Pick a saved search, or save what is shown", _FIND),
    _c("articles.next-unread", "n", "Go to the next unread", _LIST, "next unread"),
    _c("articles.previous-unread", "p", "Go to the previous unread", _LIST),
    _c("articles.toggle-read", "N", "Mark read or unread", _LIST, "read"),
    _c("articles.later", "L", "Put by for later, or back", _LIST, "later"),
    _c("articles.star", "!", "Star, or take the star off", _LIST, "star"),
    _c("articles.sort", ">", "Sort by the next column", _LIST, "sort"),
    _c("articles.reverse", "<", "Turn the order round", _LIST),
    _c("articles.group", "z", "Group by folder, tag, author, month, site, or not", _LIST),
    _c("articles.rescan", "r", "Read the folders again and look at the feeds", _LIST),
    _c("articles.add", "a", "Add an address or a file", _LIST, "add"),
    _c("articles.fetch-waiting", "W", "Fetch the texts that imports left waiting", _LIST),
    _c("articles.export", "s", "Export the notes of the article", _SHARE, "export"),
    _c("articles.export-all", "S", "Export all notes, or those that are searched for", _SHARE),
    _c("articles.pipe", "|", "Pipe the notes of the article through a program", _SHARE),
    _c("articles.add-folder", "+", "Add a folder of articles", _LIST, "folder"),
    _c(
        "articles.copies",
        "&",
        "Show what copies of the story say differently, and take their notes",
        _LIST,
        "copies",
    ),
    _c("articles.source", "o", "Open the file outside of postil", _SHARE),
    # all notes
    _c("notes.edit", "e", "Edit the note", _NOTE, "edit"),
    _c("notes.tags", "t", "Edit the tags of the note", _NOTE, "tags"),
    _c("notes.retag", "T", "Put tags on the marked notes, or take them off", _NOTE),
    _c("notes.recolor", "H", "Give the marked notes another colour: then y, g, b, p or o", _NOTE),
    _c("notes.delete", "D", "Delete the marked notes, else the chosen one", _NOTE),
    _c("notes.export", "s", "Export the marked notes, else the chosen one", _SHARE),
    _c("notes.group", "z", "Group by article, tag, month or name", _VIEW, "group"),
    _c("notes.next-shelf", "tab", "Go to the next shelf: notes, orphans, unfiled, trash", _GO, "shelf"),
    _c("notes.previous-shelf", "shift+tab", "Go to the shelf before", _GO),
    _c(
        "notes.put-back",
        "a",
        "Re-attach an orphan, keep a doubtful place, file or restore a note",
        _NOTE,
        "put back",
    ),
    _c("notes.next-candidate", "c", "Show another place for an orphan", _NOTE),
    _c("notes.leave-orphan", "x", "Leave an orphan as it is", _NOTE),
    # the names of all articles
    _c("entities.next-kind", "tab", "Go to the next kind: people, places, organisations", _GO, "kind"),
    _c("entities.previous-kind", "shift+tab", "Go to the kind before", _GO),
    _c(
        "entities.find",
        "i",
        "Look for names in the articles not looked through yet",
        _NAME,
        "look in the others",
    ),
    _c("entities.sort", ">", "Sort by articles, first or last mention, mentions", _GO, "sort"),
    _c("entities.reverse", "<", "Turn the order round", _GO),
    _c("entities.new", "n", "Show only names that were first seen in the last week", _FIND, "new"),
    # names, in the list and on the card of one
    _c("name.company", "w", "Show who appears with the name", _NAME, "with whom"),
    _c("name.not-entity", "x", "Say that it is no name: here, in an article, everywhere", _NAME),
    _c("name.relabel", "c", "Say what kind of name it is: here, in an article, everywhere", _NAME),
    _c(
        "name.same-as",
        "M",
        "Say which name it is the same as: here, in an article, everywhere",
        _NAME,
        "same as",
    ),
    _c("name.join", "=", "Join it with the name that it looks like", _NAME),
    # the card of a name
    _c("card.reverse", "<", "Show the oldest mentions first, or the newest again", _GO, "oldest first"),
    _c("card.note", "a", "Write a note on the name", _NOTE, "note"),
    _c("card.export", "s", "Write the card as a page of Markdown", _SHARE, "export"),
    _c("card.copy", "y", "Copy the mentions with their citations", _SHARE, "copy"),
    # the tags of all notes
    _c("tags.articles", "t", "Show the articles with the tag", _FIND, "articles"),
    _c("tags.rename", "r", "Give the tag another name on all notes", _NOTE, "rename"),
    _c("tags.merge", "M", "Merge the tag into another one", _NOTE, "merge"),
    _c("tags.nest", "n", "Nest the tag under another one", _NOTE, "nest"),
    _c("tags.drop", "D", "Take the tag, and what is nested in it, off all notes", _NOTE),
    # corrections
    _c(
        "corrections.edit", "c", "Have the correction hold here, in its article or everywhere", _NAME, "scope"
    ),
    _c("corrections.delete", "D", "Take the correction back", _NAME, "take back"),
    # the page, reading
    _c("page.down", "j down", "Go down a line", _MOVE, counts=True),
    _c("page.up", "k up", "Go up a line", _MOVE, counts=True),
    _c("page.scroll-down", "ctrl+e", "Scroll down a line", _MOVE, counts=True),
    _c("page.scroll-up", "ctrl+y", "Scroll up a line", _MOVE, counts=True),
    _c("page.page-down", "space pagedown ctrl+f", "Go down a page", _MOVE, counts=True),
    _c("page.page-up", "b pageup ctrl+b", "Go up a page", _MOVE, counts=True),
    _c("page.half-down", "d ctrl+d", "Go down half a page", _MOVE, counts=True),
    _c("page.half-up", "u ctrl+u", "Go up half a page", _MOVE, counts=True),
    _c("page.first", "g home", "Go to the start", _MOVE, counts=True, uncounted=0),
    _c("page.last", "G end", "Go to the end; 7G or :7 to paragraph 7", _MOVE, counts=True, uncounted=0),
    _c("page.share", "%", "Go so far into the text: 50% or :50%", _MOVE, counts=True, uncounted=0),
    _c("page.next-paragraph", "}", "Go to the next paragraph", _MOVE, counts=True),
    _c("page.previous-paragraph", "{", "Go to the previous paragraph", _MOVE, counts=True),
    _c("page.next-heading", ")", "Go to the next heading or chapter", _MOVE, counts=True),
    _c("page.previous-heading", "(", "Go to the heading or chapter before", _MOVE, counts=True),
    _c("page.next-article", "J", "Open the next article", _MOVE, counts=True),
    _c("page.previous-article", "K", "Open the previous article", _MOVE, counts=True),
    _c("page.find", "/", "Find in the text", _FIND, "find"),
    _c("page.find-next", "n", "Go to the next hit", _FIND, counts=True),
    _c("page.find-previous", "N", "Go to the previous hit", _FIND, counts=True),
    _c("page.select", "v", "Select from the word at the caret", _SELECT, "select"),
    _c("page.select-sentence", "V", "Select the sentence at the caret", _SELECT),
    _c(
        "page.note", "a", "Write a note on the focused paragraph; on the title: on the article", _NOTE, "note"
    ),
    _c("page.article-note", "A", "Write a note on the whole article", _NOTE),
    _c("page.article-tags", "T", "Edit the tags of the article", _NOTE),
    _c("page.note-tags", "t", "Edit the tags of the note under the caret", _NOTE),
    _c("page.next-note", "]", "Go to the next note", _NOTE, counts=True),
    _c("page.previous-note", "[", "Go to the previous note", _NOTE, counts=True),
    _c("page.notes", "L", "List the notes on this article", _NOTE),
    _c("page.copies", "&", "Show notes on copies of the story, and take them over", _NOTE),
    _c("page.open", "enter", "Open the note, name or link under the caret", _NOTE),
    _c("page.keep-place", "P", "Keep the note where it is: its words have changed", _NOTE, "keep it here"),
    _c("page.delete", "D", "Delete the note under the caret", _NOTE),
    _c("page.next-entity", "e", "Go to the next name", _NAME, "name", counts=True),
    _c("page.previous-entity", "E", "Go to the previous name", _NAME, counts=True),
    _c("page.who", "w", "Show the card of the name, or of the name that the note is on", _NAME),
    _c("page.same-entity", "*", "Go to the next mention of the name under the caret", _NAME, counts=True),
    _c(
        "page.previous-mention",
        "#",
        "Go to the previous mention of the name under the caret",
        _NAME,
        counts=True,
    ),
    _c("page.not-entity", "x", "Say that the name under the caret is none", _NAME),
    _c("page.relabel", "c", "Say what kind of name it is", _NAME),
    _c("page.same-as", "M", "Say which name it is the same as", _NAME),
    _c("page.names", "i", "List the names of the article", _NAME),
    _c("page.mark", "m", "Set a mark: then a letter", _MOVE),
    _c("page.go-mark", "' `", "Go to a mark: then its letter; twice: back from the last jump", _MOVE),
    _c(
        "page.go-back",
        "ctrl+o",
        "Go back to where jumps began, and to the page whose link was followed",
        _MOVE,
    ),
    _c("page.go-ahead", "tab ctrl+i", "Go ahead again after going back", _MOVE),
    _c("page.outline", "O", "List the headings and chapters", _MOVE),
    _c("page.jump", "f", "Jump to a word in view by its letters", _MOVE),
    _c("page.highlighting", "I", "Show names, names and values, loud, or none", _VIEW),
    _c("page.wider", "+ =", "Make the column wider", _VIEW),
    _c("page.narrower", "-", "Make the column narrower", _VIEW),
    _c("page.zen", "z", "Hide everything but the text", _VIEW),
    _c("page.copy", "y", "Copy the quote with its citation", _SHARE),
    _c("page.pipe", "|", "Pipe the notes of the article through a program", _SHARE),
    _c("page.export", "s", "Write the notes of this article out", _SHARE),
    _c("page.source", "o", "Open the source of the article", _SHARE),
    _c("page.leave-caret", "escape", "Forget the hit, name or note under the caret", _MOVE),
    # the page, selecting
    _c("select.left", "h left", "Extend a character left", _SELECT, counts=True),
    _c("select.right", "l right", "Extend a character right", _SELECT, counts=True),
    _c("select.line-down", "j down", "Extend a line down", _SELECT, counts=True),
    _c("select.line-up", "k up", "Extend a line up", _SELECT, counts=True),
    _c("select.word", "w W", "Extend onto the first letter of the next word", _SELECT, counts=True),
    _c("select.word-back", "b B", "Extend back to the start of a word", _SELECT, counts=True),
    _c("select.word-end", "e E", "Extend to the end of the word", _SELECT, counts=True),
    _c("select.line-start", "0 ^ home", "Extend to the start of the line", _SELECT),
    _c("select.line-end", "$ end", "Extend to the end of the line", _SELECT),
    _c("select.sentence", ")", "Extend to the end of the sentence or the next one", _SELECT, counts=True),
    _c("select.sentence-back", "(", "Extend to the start of the sentence", _SELECT, counts=True),
    _c("select.paragraph", "}", "Extend to the end of the paragraph or the next one", _SELECT, counts=True),
    _c("select.paragraph-back", "{", "Extend to the start of the paragraph", _SELECT, counts=True),
    _c("select.page-down", "space pagedown ctrl+f", "Extend a page down", _SELECT, counts=True),
    _c("select.page-up", "pageup ctrl+b", "Extend a page up", _SELECT, counts=True),
    _c("select.half-down", "ctrl+d", "Extend half a page down", _SELECT, counts=True),
    _c("select.half-up", "ctrl+u", "Extend half a page up", _SELECT, counts=True),
    _c("select.scroll-down", "ctrl+e", "Scroll down a line", _SELECT, counts=True),
    _c("select.scroll-up", "ctrl+y", "Scroll up a line", _SELECT, counts=True),
    _c("select.first", "g", "Extend to the start of the text", _SELECT, counts=True, uncounted=0),
    _c("select.last", "G", "Extend to the end; 7G or :7 to paragraph 7", _SELECT, counts=True, uncounted=0),
    _c("select.find", "/", "Extend to words that you type", _SELECT),
    _c("select.find-next", "n", "Extend to the next hit", _SELECT, counts=True),
    _c("select.find-previous", "N", "Extend to the previous hit", _SELECT, counts=True),
    _c("select.next-note", "]", "Extend to the next note", _SELECT, counts=True),
    _c("select.previous-note", "[", "Extend to the previous note", _SELECT, counts=True),
    _c("select.jump", "f", "Extend to a word in view by its letters", _SELECT),
    _c("select.go-mark", "' `", "Extend to a mark: then its letter", _SELECT),
    _c("select.select-sentence", "V", "Select the sentence at the caret", _SELECT),
    _c("select.inside", "i", "Select all of it: then w word, s sentence or p paragraph", _SELECT),
    _c("select.swap", "o", "Move the other end from now on", _SELECT),
    _c("select.grow", "tab", "Grow: word, name, sentence, paragraph", _SELECT, "grow"),
    _c("select.shrink", "shift+tab", "Shrink again", _SELECT),
    _c("select.note", "a enter", "Write a note on the selection", _SELECT, "note"),
    _c("select.highlight", "H", "Highlight: then y, g, b, p or o", _SELECT, "highlight"),
    _c("select.tags", "t", "Tag the selection", _SELECT, "tags"),
    _c("select.make-entity", "c", "Say that the selection is a name", _SELECT),
    _c("select.pipe", "|", "Pipe the selection through a program", _SELECT),
    _c("select.copy", "y", "Copy the selection with its citation", _SELECT),
    _c("select.leave", "escape q v", "Leave the selection", _SELECT, "leave"),
)


@cache
def hinted(context: Context) -> tuple[Command, ...]:
    """The commands of a context that the line at the bottom may name."""
    return tuple(command for command in COMMANDS if command.hint and command.context == context)


def by_id() -> dict[str, Command]:
    return {command.id: command for command in COMMANDS}
