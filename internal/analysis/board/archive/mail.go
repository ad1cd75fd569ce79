package archive

import (
	"slices"
	"strings"

	"comity/internal/analysis/board/message"
)

// On a mailing list the address tells people apart, and the name beside it is what anybody may write there: two addresses
// with one name are two members, and whether they are one person is not for a machine to say.

// mailed reports whether a post's source states the address that it was sent from, as mail does.
func (b *Builder) mailed(p *post) bool {
	format := b.exhibits[p.exhibit].Format
	return p.email != 0 && (format == "mbox" || format == "hypermail")
}

// addressed lists, of each folded name, the addresses under which mail bears it: of all that was given, so that a name is
// called the same with and without a contributor.
func (b *Builder) addressed() map[string][]string {
	out := map[string][]string{}
	seen := map[[2]number]bool{}
	for _, posts := range b.posts {
		for i := range posts {
			p := &posts[i]
			if at := [2]number{p.author, p.email}; p.author == 0 || !b.mailed(p) || seen[at] {
				continue
			} else {
				seen[at] = true
			}
			name, email := message.Name(b.texts.all[p.author]), strings.ToLower(b.texts.all[p.email])
			if !slices.Contains(out[name], email) {
				out[name] = append(out[name], email)
			}
		}
	}
	return out
}

// parted is what a member is called whose name others bear as well.
func parted(name, email string) string { return name + " <" + strings.ToLower(email) + ">" }

// Bearing is the name without the address that parts it from the same name at other addresses.
func (n *Name) Bearing() string {
	if i := strings.LastIndexByte(n.Key, '<'); i > 0 && strings.HasSuffix(n.Key, ">") {
		return n.Key[:i]
	}
	return n.Key
}
