package profile

import (
	"fmt"
	"strings"
	"time"

	"comity/internal/analysis/board"
	"comity/internal/comity"
)

// shown is how many citations a cell has; profile.json has all.
const shown = 2

func cites(list []comity.Citation) string {
	var out []string
	for _, c := range list[:min(len(list), shown)] {
		out = append(out, c.String())
	}
	return strings.Join(out, " ")
}

func or(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func period(m *board.Member) string {
	if m.Posts == 0 {
		return "–"
	}
	return m.First.Time().Format(time.DateOnly) + " – " + m.Last.Time().Format(time.DateOnly)
}

func languages(list []board.Language) string {
	var out []string
	for _, l := range list {
		if l.Share >= 50 {
			out = append(out, fmt.Sprintf("%s %d %%", l.Lang, (l.Share+5)/10))
		}
	}
	return or(strings.Join(out, ", "))
}

// clock is where the clock on a member's wall may stand.
func (d *drawing) clock(z *board.Zone) string {
	if z == nil {
		return "–"
	}
	s := fmt.Sprintf("%s [%s – %s]", hours(z.Offset), hours(z.Low), hours(z.High))
	if z.Widened {
		s += " " + d.term("under every reading of the clocks")
	}
	return strings.TrimSpace(s + " " + d.term(z.Pattern))
}

func hours(h board.Hours) string {
	sign := '+'
	if h < 0 {
		sign, h = '-', -h
	}
	return fmt.Sprintf("%c%02d:%02d", sign, h/60, h%60)
}

// places are the roles in which a member is among the first.
func (d *drawing) places(list []board.Role) string {
	var out []string
	for i := range list {
		if list[i].Rank <= firstOf {
			out = append(out, d.term(list[i].Role)+" "+d.span(&list[i]))
		}
	}
	return or(strings.Join(out, ", "))
}

// span is a place with the least and the greatest without any one contributor.
func (d *drawing) span(r *board.Role) string {
	return fmt.Sprintf(d.term("%d [%d–%d] of %d"), r.Rank, r.Low, r.High, r.Of) + d.gone(r.Gone)
}

// gone names those without whom nothing of it is left.
func (d *drawing) gone(contributors []string) string {
	if len(contributors) == 0 {
		return ""
	}
	return d.term("; gone without ") + strings.Join(contributors, d.term(" or "))
}

func permille(m board.Micro) string { return fmt.Sprintf("%d.%02d", m/1000, m%1000/10) }
