package kea_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/format/formattest"
	"comity/internal/records/format/kea"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func source() *record.Source { return formattest.Provider() }

// of is the format, read as src says.
func of(t testing.TB, src *record.Source) formattest.Format {
	return formattest.Format{
		Open: func(data []byte) formattest.Rows {
			p, err := kea.Open(data, src)
			if err != nil {
				t.Fatal(err)
			}
			return p
		},
		Sink: formattest.Assignments(func(a *record.Assignment) string {
			return fmt.Sprintf("open=%v inforce=%v", a.Open, a.InForce)
		}),
	}
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"lease4", "lease6"} {
		data, got := of(t, source()).Golden(t, "testdata/"+name+".in", "testdata/"+name+".golden", *update)
		of(t, source()).CRLF(t, data, got)
	}
}

const head4 = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id\n"

// Bytes that no line may hold, and a line that breaks off, are rejects.
func TestBroken(t *testing.T) {
	data := []byte(head4 + "198.18.0.7,02:00:00:00:00:07\x00,,3600,1078235109,1,0,0,,0,,0\n198.18.0.7,02:00:00:00:00:07,,3600,1078235109,1,0,0,,0,,")
	got := of(t, source()).Whole(t, data)
	if strings.Count(got, "\n") != 2 || !strings.Contains(got, "NUL byte") || !strings.Contains(got, "cut off") {
		t.Error(got)
	}
}

