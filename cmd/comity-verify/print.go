package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"comity/internal/comity"
	"comity/internal/verify"
)

// headings are what stands above the parts of a report, by language.
type headings struct {
	proven, word, wrong, fallen, recomputed, by string
	ok, bad, nothing                            string
}

func headingsOf(lang string) headings {
	if lang == "it" {
		return headings{
			proven: "PROVATO", word: "NON PROVATO: vale sulla parola di chi lo afferma", wrong: "NON REGGE", fallen: "Cadono", recomputed: "Ricalcolato", by: "lo afferma",
			ok:      "Nulla contraddice ciò che è stato consegnato. Ciò che è provato vale senza fidarsi di chi lo ha consegnato; il resto vale quanto la sua parola.",
			bad:     "Almeno un controllo non regge. Conservate questa copia così com'è e chiedetene un'altra a chi l'ha consegnata; ciò che non regge non va usato.",
			nothing: "Una fascia è un indizio e non un giudizio: nessuna decisione sfavorevole può fondarsi su di essa sola.",
		}
	}
	return headings{
		proven: "PROVEN", word: "NOT PROVEN: it stands on the word of who asserts it", wrong: "DOES NOT HOLD", fallen: "These fall", recomputed: "Computed anew", by: "asserted by",
		ok:      "Nothing speaks against what was handed over. What is proven holds without trusting who handed it over; the rest is worth as much as their word.",
		bad:     "At least one check does not hold. Keep this copy as it is, and ask who handed it over for another; what does not hold must not be relied on.",
		nothing: "A band is a lead and no verdict: no adverse decision may rest on it alone.",
	}
}

func (t *tool) print(out io.Writer, rep verify.Report) error {
	w := bufio.NewWriter(out)
	if t.json {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		if err := e.Encode(rep); err != nil {
			return err
		}
		return w.Flush()
	}
	h := headingsOf(t.lang)
	part(w, h.wrong, rep.Checks, func(c *verify.Check) bool { return !c.OK }, h)
	part(w, h.proven, rep.Checks, func(c *verify.Check) bool { return c.OK && !c.Unproven }, h)
	part(w, h.word, rep.Checks, func(c *verify.Check) bool { return c.OK && c.Unproven }, h)
	if len(rep.Fallen) > 0 {
		fmt.Fprintf(w, "%s:\n", h.fallen)
		for _, id := range rep.Fallen {
			fmt.Fprintf(w, "  %s\n", safe(id))
		}
	}
	if rep.Recomputed != "" {
		fmt.Fprintf(w, "%s: %s\n", h.recomputed, rep.Recomputed)
	}
	verdict := h.ok
	if !rep.OK {
		verdict = h.bad
	}
	fmt.Fprintf(w, "%s\n%s\n", verdict, h.nothing)
	return w.Flush()
}

// part prints the checks of one sort, under a heading, where there are any. Those that
// say the same of one thing after the other are one line.
func part(w io.Writer, title string, checks []verify.Check, is func(*verify.Check) bool, h headings) {
	var some []verify.Check
	for i := range checks {
		if is(&checks[i]) {
			some = append(some, checks[i])
		}
	}
	if len(some) == 0 {
		return
	}
	fmt.Fprintf(w, "%s\n", title)
	for len(some) > 0 {
		n := 1
		for n < len(some) && some[n].Text == some[0].Text && some[n].By == some[0].By {
			n++
		}
		name := some[0].Name
		if n > 1 {
			name += fmt.Sprintf(" … %s (%d)", some[n-1].Name, n)
		}
		line(w, name, &some[0], h)
		some = some[n:]
	}
	fmt.Fprintln(w)
}

func line(w io.Writer, name string, c *verify.Check, h headings) {
	fmt.Fprintf(w, "  %s: %s", safe(name), safe(c.Text))
	if c.By != "" {
		fmt.Fprintf(w, " [%s: %s]", h.by, safe(c.By))
	}
	fmt.Fprintln(w)
}

// safe is what a terminal may be shown of text that others wrote.
func safe(s string) string {
	var b strings.Builder
	for _, r := range comity.MaskText(s) {
		if r < ' ' || comity.Acts(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
