package intake_test

import (
	"strings"
	"testing"
)

// Members inside others are columns by the names on the way to them.
func TestMembersInsideOthers(t *testing.T) {
	const inner = `"request":{"remote_ip":"10.0.0.2","method":"GET","host":"tulips.example","uri":"/a/NNN","headers":{"X-Forwarded-For":["198.18.0.HHH"]}},"status":200,"size":NNN}`
	for _, c := range []struct {
		name, line string
		want, not  []string
	}{
		{"Caddy", `{"ts":1078000NNN.25,"request":{"remote_ip":"198.18.0.HHH","remote_port":"PPPP","method":"GET","host":"tulips.example","uri":"/a/NNN"},"status":200,"size":NNN}`,
			[]string{`kind = "access"`, `format = "nginx_json"`, `ip = "request.remote_ip"`, `path = "request.uri"`, `time = "ts"`, `time_format = "epoch"`}, nil},
		{"behind another server, in a list", `{"ts":1078000NNN.25,` + inner, []string{`ip = "?"`, "X-Forwarded-For"}, nil},
		{"behind another server, in a member", `{"ts":1078000NNN.25,"net":{"client":"10.0.0.2","xff":"198.18.0.HHH"},"uri":"/a/NNN","status":200,"method":"GET"}`, []string{`ip = "?"`}, nil},
		{"events of an application", `{"time":"2004-03-DDT10:00:00Z","event":{"type":"login","user":"roseMM","ip":"198.18.0.HHH"}}`, []string{`kind = "?"`, `ip = "event.ip"`, `account = "event.user"`}, nil},
		{"nanoseconds", `{"EdgeStartTimestamp":1078000NNN000000000,"ClientIP":"198.18.0.HHH","ClientRequestURI":"/a/NNN","ClientRequestMethod":"GET","EdgeResponseStatus":200}`, []string{`time_format = "epoch_ns"`, `ip = "ClientIP"`}, nil},
	} {
		_, draft := lookLines(t, "a.json", fill(c.line))
		says(t, c.name, draft, c.want, c.not)
	}
}

// Names of members that are longer than any are not carried to what lies inside.
func TestLongNamesOfMembers(t *testing.T) {
	long := strings.Repeat("x", 2_000)
	_, draft := lookLines(t, "a.log", fill(`{"ts":1078000NNN.25,"remote_ip":"198.18.0.HHH","method":"GET","host":"tulips.example","uri":"/","`+long+`":{"client_ip":"198.18.1.HHH"},"status":200}`))
	says(t, "a long name", draft, []string{`ip = "remote_ip"`}, []string{"client_ip"})
}
