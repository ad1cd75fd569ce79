package casefile

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"comity/internal/analysis/run"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/act"
)

// What falls due (Directive (EU) 2016/680, article 5).
const (
	DueReview   = "review"   // whether what is kept is still needed
	DueErase    = "erase"    // it goes
	DueCategory = "category" // subjects of whom nobody has said whom they stand for
)

// soon is how many days before its date something is due.
const soon = 30

// ReviewRow is one act that set dates.
type ReviewRow struct {
	Item    string    `json:"item"` // "": the case
	Act     int64     `json:"act"`
	Time    time.Time `json:"time"`
	Actor   string    `json:"actor"`
	Review  string    `json:"review"`             // day, as 2027-03-01, UTC
	EraseBy string    `json:"erase_by,omitempty"` // day
	Text    string    `json:"text"`
}

// DueRow is something that is due within 30 days or overdue.
type DueRow struct {
	Case     string `json:"case"`               // id
	Item     string `json:"item"`               // subject, hit, claim, exhibit or citation; "": the case
	What     string `json:"what"`               // review, erase, category
	On       string `json:"on"`                 // last day, UTC
	State    string `json:"state"`              // due, overdue
	Days     int    `json:"days"`               // until then; negative: since
	By       int64  `json:"act,omitempty"`      // that set the date; 0: a default
	Category string `json:"category,omitempty"` // of a subject
	Subjects int64  `json:"subjects,omitempty"` // how many, where what is category
}

// usual is after how many months a person's data are reviewed where no act says
// otherwise. These are comity's own defaults, short on purpose, and no state's
// law: an act with its reason replaces each.
func usual(p Person) int {
	months := map[string]int{Suspect: 12, Victim: 12, Witness: 12, Contact: 6, Unknown: 3}[p.Category]
	if p.Minor == "yes" {
		return min(months, 6)
	}
	return months
}

// Months after which the case itself is reviewed, and its subjects should have a category.
const (
	usualCase   = 12 // after it was opened
	usualSorted = 3  // after the first check
)

// Review sets when an item of the case, or with item "" the case itself, is to be
// reviewed, and by when it is to be erased; eraseBy "" leaves what was said last.
// To review is to set the next date. Dates are days such as 2027-03-01.
func (c *Case) Review(ctx context.Context, item, review, eraseBy, reason string) error {
	if err := c.authorise(policy.Decide); err != nil {
		return err
	}
	for _, d := range []string{review, eraseBy} {
		if _, err := Day(d); d != "" && err != nil {
			return err
		}
	}
	switch {
	case review == "":
		return comity.Errorf(comity.Usage, "the day of the review is missing").WithHint("give --review, such as 2027-03-01")
	case eraseBy != "" && eraseBy < review:
		return comity.Errorf(comity.Usage, "erasure by %s comes before the review on %s", eraseBy, review)
	case strings.TrimSpace(reason) == "":
		return comity.Errorf(comity.Usage, "dates need a reason").WithHint("give --reason")
	}
	if err := comity.MayKeep("the reason", reason); err != nil {
		return err
	}
	return c.write(ctx, func(ctx context.Context) error {
		if item != "" && len(c.state.history(item)) == 0 {
			if err := c.mustBeNotable(ctx, item); err != nil {
				return err
			}
		}
		if last, ok := c.state.review(item); ok && eraseBy == "" {
			eraseBy = last.EraseBy
		}
		return c.append(ctx, actReview, reviewBody{Item: item, Review: review, EraseBy: eraseBy, Reason: reason})
	})
}

// Day reads a day such as 2027-03-01.
func Day(s string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return t, comity.Errorf(comity.Usage, "%.40q is not a day", s).WithHint("write it as 2027-03-01")
	}
	return t, nil
}

func (s *state) addReview(a act.Act) error {
	var b reviewBody
	if err := a.Decode(&b); err != nil {
		return err
	}
	if _, err := Day(b.Review); err != nil {
		return err
	}
	if _, err := Day(b.EraseBy); b.EraseBy != "" && err != nil {
		return err
	}
	s.reviews = append(s.reviews, ReviewRow{
		Item: b.Item, Act: a.Seq, Time: a.Time.Time(), Actor: a.Actor, Review: b.Review, EraseBy: b.EraseBy, Text: b.Reason,
	})
	return nil
}

// review is what was set last for an item.
func (s *state) review(item string) (ReviewRow, bool) {
	for _, r := range slices.Backward(s.reviews) {
		if r.Item == item {
			return r, true
		}
	}
	return ReviewRow{}, false
}

// reviewed is all that was set for an item, oldest first.
func (s *state) reviewed(item string) []ReviewRow {
	out := []ReviewRow{}
	for _, r := range s.reviews {
		if r.Item == item {
			out = append(out, r)
		}
	}
	return out
}

