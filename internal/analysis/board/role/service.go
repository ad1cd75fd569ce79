package role

import (
	"slices"

	"comity/internal/analysis/board/archive"
)

// services are the programmes of chat networks that give and take modes for others: Anope's and Atheme's, and the single
// letters of QuakeNet and Undernet, which are somebody's name where they speak.
var (
	services = []string{"botserv", "chanserv", "groupserv", "helpserv", "hostserv", "infoserv", "memoserv", "nickserv", "operserv", "saslserv", "statserv"}
	letters  = []string{"l", "q", "x"}
)

// programme reports whether a name is one of a network's services: it acts, and nobody stands behind it.
func programme(n *archive.Name) bool {
	return slices.Contains(services, n.Key) || len(n.Posts) == 0 && slices.Contains(letters, n.Key)
}