// A remote id that stands in the context alone is whole: only DHCPv6 puts an
// enterprise number before it, and which of the two a file is, its head line says.
func TestRemoteIDAlone(t *testing.T) {
	for id, want := range map[string]string{
		"6C6E2D3031303331": " ln-01031 (",
		"0A0B0C0D0E0F":     " 0A0B0C0D0E0F (",
	} {
		row := "198.18.0.7,02:00:00:00:00:07,,3600,1078235109,1,0,0,,0,{ \"ISC\": { \"relay-agent-info\": { \"remote-id\": \"" + id + "\" } } },0\n"
		if got := of(t, source()).Whole(t, []byte(head4+row)); !strings.Contains(got, want) {
			t.Errorf("%s: not the line %s\n%s", id, want, got)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, change := range map[string]func(*record.Source){
		"kind":  func(s *record.Source) { s.Kind = record.Answers },
		"clock": func(s *record.Source) { s.Clock.Zone = "" },
		"scope": func(s *record.Source) { s.Scope.Addresses = []string{"?"} },
	} {
		src := source()
		change(src)
		refused(t, name, []byte(head4), src)
	}
	refused(t, "head", []byte("address,start,end\n"), source())
}

func refused(t *testing.T, name string, head []byte, src *record.Source) {
	t.Helper()
	_, err := kea.Open(head, src)
	formattest.Refused(t, name, err, "IT/9")
}

// What Kea's own tests expect of its dumps; the addresses there are of 0.0.0.0/8.
func TestKeaSamples(t *testing.T) {
	dir := "../../../../../shared/data/radius-dhcp-nat/kea/"
	for name, want := range map[string][]string{
		"lease4_dump_test.reference.csv": {"0.0.0.10", "0.0.0.12"},
		"lease6_dump_test.reference.csv": {"::10", "::12", "::13"},
	} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Skip("no samples here")
		}
		src := source()
		src.Scope = record.Scope{}
		p, err := kea.Open(data, src)
		if err != nil || !kea.Sniff(data) {
			t.Fatal(err)
		}
		var got []string
		sink := record.Sink{
			Assignment: func(a *record.Assignment) {
				got = append(got, a.First.String())
				if life := a.End.Lo - a.Start.Lo; life != 40*comity.Second && life != 30*comity.Second {
					t.Errorf("%s lasted %v", a.First, life)
				}
			},
			Reject: func(r record.Reject) { t.Errorf("%s: %+v", name, r) },
		}
		p.Block(data, 0, sink)
		p.Close(sink)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	invented, err := os.ReadFile(filepath.Join(dir, "fuzz-corpus-leases.csv"))
	if err != nil {
		t.Skip("no samples here")
	}
	if kea.Sniff(invented) {
		t.Error("an invented layout is taken for Kea's")
	}
	refused(t, "invented layout", invented, source())
}

func row(i, renewal int) string {
	return fmt.Sprintf("198.18.%d.%d,02:00:00:00:%02x:%02x,01:02:00:00:00:%02x:%02x,3600,%d,1,0,0,host-%d.example,0,,0\n",
		i>>8&255, i&255, i>>8&255, i&255, i>>8&255, i&255, 1078235109+renewal*1800+i/100, i)
}

// How fast are rows read, most of them renewals?
func BenchmarkLeases(b *testing.B) {
	data := []byte(head4)
	for renewal := range 5 {
		for i := range 20_000 {
			data = append(data, row(i, renewal)...)
		}
	}
	of(b, source()).Bench(b, data, 20_000)
}

func FuzzLeases(f *testing.F) {
	for _, name := range []string{"lease4", "lease6"} {
		data, err := os.ReadFile("testdata/" + name + ".in")
		if err != nil {
			f.Fatal(err)
		}
		head, rows, _ := bytes.Cut(data, []byte("\n"))
		for line := range bytes.Lines(rows) {
			f.Add(append(append(bytes.Clone(head), '\n'), line...))
		}
		f.Add(data)
	}
	const head = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context\n"
	const six = "address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,hostname,hwaddr,state,user_context\n"
	relayed := func(context string) string { // what the relay says of the line
		return "198.18.0.7,02:00:00:00:00:07,,3600,1078235109,1,0,0,,0," + context + "\n"
	}
	for _, said := range []string{
		"address\n", "hwaddr,address\n", "address,valid_lifetime\n", "address,valid_lifetime,expire\n", head + "address,\n" + head,
		head + "198.18.0.7,02:00:00:00:00:07,,3600,9999999999,1,0,0,,0,\n198.18.0.7,,,3600,1078235109,1,0,0,,2,\n198.18.0.7,02:00:00:00:00:07,,4294967295,1078235109,1,0,0,,0,\n",
		head + "198.18.0.7,02:00:00:00:00:07,,3600,1078235109,1,0,0,,0,\n198.18.0.8,02:00:00:00:00:08,,60,1078245109,1,0,0,,0,\n198.18.0.7,02:00:00:00:00:07,,0,1078235109,1,0,0,,3,\n",
		head + "198.18.0.7,02:00:00:00:00:07,,4294967295,5373198804,1,0,0,,0,\n198.18.0.7,02:00:00:00:00:07,,0,1078231509,1,0,0,,0,\n198.18.0.7,02:00:00:00:00:07,,3600,1078235209,1,0,0,,0,\n",
		head + relayed(`{ "ISC": { "remote-id": "0x524F5345" } }`) + relayed(`{ "ISC": { "remote-id": "garden 7" } }`) + relayed(`{ "comment": "x" }`) + relayed(`{ "ISC": { } }`),
		head + relayed(`{ "ISC": { "relay-agent-info": { "sub-options": "0x0204" } } }`) + relayed(`{ "ISC": { "sub-options": "0x0604ff00ff0001" } }`) + relayed(`{ "ISC": { "sub-options": "0x06zz" } }`),
		head + relayed(`{ "ISC": "remote-id" "remote-id" : 7 "remote-id": "open`) + relayed(`{ "ISC": { "sub-options": "0x01" } }`),
		six + `2001:db8::10,00:03:00:01:02:00:00:00:00:07,3600,1078235109,1,1800,0,7,128,0,0,,,0,{ "ISC": { "relay-info": [ { "options": "0x0025000800000009524F5345001200" } ] } }` + "\n",
		six + "2001:db8:8::,00:03:00:01:02:00:00:00:00:07,3600,1078235109,1,1800,2,7,many,0,0,,,0,\n2001:db8:8::,00:03:00:01:02:00:00:00:00:07,3600,1078235109,1,1800,2,7,129,0,0,,,0,\n",
	} {
		f.Add([]byte(said))
	}
	src := source()
	src.Clock.Zone = "unknown"
	f.Fuzz(func(t *testing.T, data []byte) {
		kea.Sniff(data)
		if _, err := kea.Open(data, src); err != nil {
			return
		}
		of(t, src).Fuzzed(t, data)
	})
}
