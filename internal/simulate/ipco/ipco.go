// Package ipco makes the world of a mistake that was made in earnest: a
// provider's export lost AM and PM, and 173 look-ups rested on it. In 153 of
// them the other half of the day changed nothing, in 17 it led to another
// session of the same subscriber, in 3 to another subscriber
// (Investigatory Powers Commissioner, Annual Report 2017, chapter 14). People,
// lines and times are invented.
package ipco

import (
	"context"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"time"

	"comity/internal/comity"
	"comity/internal/simulate/draw"
	"comity/internal/simulate/truth"
)

// How many look-ups there are, and what the other half of the day does to them.
const (
	Lookups    = 173
	OtherSelf  = 17 // another session of the same subscriber
	OtherOther = 3  // another subscriber
)

// Fates of a look-up under the other half of the day.
const (
	same       = "same"
	session    = "session"
	subscriber = "subscriber"
)

// Lookup is one line of truth/lookups.jsonl.
type Lookup struct {
	Lookup     string `json:"lookup"`
	Path       string `json:"path"` // of the access log
	Line       int64  `json:"line"`
	Subscriber string `json:"subscriber"`
	Other      string `json:"other"`                      // same, session, subscriber
	Instead    string `json:"other_subscriber,omitempty"` // who would be named
}

const (
	day      = int64(24 * 3600)
	provider = "Larkrise Broadband"
	site     = "branchline-post.example"
	logPath  = "sites/" + site + "/access.log"
)

// stay is one session that the provider names for a look-up.
type stay struct {
	from, to int64
	number   string
}

// lookup is one event and what the provider has about it; the first stay holds it.
type lookup struct {
	n     int
	t     int64
	addr  netip.Addr
	user  string
	fate  string
	stays []stay
}

type world struct {
	root       string
	start, end int64
	list       []lookup
	people     []truth.Person
	files      int64
}

// Generate writes the world into root, which exists and is empty, and returns
// the persons, and how many files and assignments there are.
func Generate(ctx context.Context, root string, seed uint64) (people []truth.Person, files, assignments int64, err error) {
	w := &world{root: root, start: time.Date(2003, 11, 10, 0, 0, 0, 0, time.UTC).Unix()} // all of it in winter
	w.end = w.start + 90*day
	w.create(seed)
	for _, step := range []func() error{w.writeLog, w.writeFirst, w.writeCorrection, w.writeTruth} {
		if err := ctx.Err(); err != nil {
			return nil, 0, 0, err
		}
		if err := step(); err != nil {
			return nil, 0, 0, err
		}
	}
	return w.people, w.files, int64(Lookups + OtherSelf + OtherOther), nil
}

// create draws the look-ups; which of them change is drawn too.
func (w *world) create(seed uint64) {
	s := draw.New(seed, "ipco")
	fates := make([]string, Lookups)
	for i := range fates {
		switch {
		case i < OtherOther:
			fates[i] = subscriber
		case i < OtherOther+OtherSelf:
			fates[i] = session
		default:
			fates[i] = same
		}
	}
	s.Shuffle(Lookups, func(i, j int) { fates[i], fates[j] = fates[j], fates[i] })
	for i, fate := range fates {
		own := draw.New(seed, "lookup", i)
		w.list = append(w.list, w.lookup(&own, i, fate))
	}
}

func (w *world) lookup(s *draw.Stream, n int, fate string) lookup {
	l := lookup{n: n, fate: fate, addr: netip.AddrFrom4([4]byte{198, 51, 100, byte(n + 1)}), user: user(s, n)}
	l.t = w.start + int64(s.Between(25, 65))*day + int64(s.N(int(day)))
	mine := number(n)
	if fate == same { // far inside a long session
		l.stays = []stay{{l.t - w.days(s), l.t + w.days(s), mine}}
		w.person(n, mine, l.user)
		return l
	}
	// The session changed at some hour of an evening, and the event was before it. Without
	// PM the change is in the morning, and the event after it.
	turn := l.t - l.t%day + day/2 + int64(s.Between(1, 11))*3600 + int64(s.Between(2, 57))*60 + int64(s.N(60))
	other := mine
	if fate == subscriber {
		other = number(1000 + n)
		w.bystander(n, other)
	}
	l.t = turn - int64(s.Between(3600, 11*3600))
	next := turn + int64(s.Between(15, 90))
	l.stays = []stay{{turn - 2*day - w.days(s), turn, mine}, {next, turn + 2*day + w.days(s), other}}
	w.person(n, mine, l.user)
	return l
}

// days is two to nine days, in seconds.
func (w *world) days(s *draw.Stream) int64 { return int64(s.Between(2*int(day), 9*int(day))) }

func number(n int) string { return "L" + strconv.Itoa(40_000+n*7) }

func user(s *draw.Stream, n int) string {
	return draw.Pick(s, []string{"signal", "semaphore", "viaduct", "tender", "halt", "junction", "brake", "lamp"}) + strconv.Itoa(100+n)
}

func (w *world) person(n int, number, user string) {
	w.people = append(w.people, truth.Person{Person: id(n), Country: "GB", Role: truth.Subscriber, Accounts: []string{site + ":" + user},
		Emails: []string{}, Cards: []string{}, Subscribers: []truth.Connection{{Provider: provider, Subscriber: number}}})
}

// bystander is who had the address before or after, and would be named.
func (w *world) bystander(n int, number string) {
	w.people = append(w.people, truth.Person{Person: id(1000 + n), Country: "GB", Role: truth.Bystander, Accounts: []string{},
		Emails: []string{}, Cards: []string{}, Subscribers: []truth.Connection{{Provider: provider, Subscriber: number}}, Rivals: []string{"clock-error"}})
}

func id(n int) string { return "P" + strconv.Itoa(100_001 + n)[1:] }

// byTime are the look-ups as their events happened.
func (w *world) byTime() []lookup {
	list := slices.Clone(w.list)
	sort.SliceStable(list, func(i, j int) bool { return list[i].t < list[j].t })
	return list
}

func (w *world) file(path string, fill func(io.Writer) error) (err error) {
	full := filepath.Join(w.root, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return comity.Errorf(comity.Fault, "make folder of %s: %w", path, err)
	}
	f, err := os.OpenFile(full, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return comity.Errorf(comity.Fault, "create %s: %w", path, err)
	}
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = comity.Errorf(comity.Fault, "write %s: %w", path, e)
		}
	}()
	w.files++
	return fill(f)
}
