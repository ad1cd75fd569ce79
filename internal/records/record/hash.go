package record

import "encoding/hex"

// NoHash is why a row is not read whose hash is none.
const NoHash Reason = "hash is not hexadecimal of its length, or all zeros"

// SetMD5 takes over 32 hexadecimal digits; ok is false where text is none, or all
// zeros, which stand for "not computed".
func (h *Hashed) SetMD5(text []byte) (ok bool) {
	h.HasMD5 = unhex(h.MD5[:], text)
	return h.HasMD5
}

// SetSHA1 is SetMD5 for 40 digits.
func (h *Hashed) SetSHA1(text []byte) (ok bool) {
	h.HasSHA1 = unhex(h.SHA1[:], text)
	return h.HasSHA1
}

// SetSHA256 is SetMD5 for 64 digits.
func (h *Hashed) SetSHA256(text []byte) (ok bool) {
	h.HasSHA256 = unhex(h.SHA256[:], text)
	return h.HasSHA256
}

// SetPerceptual is SetMD5 for the 64 digits of a perceptual hash, of which zeros
// are one.
func (h *Hashed) SetPerceptual(text []byte) (ok bool) {
	_, err := hex.Decode(h.Perceptual[:], fit(text, 64))
	h.HasPerceptual = err == nil && len(text) == 64
	return h.HasPerceptual
}

func unhex(dst, text []byte) bool {
	if len(text) != 2*len(dst) {
		return false
	}
	if _, err := hex.Decode(dst, text); err != nil {
		return false
	}
	for _, b := range dst {
		if b != 0 {
			return true
		}
	}
	return false
}

// fit is text where it is n long, and nothing else.
func fit(text []byte, n int) []byte {
	if len(text) != n {
		return nil
	}
	return text
}