// Due lists what is due on the day of at, or within 30 days of it, or overdue,
// the oldest date first. The zero at is now. The look is logged.
func (c *Case) Due(ctx context.Context, at time.Time) ([]DueRow, error) {
	if err := c.load(ctx); err != nil {
		return nil, err
	}
	if err := c.look("due", ""); err != nil {
		return nil, err
	}
	if at.IsZero() {
		at = c.node.now()
	}
	var unsorted int64
	if body, err := c.latest(); err == nil {
		err := c.eachSubject(ctx, body, func(s run.Subject) error {
			if c.state.person(s.ID).Category == Unknown {
				unsorted++
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return c.state.due(c.id, at, unsorted), nil
}

// Overdue counts what is overdue now, by the acts that the command before has
// read; nothing is read for it. Subjects without category are counted as one, by
// their number alone.
func (c *Case) Overdue() (n int) {
	for _, r := range c.state.due(c.id, c.node.now(), c.state.unsorted()) {
		if r.State == overdue {
			n++
		}
	}
	return n
}

// unsorted is how many subjects of the latest run have no category at least.
func (s *state) unsorted() int64 {
	if len(s.checks) == 0 {
		return 0
	}
	sorted := map[string]bool{}
	for _, r := range s.persons {
		sorted[r.Item] = r.Category != Unknown
	}
	left := s.checks[len(s.checks)-1].body.Counts.Subjects
	for _, is := range sorted {
		if is {
			left--
		}
	}
	return max(left, 0)
}

const overdue = "overdue"

// due is Due for a number of subjects without category.
func (s *state) due(id string, at time.Time, unsorted int64) []DueRow {
	rows := []DueRow{}
	add := func(r DueRow, on string) {
		if state, days, ok := dueOn(on, at); ok {
			r.Case, r.On, r.State, r.Days = id, on, state, days
			rows = append(rows, r)
		}
	}
	for _, r := range s.dates() {
		row := DueRow{Item: r.Item, By: r.Act, Category: s.categoryOf(r.Item)}
		row.What = DueReview
		add(row, r.Review)
		row.What = DueErase
		add(row, r.EraseBy)
	}
	if unsorted > 0 && len(s.checks) > 0 {
		add(DueRow{What: DueCategory, Subjects: unsorted}, after(s.checks[0].act.Time.Time(), usualSorted))
	}
	slices.SortFunc(rows, func(a, b DueRow) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Item, b.Item), cmp.Compare(a.What, b.What))
	})
	return rows
}

// dates are those in force: of the case, of every person, and of whatever else
// an act set dates for.
func (s *state) dates() []ReviewRow {
	out, done := []ReviewRow{}, map[string]bool{}
	add := func(item string, from time.Time, months int) {
		if done[item] {
			return
		}
		done[item] = true
		r, ok := s.review(item)
		if !ok {
			r = ReviewRow{Item: item, Review: after(from, months)}
		}
		out = append(out, r)
	}
	if len(s.acts) > 0 {
		add("", s.acts[0].Time.Time(), usualCase)
	}
	for _, p := range s.persons { // the first act on each: saying more does not put off
		add(p.Item, p.Time, usual(s.person(p.Item)))
	}
	for _, r := range s.reviews {
		if !s.itemErased(r.Item) {
			add(r.Item, r.Time, 0)
		}
	}
	return out
}

// itemErased reports whether an item is an exhibit, by reference or id, or leads into
// one, of which every reference was erased: nothing is left to review.
func (s *state) itemErased(item string) bool {
	if _, gone := s.erasedBy(item); gone {
		return true
	}
	id, err := comity.ParseDigest(item)
	if err != nil {
		cite, err := comity.ParseCitation(item)
		if err != nil {
			return false
		}
		id = cite.Exhibit
	}
	sealedHere := slices.ContainsFunc(s.seals, func(v sealed) bool { return v.body.Exhibit == id })
	return sealedHere && !s.needed(id)
}

// categoryOf is a subject's category, "" where none was ever said.
func (s *state) categoryOf(item string) string {
	if item == "" || len(s.history(item)) == 0 {
		return ""
	}
	return s.person(item).Category
}

// after is the day so many months after an instant.
func after(t time.Time, months int) string {
	return t.UTC().AddDate(0, months, 0).Format(time.DateOnly)
}

// dueOn says how a day stands to an instant; ok is false where it is no matter yet.
func dueOn(on string, at time.Time) (state string, days int, ok bool) {
	day, err := Day(on)
	if err != nil {
		return "", 0, false // no date
	}
	today := at.UTC().Truncate(24 * time.Hour)
	days = int(day.Sub(today) / (24 * time.Hour))
	switch {
	case days < 0:
		return overdue, days, true
	case days <= soon:
		return "due", days, true
	}
	return "", days, false
}
