package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"comity/internal/analysis/board"
	"comity/internal/analysis/board/chart"
	"comity/internal/analysis/board/message"
	"comity/internal/casefile"
	"comity/internal/comity"
)

// boardRows is how many members the table shows where not all are asked for.
const boardRows = 40

func (a *app) boardCommand() *cobra.Command {
	var p casefile.BoardParams
	var give casefile.GiveParams
	var member, plots string
	var others []string
	c := a.command("board CASE", "Profile the members and the group of a closed board",
		`Reads what the contributors hold of one board as one: the same message captured
by several is one message. Shows members with languages, the band in which their
clock may stand and their roles, and what the group speaks of against a baseline.
With --contacts: which of their selectors subjects of another case state as well.
With --for: the profile as a state may be given it, as files, recorded as an act. It
takes two persons: the first run proposes.
A role's place is followed by the least and the greatest place that it has without
any one contributor. These are leads to read on; they identify nobody.`,
		func(ctx context.Context, args []string) error {
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				if give.To != "" || give.Out != "" {
					if len(others) > 0 || member != "" || plots != "" {
						return comity.Errorf(comity.Usage, "--for goes with --board, --baseline and --out alone").WithHint("what other cases hold is given to nobody with a profile")
					}
					give.BoardParams = p
					return a.giveProfile(ctx, c, give)
				}
				beside, done, err := a.beside(ctx, c, others)
				if err != nil {
					return err
				}
				defer done()
				p.Contacts = beside
				rep, err := c.Board(ctx, p)
				if err != nil {
					return err
				}
				if plots != "" {
					if err := a.boardPlots(rep, plots); err != nil {
						return err
					}
				}
				if member != "" {
					return a.boardMember(rep, member)
				}
				switch {
				case a.json:
					return a.emit(rep)
				case rep.Contacts != nil:
					a.contacts(rep)
				default:
					a.board(rep, args[0])
				}
				return nil
			})
		})
	c.Flags().StringVar(&p.Board, "board", "", "the board, by its site (default: the one with the most posts)")
	c.Flags().StringVar(&p.Baseline, "baseline", "", "the board to compare with, by its site (default: all others in the case)")
	c.Flags().StringVar(&member, "member", "", "one member, with what speaks for and against each role")
	c.Flags().StringArrayVar(&others, "contacts", nil, "show which selectors of members subjects of this other case state; may be repeated")
	c.Flags().StringVar(&plots, "plots", "", "also draw each topic's months as SVG into this folder")
	c.Flags().StringVar(&give.To, "for", "", "write the profile that this state may be given, as DE, and record that it was given")
	c.Flags().StringVar(&give.Out, "out", "", "of --for: the folder to write profile.json and profile.html to")
	c.Flags().BoolVar(&give.Urgent, "urgent", false, "of --for: imminent harm, the second signature may follow")
	c.Flags().BoolVar(&a.all, "all", false, "list all members")
	return a.withJSON(c, "the profile as one JSON document")
}

// board prints contributors, members and topics, each with the first place that shows it.
func (a *app) board(rep casefile.BoardReport, dir string) {
	w := a.words()
	m := rep.Messages
	a.print(w.BoardSum+"\n\n", harmless(rep.Board), count(m.Captured), count(m.Distinct), count(m.Threads), count(len(rep.Members)), count(m.Open))
	t := &table{columns: []column{{title: w.BoardFrom, give: true}, {title: w.BoardCaptures, right: true}, {title: w.BoardMessages, right: true},
		{title: w.BoardAlone, right: true}, {title: w.BoardShift, right: true}}}
	for _, c := range rep.Contributors {
		t.add(c.Name, count(c.Captures), count(c.Messages), count(c.Alone), shiftSpan(c.Exhibits))
	}
	a.table(t)
	a.print("\n")
	a.boardMembers(rep)
	a.print("\n")
	t = &table{columns: []column{{title: w.BoardTopic, give: true}, {title: w.BoardMessages, right: true}, {title: "‰", right: true},
		{title: w.BoardBand, align: true}, {title: w.BoardBase, right: true}, {title: w.Cite, give: true}}}
	for _, i := range rep.Group {
		base, cite := "–", ""
		if len(i.Examples) > 0 {
			cite = i.Examples[0].String()
		}
		if i.Baseline != nil {
			base = permille(*i.Baseline)
		}
		t.add(w.topic(i.Indicator), count(i.Messages), permille(i.Rate), permille(i.Low)+" … "+permille(i.High), base, cite)
	}
	a.table(t)
	a.boardLimits(rep, dir)
	a.print("\n%s\n", w.BoardLead)
	a.codes(rep.Handling)
}

