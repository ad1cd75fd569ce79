package told_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"comity/internal/comity"
	"comity/internal/told"

	"github.com/google/go-cmp/cmp"
)

// TestEveryFormatIsInItalian holds the table to the sources: whatever an error or a hint can
// say is there, with the same put into it, and nothing else.
func TestEveryFormatIsInItalian(t *testing.T) {
	b, err := os.ReadFile("italian.tsv")
	if err != nil {
		t.Fatal(err)
	}
	said, err := forms("../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(said) < 1500 {
		t.Errorf("only %d formats in the sources", len(said))
	}
	for _, form := range others {
		said[form] = "others"
	}
	table := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		english, own, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		switch _, used := said[english]; {
		case strings.TrimSpace(own) == "" || strings.Contains(own, "\t"):
			t.Errorf("%q: not a format and its Italian", line)
		case table[english]:
			t.Errorf("%q is there twice", english)
		case !used:
			t.Errorf("%q: nothing says it any more", english)
		}
		if diff := cmp.Diff(verbs(english), verbs(own)); diff != "" {
			t.Errorf("%q\n%q\nwhat is put in differs: %s", english, own, diff)
		}
		table[english] = true
	}
	for form, at := range said {
		if !table[form] {
			t.Errorf("%s: %q is not in italian.tsv", at, form)
		}
	}
}

// verbs are what is put into a format, by the number of the argument; of a width or precision
// it is the whole that counts.
func verbs(format string) map[int][]string {
	out := map[int][]string{}
	n := 0
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		whole := m[0]
		if m[1] != "" {
			n, _ = strconv.Atoi(m[1])
			n--
			whole = strings.Replace(whole, "["+m[1]+"]", "", 1)
		}
		out[n] = append(out[n], whole)
		n++
	}
	return out
}

// others are the formats that no search of the sources finds: what is put together from
// words, and what the system and libraries say.
var others = strings.Split(`the title
the authority
the act
the timestamp
no field assigned_addr
packed by a method that is not known here
no field lease_time
no field mac
no field msg_types
no field ts
state what for: --purpose cooperation, investigation or prosecution; its contributor gave it for fighting crime, and need not be asked
the archive holds no such member
the compressed stream is damaged or breaks off here
the packing expands beyond all measure: read no further
the text in UTF-16 ends in the middle of a character
chmod %s: %w
close %s: %w
fsync %s: %w
fdopendir %s: %w
link %s %s: %w
lstat %s: %w
lstatat %s: %w
mkdir %s: %w
mkdirat %s: %w
open %s: %w
openat %s: %w
readdirent %s: %w
remove %s: %w
rename %s %s: %w
renameat %s %s: %w
stat %s: %w
statat %s: %w
truncate %s: %w
unlink %s: %w
unlinkat %s: %w
EOF
address already in use
bad file descriptor
broken pipe
cannot assign requested address
connection refused
connection reset by peer
context canceled
context deadline exceeded
device or resource busy
directory not empty
disk quota exceeded
file already closed
file already exists
file does not exist
file exists
file name too long
gzip: invalid checksum
gzip: invalid header
i/o timeout
input/output error
invalid argument
invalid cross-device link
invalid syntax
is a directory
network is unreachable
no route to host
no space left on device
no such file or directory
not a directory
operation not permitted
path escapes from parent
permission denied
read-only file system
too many levels of symbolic links
too many open files
unexpected EOF
unexpected end of JSON input
value out of range
zip: checksum error
zip: not a valid zip file`, "\n")

// TestError tells errors of each sort.
func TestError(t *testing.T) {
	missing := &fs.PathError{Op: "open", Path: "a.csv", Err: syscall.ENOENT}
	buffer := []byte("rose")
	reused := comity.Errorf(comity.Input, "%.60q is not an IP address", buffer)
	copy(buffer, "xxxx")
	for _, c := range []struct {
		err        error
		text, hint string
	}{
		{comity.Errorf(comity.Input, "exhibit %s: %w", "a", missing), "reperto a: apertura di a.csv: file o cartella inesistente", ""},
		{comity.Wrapf("open case %s: %w", "c", comity.Errorf(comity.Input, "there is no case").WithHint("give --home DIR or set COMITY_HOME")), "apertura del caso c: non c'è alcun caso", "dare --home DIR o impostare COMITY_HOME"},
		{reused, `"rose" non è un indirizzo IP`, ""},
		{comity.MayKeep("the reason", "4111 1111 1111 1111"), "rifiutato dalla regola cards-stay-in-the-vault: il motivo contiene ciò che sembra un numero di carta", "scriverne le prime sei e le ultime quattro cifre, come 400000******0008, o la citazione della sua riga"},
		{comity.Errorf(comity.Input, "column %.60q is not in the header line", "the reason"), `la colonna "the reason" non è nella riga d'intestazione`, ""},
		{comity.Errorf(comity.Usage, "no such format %s", "a").WithHint("%s", comity.Phrasef("did you mean %s?", "b")), "no such format a", "si intendeva b?"},
		{errors.Join(missing, errors.New("a library says something")), "apertura di a.csv: file o cartella inesistente\na library says something", ""},
		{fmt.Errorf("a library: %w", syscall.EACCES), "a library: permesso negato", ""},
		{errors.New("plain %s"), "plain %s", ""},
	} {
		text, hint := told.Italian(c.err)
		if text != c.text || hint != c.hint {
			t.Errorf("%v\nis told as %q, %q\nnot as    %q, %q", c.err, text, hint, c.text, c.hint)
		}
	}
}
