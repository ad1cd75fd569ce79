package capture

import (
	"io"
	"strings"
	"time"
)

// HashRow is one file in a list of hashes; what is empty is not supplied.
type HashRow struct {
	MD5, SHA1, SHA256, Perceptual string
	Label, Member                 string
	FirstSeen                     time.Time // zero: not supplied
	Size                          int64
}

// Hashes writes a list of file hashes: a table, bare digests a line, or the JSON
// that case tools exchange.
type Hashes struct {
	*File
	format string
	title  string
	n      int
}

// HashColumns are the columns of the table, in order.
var HashColumns = []string{"MD5", "SHA1", "SHA256", "PDQ", "Category", "User", "Seen", "Bytes", "Case"}

// NewHashes starts a list in a format: csv, hashlist or vics. Each says whose it is by its title, so that two states'
// lists of the same files are not the same bytes.
func NewHashes(w io.Writer, format, title string) *Hashes {
	h := &Hashes{File: NewFile(w), format: format, title: title}
	switch format {
	case "csv":
		h.puts(strings.Join(HashColumns, ",") + "\n")
	case "hashlist":
		h.puts("# " + title + "\n")
	case "vics":
		h.puts(`{"@odata.context":"https://vics.example/datamodel/1.3#Cases","value":[{"CaseNumber":"` + title + `","SourceApplicationName":"list","Media":[` + "\n")
	}
	return h
}

// Kinds are the digests that a format carries.
func Kinds(format string) []string {
	switch format {
	case "csv":
		return []string{"md5", "sha1", "sha256", "perceptual"}
	case "vics":
		return []string{"md5", "sha1"}
	}
	return []string{"md5"}
}

// Row writes one file; in JSON the place is the object without what parts it from others.
func (h *Hashes) Row(r *HashRow) Place {
	h.n++
	seen := ""
	if !r.FirstSeen.IsZero() {
		seen = r.FirstSeen.Format(time.RFC3339)
	}
	switch h.format {
	case "csv":
		return h.puts(strings.Join([]string{r.MD5, r.SHA1, r.SHA256, r.Perceptual, r.Label, r.Member, seen, num(r.Size), h.title}, ",") + "\n")
	case "vics":
		if h.n > 1 {
			h.puts(",\n")
		}
		return h.puts(string(h.media(r, seen)))
	}
	return h.puts(r.MD5 + "\n")
}

// media is one entry of a case's media.
func (h *Hashes) media(r *HashRow, seen string) []byte {
	category := strings.Index(" ABC", r.Label)
	type file struct {
		FileName, Created string
		Owner             string `json:",omitempty"`
	}
	m := struct {
		MediaID    int
		Category   int
		MD5, SHA1  string
		MediaSize  int64
		MediaFiles []file
	}{h.n, category, strings.ToUpper(r.MD5), strings.ToUpper(r.SHA1), r.Size, nil}
	if r.Member != "" {
		m.MediaFiles = []file{{FileName: "scan" + num(int64(h.n)) + ".jpg", Created: seen, Owner: r.Member}}
	}
	b := encode(m)
	return b[:len(b)-1]
}

// Finish ends the list.
func (h *Hashes) Finish() error {
	if h.format == "vics" {
		h.puts("\n]}]}\n")
	}
	return h.Close()
}