// boardLimits says what the profile does not speak of.
func (a *app) boardLimits(rep casefile.BoardReport, dir string) {
	w := a.words()
	var rejects, quarantined, withdrawn int64
	for _, x := range rep.Exhibits {
		rejects, quarantined, withdrawn = rejects+x.Rejects, quarantined+x.Quarantined, withdrawn+x.Withdrawn
		if x.Unread {
			a.say(w.BoardUnread, harmless(x.Ref), harmless(x.Format))
		}
		if x.Aside > 0 {
			a.say(w.BoardAside, harmless(x.Ref), count(int(x.Aside)))
		}
		if x.Readings > 0 {
			a.say(w.BoardReadings, harmless(x.Ref), count(x.Readings))
		}
	}
	if rejects+quarantined+withdrawn > 0 {
		a.say(w.BoardLeft, count(int(rejects)), count(int(quarantined)), count(int(withdrawn)), a.self()+" show "+quote(dir))
	}
	if len(rep.Contributors) == 1 {
		a.say(w.BoardOne, harmless(rep.Contributors[0].Name))
	}
	for _, l := range rep.Unlisted {
		a.say(w.BoardUnlisted, count(l.Messages), l.Lang)
	}
}

func (a *app) boardMembers(rep casefile.BoardReport) {
	w := a.words()
	t := &table{columns: []column{{title: w.BoardMember, give: true, most: mostName}, {title: w.BoardPosts, right: true}, {title: w.BoardFirst}, {title: w.BoardLast},
		{title: w.BoardLanguages}, {title: "UTC", align: true}, {title: w.BoardRoles, give: true}}}
	shown := rep.Members
	if !a.all {
		shown = shown[:min(len(shown), boardRows)]
	}
	for _, m := range shown {
		t.add(m.Name, count(m.Posts), day(m.First), day(m.Last), languages(m.Languages), zoneText(m.Zone), a.roles(m.Roles))
	}
	a.table(t)
	if n := len(rep.Members) - len(shown); n > 0 {
		a.print(w.BoardMore+"\n", count(n))
	}
}

// boardPlots draws each topic into a file of its own.
func (a *app) boardPlots(rep casefile.BoardReport, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return comity.Errorf(comity.Input, "plots: %w", err)
	}
	w := a.words()
	for _, i := range rep.Group {
		name := filepath.Join(dir, strings.ReplaceAll(i.Indicator, " ", "-")+".svg")
		if err := os.WriteFile(name, chart.Topic(i, w.topic(i.Indicator), w.BoardAxis, w.BoardBase), 0o600); err != nil {
			return comity.Errorf(comity.Fault, "plots: %w", err)
		}
	}
	return nil
}

// memberDocument is what is printed of one member as JSON: what a score is must stand beside it.
type memberDocument struct {
	Case     string   `json:"case"`
	Version  string   `json:"version"`
	Board    string   `json:"board"`
	Notice   string   `json:"notice"`
	Handling []string `json:"handling"`
	board.Member
}

// boardMember prints one member, or as JSON that member alone.
func (a *app) boardMember(rep casefile.BoardReport, name string) error {
	if m, ok := called(rep.Members, name); ok {
		if a.json {
			return a.emit(memberDocument{rep.Case, rep.Version, rep.Board, rep.Notice, rep.Handling, m})
		}
		a.memberDetail(m)
		a.codes(rep.Handling)
		return nil
	}
	return comity.Errorf(comity.Negative, "nobody on the board is called %.80q", name).WithHint("names are written as the table shows them: comity board CASE --all")
}

// called is the member of a name: as it is, else as the table writes it (what acts on a terminal by its number, long
// names cut) or as names are compared, where only one is written so.
func called(members []board.Member, name string) (m board.Member, ok bool) {
	for i := range members {
		if members[i].Name == name {
			return members[i], true
		}
	}
	begin, cut := strings.CutSuffix(name, "…")
	key, found := message.Name(name), 0
	for i := range members {
		shown := members[i].Name
		if harmless(shown) == name || key != "" && message.Name(shown) == key ||
			cut && begin != "" && (strings.HasPrefix(shown, begin) || strings.HasPrefix(harmless(shown), begin)) {
			m = members[i]
			found++
		}
	}
	return m, found == 1
}

func (a *app) memberDetail(m board.Member) {
	w := a.words()
	a.boardMembers(casefile.BoardReport{Report: &board.Report{Members: []board.Member{m}}})
	a.memberZone(m.Zone)
	a.memberReadings(m.Readings)
	t := &table{columns: []column{{title: w.BoardRoles}, {title: w.Reason, give: true}, {title: w.Count, right: true}, {title: w.BoardPoints, right: true}, {title: w.Cite, give: true}}}
	for _, r := range m.Roles {
		for _, why := range append(append([]board.Reason{}, r.For...), r.Against...) {
			cite := ""
			if len(why.Examples) > 0 {
				cite = why.Examples[0].String()
			}
			t.add(w.role(r.Role), w.roleReason(why.Kind), count(why.Count), fmt.Sprint(why.Points), cite)
		}
	}
	a.print("\n")
	a.table(t)
	a.memberAliases(m)
	a.memberTies(m)
	t = &table{columns: []column{{title: w.Selectors, give: true}, {title: w.BoardAlso, give: true, most: 2 * mostName}, {title: w.Cite, give: true}}}
	for _, s := range m.Selectors {
		t.add(s.Type+" "+s.Value, strings.Join(s.Also, ", "), s.Cite[0].String())
	}
	a.print("\n")
	a.table(t)
	a.print("\n%s\n", w.BoardLead)
}

