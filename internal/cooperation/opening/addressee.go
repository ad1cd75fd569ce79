package opening

import "comity/internal/comity"

// addressed refuses a pack that is for another state than this node's, unless who opens it says for whom: a liaison
// officer does. A disclosure is for the defence of a subject and names no state; a node without a state is told, by
// the report, whose pack it opened.
func (cfg *Config) addressed(to string) error {
	switch {
	case cfg.For != "" && cfg.For != to:
		return comity.Errorf(comity.Refused, "refused by rule addressee: the pack is for %.20q, and not for %.20q as --for says", to, cfg.For).
			WithHint("ask the sender whom it meant; nothing was unpacked")
	case to == "" || cfg.For == to || cfg.Country == "" || cfg.Country == to:
		return nil
	}
	return comity.Errorf(comity.Refused, "refused by rule addressee: the pack is for %.20q, and this node is of %s", to, cfg.Country).
		WithHint("tell the sender; who opens it for that state, as a liaison officer does, says so: --for %.20s", to)
}
