package phpbb

// Unmark is unmark.
var Unmark = unmark
