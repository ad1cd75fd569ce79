package intake

import (
	"encoding/hex"
	"strconv"

	"comity/internal/records/record"
)

func hashedFields(h *record.Hashed) []Field {
	digits := func(has bool, b []byte) string {
		if !has {
			return ""
		}
		return hex.EncodeToString(b)
	}
	size := ""
	if h.Size >= 0 {
		size = strconv.FormatInt(h.Size, 10)
	}
	return []Field{
		{"md5", digits(h.HasMD5, h.MD5[:])}, {"sha1", digits(h.HasSHA1, h.SHA1[:])}, {"sha256", digits(h.HasSHA256, h.SHA256[:])},
		{"perceptual", digits(h.HasPerceptual, h.Perceptual[:])}, {"label", plainText(h.Label, shownText)}, {"owner", plainText(h.Owner, shownText)},
		{"version", plainText(h.Edition, shownText)}, {"first_seen", when(h.FirstSeen)}, {"member", plainText(h.Member, shownText)}, {"size", size},
	}
}
