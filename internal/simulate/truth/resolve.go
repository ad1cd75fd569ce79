package truth

import (
	"bufio"
	"context"
	"io"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"comity/internal/comity"
	"comity/internal/simulate/export"
	"comity/internal/simulate/side"
)

// margin is kept from the ends of a legal basis, in seconds, so that no
// reading of "from" and "to" decides whether a row counts.
const margin = 24 * 3600

// Resolve sets Resolvable on each person whom the written files tie, over a
// connection of their own, to at least two of their events on different
// assignments. It reads the files under root back with true clocks and knows
// nothing of how they came about. Rows outside their basis do not count.
func Resolve(ctx context.Context, root string, exhibits []*export.Exhibit, bases []export.Basis, people []Person) error {
	r := newResolver(root, bases, people)
	for _, kinds := range []string{"assignments answers", "payments members access"} {
		var list []*export.Exhibit
		for _, e := range exhibits {
			if strings.Contains(kinds, e.Kind) {
				list = append(list, e)
			}
		}
		if err := side.Do(len(list), func(i int) error { return r.file(ctx, list[i]) }); err != nil {
			return err
		}
	}
	for i := range people {
		people[i].Resolvable = r.open[i].Load() == 0 && len(people[i].Accounts) > 0
	}
	return nil
}

// file reads one exhibit, with a reader of its own that shares what is known.
func (r *resolver) file(ctx context.Context, e *export.Exhibit) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	own := *r
	own.scope = r.periods[e.Basis]
	if err := own.read(e); err != nil {
		return comity.Errorf(comity.Fault, "read back %s: %w", e.Path, err)
	}
	return nil
}

type resolver struct {
	root    string
	index   *index
	periods map[string]export.Span
	users   map[string]*user
	owners  [][]int32      // connection → persons
	first   []int32        // person → the assignment of their first tie, 0 before it
	open    []atomic.Int32 // person → ties still wanted
	mu      *sync.Mutex    // guards first, and changes of open
	scope   export.Span    // of the exhibit being read
}

// user is one account and the persons who use it.
type user struct {
	people []int32
}

func newResolver(root string, bases []export.Basis, people []Person) *resolver {
	r := &resolver{root: root, index: newIndex(people), periods: map[string]export.Span{}, users: map[string]*user{},
		first: make([]int32, len(people)), open: make([]atomic.Int32, len(people)), mu: new(sync.Mutex)}
	for _, b := range bases {
		r.periods[b.ID] = export.Span{From: b.Period.From + margin, To: b.Period.To - margin}
	}
	r.owners = make([][]int32, len(r.index.lines))
	for i := range people {
		r.open[i].Store(2)
		for _, c := range people[i].Subscribers {
			line := r.index.lines[c]
			r.owners[line] = append(r.owners[line], int32(i))
		}
		for _, a := range people[i].Accounts {
			if r.users[a] == nil {
				r.users[a] = &user{}
			}
			r.users[a].people = append(r.users[a].people, int32(i))
		}
	}
	return r
}

func (r *resolver) read(e *export.Exhibit) error {
	if e.Format == "xlsx" {
		return r.book(e)
	}
	in, done, err := r.unpack(e)
	if err != nil {
		return err
	}
	err = r.text(e, bufio.NewReaderSize(in, 1<<18))
	if e := done(); err == nil {
		err = e
	}
	return err
}

// text reads a file of lines in its own format.
func (r *resolver) text(e *export.Exhibit, lines *bufio.Reader) error {
	switch e.Format {
	case export.JSON:
		return r.objects(e, lines)
	case export.IIS:
		return r.extended(e, lines)
	case export.Common, export.Combined, export.VhostCombined:
		return r.access(e, lines)
	case "radius":
		return r.detail(e, lines)
	case "kea":
		return r.kea(e, lines)
	case "isc":
		return r.isc(e, lines)
	case "juniper":
		return r.juniper(e, lines)
	case "asa":
		return r.asa(e, lines)
	case "csv":
		return r.table(e, lines)
	case export.Dump:
		return r.dump(e, lines)
	case export.Camt, export.MT940:
		return nil // names no account and no address
	}
	return fault(e)
}

// event ties the users of an account to the address they came from, if it was theirs.
func (r *resolver) event(account string, ip string, t int64, port uint16) {
	u := r.users[account]
	if u == nil || r.settled(u) || !r.scope.Contains(t) {
		return
	}
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return
	}
	r.index.find(addr, t, port, func(a assignment) {
		for _, p := range u.people {
			for _, o := range r.owners[a.line] {
				if o == p {
					r.tie(p, a.id)
				}
			}
		}
	})
}

// shown is event for a stamp as the exhibit's clock wrote it.
func (r *resolver) shown(e *export.Exhibit, account, ip string, at time.Time, port uint16) {
	if t, ok := e.Clock.True(at); ok {
		r.event(account, ip, t, port)
	}
}

// settled reports whether nothing more is wanted from u.
func (r *resolver) settled(u *user) bool {
	for _, p := range u.people {
		if r.open[p].Load() > 0 {
			return false
		}
	}
	return true
}

func (r *resolver) tie(person, assignment int32) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch left := r.open[person].Load(); {
	case left == 2:
		r.first[person] = assignment
		r.open[person].Store(1)
	case left == 1 && r.first[person] != assignment:
		r.open[person].Store(0)
	}
}

// access reads a log line by line; a line it can't read it passes over.
func (r *resolver) access(e *export.Exhibit, in *bufio.Reader) error {
	for {
		line, err := in.ReadSlice('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		site, rest := e.Site, string(line)
		if e.Format == export.VhostCombined {
			host, tail, _ := strings.Cut(rest, " ")
			site, _, _ = strings.Cut(host, ":")
			rest = tail
		}
		r.request(e, site, rest)
	}
}

func (r *resolver) request(e *export.Exhibit, site, line string) {
	ip, rest, _ := strings.Cut(line, " - ")
	name, rest, ok := strings.Cut(rest, " [")
	stamp, rest, closed := strings.Cut(rest, "] ")
	if !ok || !closed || name == "-" || strings.Count(rest, `"`) < 2 {
		return
	}
	u := r.users[comity.Account(site, name)]
	if u == nil || r.settled(u) {
		return
	}
	if at, err := time.Parse("02/Jan/2006:15:04:05 -0700", stamp); err == nil {
		r.shown(e, comity.Account(site, name), ip, at, 0)
	}
}
