package run

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"runtime"
	"slices"
	"time"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/analysis/duplicate"
	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/clock"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// sessionGap is the idle time that ends a session: half an hour, as web
// statistics have it since the 1990s.
const sessionGap = 30 * comity.Minute

// Segments is an exhibit's plain bytes; see block.Segments.
type Segments = block.Segments

// Exhibit is one input of a computation.
type Exhibit struct {
	Source record.Source
	Size   int64                               // plain bytes
	Open   func() (Segments, io.Closer, error) // may be called more than once
	Rows   bool                                // of a workbook: Open gives rows of its sheet in their cited form, as an excerpt holds them
}

// Input is everything that a computation takes.
type Input struct {
	Exhibits []Exhibit
	Cards    record.Cards
	Create   func(name string) (io.WriteCloser, error) // makes a file of the run
	Workers  int                                       // 0: GOMAXPROCS
	Subjects int                                       // how many of the first subjects Result carries; negative: all
	Progress func(stage string, done, total int64)     // may be nil
	Now      func() time.Time                          // for Seconds only; nil: no times

	Withdrawn []Withdrawn // what the case leaves out; whole exhibits among them are not in Exhibits
}

// Result is what a computation gives.
type Result struct {
	Run         comity.Digest
	Manifest    Manifest
	Files       map[string]comity.Digest // SHA-256 of each file written
	Subjects    []Subject                // the first Input.Subjects by rank, Probability filled
	Seconds     Seconds
	Quarantined map[string]int64 // rows outside the scope, by reference
	Unbalanced  []Unbalanced     // exhibits with statements that do not add up. Not part of the run
}

// Seconds that a computation took. Not part of the run.
type Seconds struct {
	Total     float64 `json:"total"`
	Read      float64 `json:"read"`
	Attribute float64 `json:"attribute"`
}

// Compute reads every exhibit once, joins and attributes, and writes the files
// of the run through in.Create, the manifest last. An exhibit whose bytes
// differ from its digest is a Negative error that names its reference.
func Compute(ctx context.Context, in Input) (*Result, error) {
	c, err := newComputation(in)
	if err != nil {
		return nil, err
	}
	start := c.now()
	c.timing = newTiming(len(c.exhibits))
	if err := c.read(ctx); err != nil {
		return nil, err
	}
	if c, err = c.underReadings(ctx); err != nil {
		return nil, err
	}
	read := c.now()
	if err := c.attribute(ctx); err != nil {
		return nil, err
	}
	if err := c.finish(); err != nil {
		return nil, err
	}
	end := c.now()
	c.result.Seconds = Seconds{end.Sub(start).Seconds(), read.Sub(start).Seconds(), end.Sub(read).Seconds()}
	return c.result, nil
}

// computation is one call of Compute in progress.
type computation struct {
	in          Input
	exhibits    []Exhibit // sorted; the number of a source is its place here
	result      *Result
	counts      *Counts
	findings    *file
	rejects     *file
	batches     []*crosscheck.Batch
	index       *crosscheck.Index
	graph       *attribution.Case
	cards       []cardName
	skews       []comity.Instant // by source: largest deviation that its clock's statement grants
	keepers     []string         // by source: its provider, apart from others of the name: see there
	clocks      []int32          // by source: number of its clock statement
	named       []bool           // by source: whether its rows name persons
	whose       whose            // who subscribers are, by rows that no hit rests on
	events      []event          // of payments and members, until the index stands
	duplicates  *file
	rowsSeen    duplicate.Rows
	stampers    []*duplicate.Clock // by source
	overlaps    *overlaps          // of access logs
	reversals   reversals          // charge-backs and refunds that name no account, until all tables are read
	timing      *timing            // what the clocks are compared by; nil: they have been
	clocksFile  *file
	readings    []SourceClock
	offsets     []Offset
	odd         table.Odd // the first word outside its vocabulary in the table read last
	oddLine     int64     // line of the first row rejected for one; 0: none
	people      []person  // statements that hits rest on, by subscriber
	bound       map[statement]binding
	assignments []assignment // by number
	users       map[logUser]attribution.Node
	quoted      []quoted     // by source
	bills       []bill       // payments that made no hit
	devices     devices      // of subscribers, until the index stands
	withdrawn   []ranges     // by source: places whose rows are left out
	told        func(Reject) // is told of rejects besides; may be nil
	reread      bool         // an exhibit is read by another of its readings: what it holds is counted
	turned      []int64      // by source: rows that a kept reading makes impossible, read all the same
	toldOutside func(Reject) // is told of rows outside the scope; may be nil
	toldAside   func(Reject) // is told of rows that are no records; may be nil
	sites       []int32      // by node: number of an account's site; -1 where it has none
	rows        int64        // records read so far
	done        int64        // plain bytes read so far
	total       int64
}

