package told_test

import (
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/comity"
	"comity/internal/told"
)

// TestLibraries tells what libraries really say.
func TestLibraries(t *testing.T) {
	tomlSays := func(text string) error { var v struct{ A int }; return toml.Unmarshal([]byte(text), &v) }
	jsonSays := func(text string) error { var v struct{ A int }; return json.Unmarshal([]byte(text), &v) }
	_, csvSays := csv.NewReader(strings.NewReader("a\"b,c\n")).ReadAll()
	_, number := strconv.Atoi("rose")
	_, address := netip.ParseAddr("rose")
	_, base := base64.StdEncoding.DecodeString("!")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "gopher://rose.example/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	_, scheme := http.DefaultClient.Do(req) //nolint:bodyclose // there is none
	refused := &net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 80}, Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{tomlSays("rose"), "TOML: dopo la chiave manca '='"},
		{tomlSays("a = \"x\n"), "TOML: un testo fra virgolette non va a capo: forse ne mancano alla fine"},
		{tomlSays("a = rose"), "TOML: un valore non comincia con U+0072 'r'"},
		{tomlSays("a = 1 2"), "TOML: qui finisce la riga, e c'è ancora U+0032 '2'"},
		{tomlSays("a = \"x\""), "TOML: il valore è del tipo sbagliato: testo"},
		{tomlSays("[b]\n[b]\n"), "TOML: la tabella b c'è già"},
		{tomlSays("[a]\n"), "TOML: qui va un valore, e non una tabella"},
		{jsonSays("rose"), "un valore non comincia con 'r'"},
		{jsonSays(`{"A":1} x`), "dopo il documento non va 'x'"},
		{jsonSays(`{"A":"x"}`), "JSON: il valore è del tipo sbagliato: testo, in .A"},
		{csvSays, "riga 1, colonna 2: virgolette in un campo senza virgolette"},
		{number, `"rose" non è un numero valido: sintassi non valida`},
		{address, `"rose" non è un indirizzo IP`},
		{base, "non è base64, dal byte 0"},
		{scheme, `richiesta a "gopher://rose.example/": "gopher" non è né http né https`},
		{refused, "collegamento tcp a 192.0.2.1:80: connessione rifiutata"},
		{fmt.Errorf(`Post "http://rose.example/": %w`, refused), `richiesta a "http://rose.example/": collegamento tcp a 192.0.2.1:80: connessione rifiutata`},
		{errors.New("listen tcp: lookup tcp/rose: unknown port"), "ascolto: la porta tcp/rose è sconosciuta"},
		{errors.New("the rose is red: nobody knows it"), "the rose is red: nobody knows it"},
	} {
		if text, _ := told.Italian(tt.err); text != tt.want {
			t.Errorf("%v\nis told as %q\nnot as    %q", tt.err, text, tt.want)
		}
		if text, _ := told.Italian(comity.Errorf(comity.Input, "exhibit %s: %w", "a", tt.err)); text != "reperto a: "+tt.want {
			t.Errorf("within ours: %q", text)
		}
	}
}

// TestLibraryTable holds what is put into the Italian to what the English has.
func TestLibraryTable(t *testing.T) {
	b, err := os.ReadFile("library.tsv")
	if err != nil {
		t.Fatal(err)
	}
	seen, index := map[string]bool{}, regexp.MustCompile(`%\[(\d)\]s`)
	for line := range strings.Lines(string(b)) {
		said, own, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || own == "" || strings.Contains(own, "\t") || seen[said] {
			t.Errorf("%q: not a form and its Italian, or there twice", line)
		}
		seen[said] = true
		most := strings.Count(own, "%s")
		for _, m := range index.FindAllStringSubmatch(own, -1) {
			n, _ := strconv.Atoi(m[1])
			most = max(most, n)
		}
		if has := strings.Count(said, "%s"); most > has {
			t.Errorf("%q puts in %d, and there are %d", own, most, has)
		}
	}
}
