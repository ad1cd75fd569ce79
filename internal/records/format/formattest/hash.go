package formattest

import (
	"encoding/hex"
	"fmt"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// HashRows writes hashes, what they are said to be, and wants them to keep their
// bounds.
func HashRows(s *Said) record.Sink {
	return record.Sink{Hashed: func(h *record.Hashed) {
		if why := h.Fault(); why != "" {
			s.t.Fatalf("%+v: %s", h.Place, why)
		}
		var out []string
		for _, v := range []struct {
			name string
			has  bool
			text []byte
		}{{"HasMD5", h.HasMD5, h.MD5[:]}, {"HasSHA1", h.HasSHA1, h.SHA1[:]}, {"HasSHA256", h.HasSHA256, h.SHA256[:]}, {"HasPerceptual", h.HasPerceptual, h.Perceptual[:]}} {
			if v.has {
				out = append(out, v.name[3:]+" "+hex.EncodeToString(v.text))
			}
		}
		if h.FirstSeen.Lo != comity.Latest && h.FirstSeen.Lo != 0 {
			out = append(out, h.FirstSeen.Lo.String())
		}
		fmt.Fprintf(s, "%s: %s label %q member %q size %d\n", s.At(h.Place), strings.Join(out, " "), h.Label, h.Member, h.Size)
	}}
}