// memberAliases lists who may be the same person, with the passage that weighs most, and what somebody decided of it.
func (a *app) memberAliases(m board.Member) {
	w := a.words()
	t := &table{columns: []column{{title: w.BoardPerhaps, give: true, most: mostName}, {title: "‰", right: true}, {title: w.BoardBand, align: true}, {title: w.Reason},
		{title: w.Verdict}, {title: "ID", give: true}, {title: w.Cite, give: true}}}
	for _, x := range m.Aliases {
		cite := ""
		if len(x.Examples) > 0 {
			cite = x.Examples[0].String()
		}
		t.add(x.Name, fmt.Sprint(int64(x.Score)), fmt.Sprintf("%d … %d", x.Low, x.High), strings.Join(w.aliasReasons(x.Why), ", "), x.Decision, x.Item, cite)
	}
	a.print("\n")
	a.table(t)
	if len(m.Aliases) > 0 {
		a.print("%s\n", w.BoardNobody)
	}
}

// roles are the places in which a member is among the first ten of a role.
func (a *app) roles(list []board.Role) string {
	var out []string
	for _, r := range list {
		if r.Rank <= 10 {
			s := fmt.Sprintf("%s %d", a.words().role(r.Role), r.Rank)
			if r.Low != r.High {
				s += fmt.Sprintf(" [%d–%d]", r.Low, r.High)
			}
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

func languages(list []board.Language) string {
	var out []string
	for _, l := range list {
		if l.Share >= 50 {
			out = append(out, fmt.Sprintf("%s %d%%", l.Lang, (l.Share+5)/10))
		}
	}
	return strings.Join(out, " ")
}

func zoneText(z *board.Zone) string {
	if z == nil {
		return ""
	}
	s := bandText(z.ZoneBand)
	if z.Widened {
		s += " *"
	}
	if z.Pattern != "" {
		s += " " + z.Pattern
	}
	return s
}

func bandText(b board.ZoneBand) string {
	return fmt.Sprintf("%s [%s … %s]", clockHours(b.Offset), clockHours(b.Low), clockHours(b.High))
}

// memberZone says what the band rests on, each thing by itself.
func (a *app) memberZone(z *board.Zone) {
	w := a.words().MemberZone
	if z == nil {
		return
	}
	a.print("\n")
	if s := z.Stated; s != nil {
		text := w.Stated
		if s.Machine {
			text = w.Machine
		}
		a.print(text+"\n", clockHours(s.Offsets[0].Offset), count(s.Offsets[0].Messages), count(s.Of))
	}
	if z.ByHours != nil {
		a.print(w.ByHours+"\n", bandText(*z.ByHours), count(z.Occasions))
	}
	if z.Language != "" {
		a.print(w.ByLanguage+"\n", z.Language, bandText(z.ZoneBand))
	}
}

// memberReadings tells of other readings of clocks under which a member's hours lie elsewhere.
func (a *app) memberReadings(list []board.OtherReading) {
	for _, r := range list {
		band := "–"
		if r.Zone != nil {
			band = bandText(*r.Zone)
		}
		a.print(a.words().MemberZone.Reading+"\n", band, count(r.Reading), harmless(strings.Join(r.Exhibits, ", ")))
	}
}

// clockHours writes an offset as +01:00.
func clockHours(h board.Hours) string {
	sign := '+'
	if h < 0 {
		sign, h = '-', -h
	}
	return fmt.Sprintf("%c%02d:%02d", sign, h/60, h%60)
}

// shiftSpan is by how much the clocks of a contributor's exhibits were put right.
func shiftSpan(list []board.ExhibitRefs) string {
	if len(list) == 0 {
		return ""
	}
	lo, hi := list[0].Shift, list[0].Shift
	for _, e := range list {
		lo, hi = min(lo, e.Shift), max(hi, e.Shift)
	}
	if lo == hi {
		return fmt.Sprintf("%+d", lo)
	}
	return fmt.Sprintf("%+d … %+d", lo, hi)
}

func permille(m board.Micro) string { return fmt.Sprintf("%d.%02d", m/1000, m%1000/10) }

func day(i comity.Instant) string {
	if i == 0 {
		return ""
	}
	return i.Time().Format("2006-01-02")
}

// role is a role in the words' language.
func (w words) role(name string) string { return orElse(w.BoardRoleNames[name], name) }

// topic is a topic in the words' language.
func (w words) topic(name string) string { return orElse(w.BoardTopics[name], name) }

// roleReason says why a name has a role.
func (w words) roleReason(kind string) string { return orElse(w.BoardReasons[kind], kind) }

func orElse(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}