func newComputation(in Input) (*computation, error) {
	if in.Workers <= 0 {
		in.Workers = runtime.GOMAXPROCS(0)
	}
	c := &computation{
		in: in, exhibits: sorted(in.Exhibits), graph: attribution.New(),
		bound: map[statement]binding{}, users: map[logUser]attribution.Node{}, devices: devices{}, whose: whose{},
		result: &Result{Files: map[string]comity.Digest{}, Quarantined: map[string]int64{}},
	}
	if len(c.exhibits) > 1<<16-1 {
		return nil, comity.Errorf(comity.Input, "%d exhibits are more than the %d that one run takes", len(c.exhibits), 1<<16-1)
	}
	c.counts = &c.result.Manifest.Counts
	c.counts.Bands = map[string]int64{}
	for _, b := range comity.Bands() {
		c.counts.Bands[string(b)] = 0
	}
	c.named, c.turned = make([]bool, len(c.exhibits)), make([]int64, len(c.exhibits))
	c.keepers = keepers(c.exhibits)
	c.numberClocks()
	c.readSkews()
	c.stampers = stampersOf(c.exhibits, c.skews)
	c.quoteSources()
	c.rangesOf(in.Withdrawn)
	for _, e := range c.exhibits {
		c.total += e.Size
	}
	var err error
	if c.findings, err = c.create(FindingsFile); err != nil {
		return nil, err
	}
	if c.duplicates, err = c.create(DuplicatesFile); err != nil {
		return nil, err
	}
	if c.clocksFile, err = c.create(ClocksFile); err != nil {
		return nil, err
	}
	c.rejects, err = c.create(RejectsFile)
	return c, err
}

// sorted orders exhibits by digest, kind, part and reference, and leaves out the
// same part of the same bytes sealed again as the same kind: it counts once.
func sorted(exhibits []Exhibit) []Exhibit {
	out := slices.Clone(exhibits)
	slices.SortFunc(out, func(a, b Exhibit) int { return CompareSources(&a.Source, &b.Source) })
	return slices.CompactFunc(out, func(a, b Exhibit) bool {
		return sameReading(&a.Source, &b.Source)
	})
}

// CompareSources orders sources as a run's manifest and Take have them.
func CompareSources(a, b *record.Source) int {
	return cmp.Or(slices.Compare(a.Exhibit[:], b.Exhibit[:]), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Member, b.Member),
		cmp.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Ref, b.Ref))
}

// numberClocks gives sources that rest on one clock statement one number: two
// logs of one server are not two clocks. A clock of which nobody states the zone
// and says so is none.
func (c *computation) numberClocks() {
	type statement struct{ provider, zone, skew, basis string }
	seen := map[statement]int32{}
	for i, e := range c.exhibits {
		s := statement{c.keepers[i], e.Source.Clock.Zone, e.Source.Clock.Skew, e.Source.Clock.Basis}
		if s.zone == "unknown" || s.basis == "" {
			c.clocks = append(c.clocks, attribution.NoClock)
			continue
		}
		n, ok := seen[s]
		if !ok {
			n = int32(len(seen))
			seen[s] = n
		}
		c.clocks = append(c.clocks, n)
	}
}

func (c *computation) readSkews() {
	for _, e := range c.exhibits {
		var skew comity.Instant
		if rs, err := clock.Readings(e.Source.Clock); err == nil { // an error is told where the exhibit is opened
			skew = rs[0].Skew()
		}
		c.skews = append(c.skews, skew)
	}
}

func (c *computation) now() time.Time {
	if c.in.Now == nil {
		return time.Time{}
	}
	return c.in.Now()
}

// read takes the exhibits in: what names subscribers first, then the tables
// whose rows are events, then, past the finished index, the logs.
func (c *computation) read(ctx context.Context) error {
	if err := c.each(ctx, c.readAssignments, record.Assignments, record.Answers); err != nil {
		return err
	}
	c.nameDevices()
	var err error
	if c.index, err = crosscheck.Build(c.batches, c.keepers, c.in.Workers); err != nil {
		return err
	}
	c.batches = nil
	c.counts.Assignments = c.index.Rows()
	c.twice()
	if err := c.each(ctx, c.readTable, record.Payments, record.Members, record.Holders, record.Network, record.Allotments); err != nil {
		return err
	}
	c.counts.Unmatched = c.reversals.resolve(c.graph.Paid)
	if err := c.resolveEvents(); err != nil {
		return err
	}
	if c.overlaps, err = c.findOverlaps(ctx); err != nil {
		return err
	}
	if err := c.each(ctx, c.readLog, record.Access); err != nil {
		return err
	}
	return c.each(ctx, c.hashOnly, record.Board, record.Hashes, record.Document)
}

func (c *computation) each(ctx context.Context, read func(context.Context, int) error, kinds ...record.Kind) error {
	for _, k := range kinds {
		for i := range c.exhibits {
			if c.exhibits[i].Source.Kind != k {
				continue
			}
			if err := read(ctx, i); err != nil {
				return err
			}
			c.counts.Exhibits++
		}
	}
	return nil
}

// finish writes the remaining files, the manifest last.
func (c *computation) finish() error {
	m := &c.result.Manifest
	m.Version = Version
	m.Parameters = Parameters{SessionGap: Micros(sessionGap)}
	for _, n := range c.turned {
		c.counts.Turned += n
	}
	m.Weights = attribution.TableDigest()
	m.Withdrawn = c.in.Withdrawn
	for _, e := range c.exhibits {
		m.Sources = append(m.Sources, e.Source)
	}
	var err error
	if m.Findings, err = c.findings.close(c.result); err != nil {
		return err
	}
	if m.Rejects, err = c.rejects.close(c.result); err != nil {
		return err
	}
	if m.Duplicates, err = c.duplicates.close(c.result); err != nil {
		return err
	}
	if m.Clocks, err = c.writeClocks(); err != nil {
		return err
	}
	if err := c.writeCards(); err != nil {
		return err
	}
	b, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	f, err := c.create(ManifestFile)
	if err != nil {
		return err
	}
	f.write(append(comity.QuietJSON(b), '\n'))
	c.result.Run, err = f.close(c.result)
	return err
}
