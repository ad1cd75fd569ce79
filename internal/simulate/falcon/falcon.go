// Package falcon makes the world of a subscription case: one billing company,
// satellite shops, sites whose members pay by the month, the people who use
// them, their connections, and those who pay with other people's cards. It
// writes what each source in that world would hand over, and the truth.
//
// It models how people and systems behave. It knows no detector, and none of
// its numbers was chosen with one in mind; docs/simulation.md lists them.
package falcon

import (
	"context"
	"sync/atomic"
	"time"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
	"comity/internal/simulate/truth"
)

// Spec says which world to make. All fields are needed except Progress.
type Spec struct {
	Seed                     uint64
	World                    string // standard, fraud, cgnat
	Dirt                     bool
	All                      bool // all formats, rather than those of the first edition
	Faulty                   bool // some clocks, or statements about them, are wrong
	Sites, Subscribers, Days int
	Progress                 func(done, total int64) // site-days written
}

// Result counts what was written.
type Result struct {
	Files, LogLines, Payments, Assignments, Answers int64
	People                                          []truth.Person
	Rejects                                         int64
}

const day = int64(24 * 3600)

// world is everything that exists; it is built in order by the methods that
// create runs, and only read while files are written, except for what an
// account's own server notes in it.
type world struct {
	spec       Spec
	p          params
	root       string
	start, end int64 // the window, seconds since 1970
	countries  []country
	tongues    []tongue
	sites      []site
	servers    []server
	shops      []shop
	providers  []provider
	lines      []line
	public     int       // lines with a public address of their own
	offices    [][]int32 // by country
	cafes      [][]int32
	vpns       []int32
	people     []person
	accounts   []account
	banks      []bank
	cards      []card
	payments   []payment
	taken      map[string]bool // user names by site, and e-mail addresses
	damage     *export.Damage
	bases      []export.Basis
	exhibits   []*export.Exhibit
	sample     []truth.Event
	planted    planted
	hands      []passing // ranges that change hands
	copies     []truth.Duplicate
	files      atomic.Int64
	faults     map[string]*export.Fault        // by source
	spans      map[*export.Exhibit]export.Span // of logs in several files
	evidence   map[*export.Exhibit]witness     // of faulty clocks
	logins     []login                         // with faulty clocks only
	backwards  backwards
	result     Result
}

// Generate makes the world and writes it into root, which exists and is empty.
func Generate(ctx context.Context, root string, spec Spec) (Result, error) {
	w := &world{spec: spec, root: root, p: drawParams(spec.Seed, spec.World), tongues: tongues(), taken: map[string]bool{}, planted: planted{}}
	if spec.Dirt {
		w.damage = &export.Damage{Seed: spec.Seed, Rate: w.p.dirtRate}
	}
	if err := w.create(ctx); err != nil {
		return Result{}, err
	}
	if err := w.write(ctx); err != nil {
		return Result{}, err
	}
	return w.result, nil
}

// create builds people, lines and accounts.
func (w *world) create(ctx context.Context) error {
	s := draw.New(w.spec.Seed, "world")
	w.start = time.Date(2003, 3, 1, 0, 0, 0, 0, time.UTC).Unix() + int64(s.N(700))*day
	w.end = w.start + int64(w.spec.Days)*day
	var err error
	if w.countries, err = pickCountries(&s, w.p.countries); err != nil {
		return err
	}
	w.createProviders()
	w.createBanks()
	w.createSites()
	w.createPlaces()
	w.createCustomers()
	w.createFraud()
	w.createNeighbours()
	w.createLife()
	w.createClocks()
	if err := w.leaseAll(ctx); err != nil {
		return err
	}
	w.schedule()
	w.pay()
	return ctx.Err()
}

// write writes all files; the logs first, because log-ins give rise to
// questions and to the members' last visits.
func (w *world) write(ctx context.Context) error {
	asked, err := w.writeLogs(ctx)
	if err != nil {
		return err
	}
	for _, step := range []func() error{
		w.writePayments, w.writeJournal, w.writeMembers, w.writeHolders, w.writeStatements, w.writeNetwork, func() error { return w.writeProviders(ctx, asked) },
		w.writeServers, w.writeDelegated, w.writeManifest, func() error { return w.writeTruth(ctx) },
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) stream(label string, ids ...int) draw.Stream {
	return draw.New(w.spec.Seed, label, ids...)
}
