package truth

import (
	"bufio"
	"encoding/json"
	"strings"
	"time"

	"comity/internal/comity"
	"comity/internal/simulate/export"
)

// objects reads a log of JSON objects, by the names that nginx or the manifest gives.
func (r *resolver) objects(e *export.Exhibit, in *bufio.Reader) error {
	names := map[string]string{"time": "time_iso8601", "ip": "remote_addr", "account": "remote_user", "port": ""}
	for _, c := range e.Columns {
		names[c.Key] = c.Names[0]
	}
	return eachLine(in, func(line string) {
		_, user, _ := strings.Cut(line, `"`+names["account"]+`":`)
		user, _, _ = strings.Cut(strings.TrimLeft(user, ` "`), `"`)
		u := r.users[comity.Account(e.Site, user)]
		if user == "" || u == nil || r.settled(u) {
			return
		}
		var object map[string]any
		if json.Unmarshal([]byte(line), &object) != nil {
			return
		}
		text := func(key string) string { s, _ := object[names[key]].(string); return s }
		if at, err := time.Parse(time.RFC3339, text("time")); err == nil {
			r.shown(e, comity.Account(e.Site, user), text("ip"), at, portOf(text("port")))
		}
	})
}

// extended reads a log of W3C extended lines, by the fields last named.
func (r *resolver) extended(e *export.Exhibit, in *bufio.Reader) error {
	at := map[string]int{}
	return eachLine(in, func(line string) {
		if fields, ok := strings.CutPrefix(line, "#Fields: "); ok {
			for i, f := range strings.Fields(fields) {
				at[f] = i
			}
		}
		f := strings.Fields(line)
		if len(f) < 10 || line[0] == '#' || f[at["cs-username"]] == "-" {
			return
		}
		if t, err := time.Parse(time.DateTime, f[at["date"]]+" "+f[at["time"]]); err == nil {
			r.shown(e, comity.Account(e.Site, f[at["cs-username"]]), f[at["c-ip"]], t, 0)
		}
	})
}
