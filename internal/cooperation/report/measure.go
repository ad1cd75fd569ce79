package report

import "strings"

// figures are the columns of docs/accuracy.md that a report repeats, with what they say.
var figures = map[string]string{
	"precision corroborated":           "of subjects in the band corroborated, the share that is right (worst of the worlds)",
	"recall corroborated":              "of subscribers that could be found, the share found in that band (worst)",
	"precision supported":              "of subjects in the band supported, the share that is right (worst)",
	"victims, bystanders corroborated": "victims and bystanders who stand in the band corroborated, of all worlds together",
}

// Measures reads the figures of accuracy out of docs/accuracy.md: the first table whose heading begins
// with world and clocks. None where there is no such table.
func Measures(text string) (list []Measure) {
	var head []string
	for line := range strings.Lines(text) {
		cells := columns(line)
		switch {
		case len(cells) == 0 && len(head) > 0:
			return list
		case len(head) == 0:
			if len(cells) > 3 && cells[0] == "world" && cells[1] == "clocks" && cells[2] == "seeds" {
				head = cells
			}
		case len(cells) == len(head) && !strings.HasPrefix(cells[0], "-"):
			list = append(list, measures(head, cells)...)
		}
	}
	return list
}

func measures(head, cells []string) (list []Measure) {
	for i := 3; i < len(head); i++ {
		if said := figures[head[i]]; said != "" {
			list = append(list, Measure{Name: said, Value: cells[i], World: cells[2] + " simulated worlds, " + cells[0] + ", clocks " + cells[1]})
		}
	}
	return list
}

// columns are the cells of a line of a table; none where it is no such line.
func columns(line string) []string {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "|") {
		return nil
	}
	cells := strings.Split(strings.Trim(line, "|"), "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}
